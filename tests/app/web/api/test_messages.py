"""Messages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from tests import factories as make
from tests.app.remarks import remark

from .conftest import Ask, Asked


def test_a_message_with_its_place_tags_and_remarks(ask: Ask, session: Session) -> None:
    patch = make.post(session, make.series(session, "pump", key="5e41e5"))[1]
    raw = make.content(session, b"From: Bea\n\nWhy?\n")
    reply = make.reply(session, patch, content_id=raw.id)
    make.tag(session, reply, "Acked-by", "Bea")
    remark(session, reply, "logic: Why?")
    found = ask(f"/messages/{reply.message_id}/")
    assert (found["message_id"], found["kind"], found["size"]) == (reply.message_id, "reply", 16)
    assert (found["place"]["series"], found["place"]["about"]["message_id"]) == ("5e41e5", patch.message_id)
    assert found["parent"]["message_id"] == patch.message_id
    assert [tag["kind"] for tag in found["tags"]] == ["Acked-by"]
    assert found["remarks"][0]["labels"][0]["evidence"] == "Why?"
    assert "raw" not in found


@pytest.mark.parametrize("message_id", ["a/b@example.org", "a//b/", "..", "?q=#%41", "\u202e<script>@example.org"])
def test_any_message_id_has_its_address(ask: Ask, session: Session, message_id: str) -> None:
    make.message(session, message_id=message_id)
    # As browsers do, the client resolves dots, so that these stand in brackets.
    name = f"<{message_id}>" if message_id in ("..", "a//b/") else message_id
    assert ask(f"/messages/{quote(name, safe='')}/")["message_id"] == message_id


def test_an_unknown_message(problem: Callable[..., str]) -> None:
    assert problem("/messages/nothing@example.org/", 404).startswith("No list that is read here")


def test_it_asks_as_often_whatever_the_size(ask: Ask, asked: Asked, session: Session) -> None:
    for size in (1, 5):
        reply = make.reply(session, make.post(session, make.series(session))[1])
        for number in range(size):
            make.tag(session, reply, "Acked-by", "Bea")
            remark(session, reply, "logic", number=number)
            make.message(session, parent=reply.message_id)
        with asked() as seen:
            ask(f"/messages/{reply.message_id}/")
        assert len(seen) == 8
