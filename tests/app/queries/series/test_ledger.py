"""What became of the review tags of a series, read from the tables."""

from __future__ import annotations

import itertools
from typing import Any

from sqlalchemy.orm import Session

from app.models import Comparison, Followed, Message, PatchPair, Series
from app.queries.series import TagChangeRow, whole
from tests import factories as make
from tests.factories import NOW, Posted, days_ago


def ledger(session: Session, series: Series) -> tuple[TagChangeRow, ...]:
    found = whole(session, series.key, now=NOW)
    assert found
    return found.tag_ledger


def lost(session: Session, series: Series) -> list[tuple[str, str, int]]:
    return [(each.kind, each.name, each.patch) for each in ledger(session, series) if each.how == "lost"]


def compare(session: Session, earlier: Posted, later: Posted, likeness: float = 1.0, **numbers: int) -> None:
    """Say that each patch is the one with the same number in the later version; `p1=2` says otherwise."""
    ends = {"earlier_id": earlier.revision.id, "later_id": later.revision.id}
    session.add(Comparison(**ends, inputs=""))
    session.flush()
    for position, (number, patch) in enumerate(earlier.patches.items()):
        after = later.patches.get(numbers.get(f"p{number}", number))
        pair = {"earlier_patch_id": patch.id, "later_patch_id": after.id if after else None}
        how = "changed" if after else "dropped"
        session.add(PatchPair(**ends, **pair, position=position, how=how, likeness=likeness if after else 0.0))
    session.flush()


def versions(session: Session, series: Series, count: int = 2, total: int = 2, likeness: float = 1.0) -> list[Posted]:
    """Versions that are ten days apart, each compared with the next."""
    posted = [
        make.post(session, series, version=number, total=total, date=days_ago(60 - 10 * number))
        for number in range(1, count + 1)
    ]
    for earlier, later in itertools.pairwise(posted):
        compare(session, earlier, later, likeness)
    return posted


def review(session: Session, of: Message, name: str = "Bea", kind: str = "Reviewed-by") -> Message:
    mail = make.reply(session, of, name)
    make.tag(session, mail, kind, name)
    return mail


def test_a_tag_that_the_next_version_lacks(session: Session) -> None:
    series = make.series(session)
    old, _ = versions(session, series, likeness=0.75)
    given = review(session, old[2])
    assert ledger(session, series) == (
        TagChangeRow(
            kind="Reviewed-by",
            name="Bea",
            email="bea@example.org",
            how="lost",
            earlier_version=1,
            later_version=2,
            patch=2,
            message_id=given.message_id,
            likeness=0.75,
            reason="the patch was changed",
        ),
    )


def test_a_tag_that_is_carried_is_no_row(session: Session) -> None:
    series = make.series(session)
    old, new = versions(session, series)
    given = review(session, old[1])
    make.tag(session, new[1], "Reviewed-by", "Bea", how="written", origin_id=given.id)
    assert ledger(session, series) == ()


def test_a_tag_kept_over_change_names_the_mail_in_which_it_was_given(session: Session) -> None:
    series = make.series(session)
    old, middle, new = versions(session, series, 3, total=1, likeness=0.3)
    given = review(session, old[1])
    for each in (middle, new):
        make.tag(session, each[1], "Reviewed-by", "Bea", how="written", origin_id=given.id)
    (row,) = ledger(session, series)
    assert (row.how, row.earlier_version, row.later_version) == ("kept-over-change", 2, 3)
    assert (row.message_id, row.reason) == (given.message_id, None)


def test_a_tag_on_the_cover_holds_for_every_patch(session: Session) -> None:
    series = make.series(session)
    old, new = versions(session, series)
    assert old.cover
    review(session, old.cover)
    make.tag(session, new[1], "Reviewed-by", "Bea", how="written")
    assert lost(session, series) == [("Reviewed-by", "Bea", 2)]


def test_a_tag_given_to_the_next_cover_is_not_lost(session: Session) -> None:
    series = make.series(session)
    old, new = versions(session, series)
    assert new.cover
    review(session, old[1])
    review(session, new.cover)
    assert ledger(session, series) == ()


def test_only_review_tags_of_others_count(session: Session) -> None:
    series = make.series(session)
    old, _ = versions(session, series)
    review(session, old[1], "Bea", "Nacked-by")
    review(session, old[1], "Cem", "Fixes")
    review(session, old[1], "Ada", "Tested-by")
    review(session, old[1], "Dag", "Acked-by")
    assert lost(session, series) == [("Acked-by", "Dag", 1)]


def test_the_author_of_a_patch_that_another_sends_is_no_reviewer_of_it(session: Session) -> None:
    series = make.series(session)
    by_dag = {"author_name": "Dag", "author_email": "dag@example.org"}
    old = make.post(session, series, total=1, date=days_ago(20), mail=by_dag)
    compare(session, old, make.post(session, series, version=2, total=1))
    review(session, old[1], "Dag", "Tested-by")
    review(session, old[1], "Bea", "Tested-by")
    assert lost(session, series) == [("Tested-by", "Bea", 1)]


def test_a_person_with_two_addresses_is_one(session: Session) -> None:
    series = make.series(session)
    old, new = versions(session, series)
    bea = make.person(session, "Bea")
    for email in ("bea@example.org", "bea@example.com"):
        make.address(session, email, bea)
    review(session, old[1])
    make.tag(session, new[1], "Reviewed-by", "Bea", how="written", email="bea@example.com")
    assert ledger(session, series) == ()


def test_whoever_signs_the_later_patch_has_lost_nothing(session: Session) -> None:
    series = make.series(session)
    old, new = versions(session, series)
    review(session, old[1], kind="Tested-by")
    make.tag(session, new[1], "Signed-off-by", "Bea", how="written")
    assert ledger(session, series) == ()


def test_a_patch_is_followed_to_where_it_went(session: Session) -> None:
    series = make.series(session)
    old = make.post(session, series, date=days_ago(20))
    new = make.post(session, series, version=2, total=3, date=days_ago(5))
    compare(session, old, new, p1=3, p2=9)
    review(session, old[1])
    review(session, old[2])
    assert lost(session, series) == [("Reviewed-by", "Bea", 3)]


def test_a_partial_re_roll_keeps_the_tags_of_what_it_takes(session: Session) -> None:
    series = make.series(session)
    old = make.post(session, series, date=days_ago(20))
    part: dict[str, Any] = {"version": 2, "numbers": [2], "cover": False, "partial": True, "base_id": old.revision.id}
    new = make.post(session, series, date=days_ago(5), **part)
    compare(session, old, Posted(new.revision, None, {1: old[1], 2: new[2]}))
    review(session, old[1])
    review(session, old[2])
    assert lost(session, series) == [("Reviewed-by", "Bea", 2)]


def test_a_line_of_the_changelog_that_speaks_of_tags_is_the_reason(session: Session) -> None:
    series = make.series(session)
    old, new = versions(session, series)
    given = review(session, old[1])
    for number, line in enumerate(["Fix what Bea found", "Drop the tag of Bea's R-b, it is another patch now"]):
        make.remark(session, given, number=number)
        ends = {"earlier_id": old.revision.id, "later_id": new.revision.id}
        session.add(Followed(message_id=given.id, number=number, **ends, place="changed", named=line))
    session.flush()
    (row,) = ledger(session, series)
    assert row.reason == "Drop the tag of Bea's R-b, it is another patch now"


def test_versions_that_were_not_compared_say_nothing(session: Session) -> None:
    series = make.series(session)
    old = make.post(session, series, date=days_ago(20))
    make.post(session, series, version=2)
    review(session, old[1])
    assert ledger(session, series) == ()
