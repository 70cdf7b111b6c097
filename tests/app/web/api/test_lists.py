"""Lists."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests import factories as make

from .conftest import Ask, Asked


def test_all_lists_by_name(ask: Ask, asked: Asked, session: Session) -> None:
    for name in ("water", "air"):
        brought_by = make.source(session, make.mailing_list(session, name))
        make.copy(session, make.message(session), brought_by)
    with asked() as seen:
        found = ask("/lists/")
    assert len(seen) == 2
    assert [(row["name"], row["messages"], row["address"]) for row in found] == [
        ("air", 1, "air@example.org"),
        ("water", 1, "water@example.org"),
    ]
