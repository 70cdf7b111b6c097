"""The results of checks that hold for patches, and all that were posted."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import Check
from app.queries.checks import checks, results
from tests.app.conftest import Statements
from tests.factories import days_ago


def test_the_latest_of_each_account_and_context_holds(session: Session, statements: Statements) -> None:
    for patch, by, context, state, days in (
        ("a@x", "ci@example.org", "build", "fail", 5),
        ("a@x", "bot@example.org", "build", "warning", 4),
        ("a@x", "ci@example.org", "boot", "pending", 3),
        ("a@x", "ci@example.org", "build", "success", 2),
        ("b@x", "ci@example.org", "build", "fail", 1),
        ("c@x", "ci@example.org", "build", "fail", 1),
    ):
        given = {"message_id": patch, "by": by, "context": context, "state": state, "at": days_ago(days)}
        session.add(Check(**given, target="", description=""))
        session.flush()
    with statements() as seen:
        found = checks(session, ["a@x", "b@x", "none"])
    assert len(seen) == 1
    assert {patch: [(each.by[:3], each.context, each.state) for each in rows] for patch, rows in found.items()} == {
        "a@x": [("bot", "build", "warning"), ("ci@", "boot", "pending"), ("ci@", "build", "success")],
        "b@x": [("ci@", "build", "fail")],
    }
    every = results(session, "a@x", limit=9)
    assert [each.at for each in every] == [days_ago(days) for days in (2, 3, 4, 5)]
    assert results(session, "a@x", limit=2, before=every[1].id) == every[2:]
