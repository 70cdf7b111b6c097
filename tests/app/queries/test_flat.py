"""Whole threads, a page at a time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries.flat import FlatThread, flat
from tests import factories as make
from tests.factories import days_ago


def test_every_message_of_the_thread_stands_on_one_page_in_order_of_time(session: Session) -> None:
    posted = make.post(session, make.series(session), total=1, cover=False, mail={"message_id": "0@x"})
    for number in (2, 1, 4, 3, 5):
        content = make.content(session, f"Subject: x\n\nanswer {number}".encode())
        # Two of them were sent at one moment.
        at = {"date": days_ago(9 - number // 2), "content_id": content.id, "message_id": f"{number}@x"}
        make.message(session, thread_id=posted[1].thread_id, parent="0@x", **at)
    make.message(session, message_id="elsewhere@x")

    def page(after: str | None) -> FlatThread:
        found = flat(session, "3@x", limit=4, length=20, after=after)
        assert found
        return found

    first = page(None)
    second = page(first.messages[-1].message_id)
    assert [each.message_id for each in (*first.messages, *second.messages)] == [f"{number}@x" for number in range(6)]
    assert ((first.total, first.before, first.more), (second.before, second.more)) == ((6, 0, True), (4, False))
    assert (second.messages[1].raw, second.messages[1].size) == (b"Subject: x\n\nanswer 5"[:20], 20)
    for name, after in (("none@x", None), ("3@x", "elsewhere@x"), ("3@x", "\0"), ("\0", None)):
        assert flat(session, name, limit=4, length=20, after=after) is None
