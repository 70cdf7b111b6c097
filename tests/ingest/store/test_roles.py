"""Who speaks follows from where a message is placed, in whatever order mails come."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from app.models import Message, Remark
from ingest.store.roles import role
from tests.ingest.conftest import Docket
from tests.ingest.store.letters import DAN, at, letter, patch

PATCH = patch("p@x", "[PATCH] pump: count", at(0), sender=DAN)
OURS = letter("ours@x", "Re: [PATCH] pump: count", at(2), "p@x", sender=DAN, body="> +x\n\nWill fix.\n")
THEIRS = letter("theirs@x", "Re: [PATCH] pump: count", at(1), "p@x", body="> +x\n\nWhy?\n")
TALK = letter("talk@x", "Re: water", at(3), "unseen@x", body="> water\n\nWet.\n")
ROLES = select(Message.message_id, Remark.role).join(Remark, Remark.message_id == Message.id)


@pytest.mark.parametrize(
    ("name", "email", "authors", "who"),
    [
        ("Ann Author", "ann@x", [("Ann Author", "ann@x")], "author"),
        ("A. Author", "ann@x", [("Ann Author", "ann@x")], "author"),
        ("ann  author", "home@x", [("Ann Author", "ann@x")], "author"),
        ("ann", "home@x", [("Ann", "ann@x")], "reviewer"),
        ("", "", [("", ""), (None, None)], "reviewer"),
        ("Ann Author", "ann@x", [("Bob Builder", "bob@x"), (None, None), ("Ann Author", "ann@x")], "author"),
        ("Ann Author", "ann@x", [("Bob Builder", "bob@x")], "reviewer"),
    ],
)
def test_the_author_is_known_by_address_or_by_full_name(
    name: str, email: str, authors: list[tuple[str | None, str | None]], who: str
) -> None:
    assert role(name, email, authors) == who


@pytest.mark.parametrize("order", list(itertools.permutations([PATCH, OURS, THEIRS])))
def test_roles_do_not_depend_on_the_order_of_arrival(docket: Docket, order: tuple[bytes, ...]) -> None:
    for mail in (*order, TALK):
        docket.mails([mail])
    assert docket.rows(ROLES) == [("ours@x", "author"), ("talk@x", "unknown"), ("theirs@x", "reviewer")]


def test_a_remark_is_classified_anew_when_it_turns_out_who_speaks(docket: Docket) -> None:
    docket.mails([OURS])
    before = docket.rows(select(Remark.role, Remark.classifier_id.is_(None)))
    assert [tuple(row) for row in before] == [("unknown", False)]
    docket.engine = docket.without_classifier()
    docket.mails([PATCH])
    assert docket.rows(select(Remark.role, Remark.classifier_id.is_(None))) == [("author", True)]
