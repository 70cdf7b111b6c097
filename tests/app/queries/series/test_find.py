"""Every name of a series leads to it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.queries.series import find
from tests import factories as make


@pytest.mark.parametrize(
    "ref",
    [
        "5e41e5",
        "4e5151",
        " 4e5151\n",
        "2-ada@example.org",
        "<2-ada@example.org>",
        "bea/1%2@example.org",
        "https://lore.kernel.org/all/2-ada@example.org/",
        "https://lore.kernel.org/r/2-ada@example.org",
        "https://lore.kernel.org/demo/2-ada@example.org/T/#u",
        "https://lore.kernel.org/demo/2-ada@example.org/t.mbox.gz",
        "https://lore.kernel.org/all/bea%2F1%252@example.org/raw",
        "http://inbox.example.org/me@example.org/2-ada%40example.org/?x=y@z",
    ],
)
def test_a_name_of_a_series(session: Session, ref: str) -> None:
    series = make.series(session, key="5e41e5")
    posted = make.post(
        session, series, numbers=[2], mail={"message_id": "2-ada@example.org"}, cover=False, key="4e5151"
    )
    make.reply(session, posted[2], message_id="bea/1%2@example.org")
    make.post(session, make.series(session))
    assert find(session, ref) == "5e41e5"


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "nothing",
        "<>",
        "x@example.org",
        "https://example.org/all/",
        "https://[/a@b",
        "a\0b",
        "a\udc80b",
        "%",
        "ta%k@x",
    ],
)
def test_a_name_of_nothing(session: Session, ref: str) -> None:
    make.post(session, make.series(session))
    assert find(session, ref) is None


def test_a_mail_outside_of_all_series(session: Session) -> None:
    mail = make.message(session, message_id="talk@example.org")
    make.placement(session, mail)
    make.post(session, None, mail={"message_id": "alone@example.org"}, numbers=[1], cover=False)
    assert find(session, "talk@example.org") is None
    assert find(session, "alone@example.org") is None
