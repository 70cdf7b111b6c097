"""The versions of a series side by side."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.models import Comparison, Message, PatchPair
from app.queries.series import whole
from tests import factories as make
from tests.factories import NOW, Posted, days_ago


def compare(
    session: Session, earlier: Posted, later: Posted, *pairs: tuple[Message | None, Message | None, str]
) -> None:
    ends = {"earlier_id": earlier.revision.id, "later_id": later.revision.id}
    session.add(Comparison(**ends, inputs=""))
    session.flush()
    for position, (before, after, how) in enumerate(pairs):
        ids = {"earlier_patch_id": before.id if before else None, "later_patch_id": after.id if after else None}
        session.add(PatchPair(**ends, **ids, position=position, how=how, likeness=0.5 if how == "changed" else 1.0))
    session.flush()


def table(session: Session, ref: str) -> list[str]:
    """Each patch as `TITLE: number and word of each version`, with the number that it had before where it moved."""
    found = whole(session, ref, now=NOW)
    assert found

    def cell(each: Any) -> str:
        if each is None:
            return "."
        moved = f"from {each.before} " if each.before not in (None, each.number) else ""
        return f"{each.number} {moved}{each.how or 'posted'}"

    return [f"{row.title}: {', '.join(map(cell, row.cells))}" for row in found.history]


def test_each_patch_is_followed_through_all_versions(session: Session) -> None:
    series = make.series(session)
    one = make.post(session, series, total=3, date=days_ago(30))
    two = make.post(session, series, version=2, total=3, date=days_ago(20))
    part: dict[str, Any] = {"numbers": [2], "cover": False, "partial": True, "base_id": two.revision.id}
    re_roll = make.post(session, series, version=2, minor=1, total=3, date=days_ago(10), **part)
    two[3].title, two[1].title, re_roll[2].title = "moved", "new one", "changed twice"
    compare(
        session,
        one,
        two,
        (one[1], two[3], "same"),
        (one[2], two[2], "changed"),
        (one[3], None, "dropped"),
        (None, two[1], "new"),
    )
    compare(session, two, re_roll, (two[2], re_roll[2], "changed"), (two[1], two[1], "same"), (two[3], two[3], "same"))
    assert table(session, series.key) == [
        "new one: ., 1 new, 1 taken",
        "changed twice: 2 posted, 2 changed, 2 changed",
        "moved: 1 posted, 3 from 1 same, 3 taken",
        "part 3: 3 posted, 3 dropped, .",
    ]


def test_of_versions_that_were_not_compared_nothing_is_said(session: Session) -> None:
    series = make.series(session)
    make.post(session, series, total=1, date=days_ago(30))
    make.post(session, series, version=2, total=1, date=days_ago(20))
    assert table(session, series.key) == ["part 1: ., 1 posted", "part 1: 1 posted, ."]
