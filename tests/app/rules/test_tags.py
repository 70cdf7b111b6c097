"""What became of review tags from version to version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from app.rules.history import GivenTag, Who
from app.rules.tags import CHANGED, Became, TaggedPatch, TaggedVersion, changes
from tests.factories import days_ago

ANN, BEA, CEM = (Who(name.lower(), name, f"{name.lower()}@example.org") for name in ("Ann", "Bea", "Cem"))


def tag(who: Who = BEA, kind: str = "Reviewed-by", days: float = 9.5, written: bool = False) -> GivenTag:
    return GivenTag(kind, who, f"{kind} by {who.key}", days_ago(days), written)


def written(who: Who = BEA, kind: str = "Reviewed-by", days: float = 8) -> GivenTag:
    return tag(who, kind, days, written=True)


def version(
    number: int,
    *tags: GivenTag,
    likeness: float | None = 1.0,
    changelog: Sequence[str] = (),
    signed: frozenset[str] = frozenset(),
    posted: dt.datetime | None = None,
) -> TaggedVersion:
    """A version with one patch, posted ten days ago less two a version, that goes on in the next one."""
    patch = TaggedPatch(f"{number}", 1, posted or days_ago(12 - 2 * number), tags, signed)
    became: Mapping[str, Became] = {} if likeness is None else {patch.message_id: Became(f"{number + 1}", likeness)}
    return TaggedVersion(number, (patch,), became, tuple(changelog))


def became(*versions: TaggedVersion) -> list[tuple[str, str, int, int]]:
    return [(each.how, each.tag.who.name, each.earlier, each.later) for each in changes(versions)]


def test_a_tag_that_is_not_in_the_next_version_is_lost() -> None:
    (lost,) = changes([version(1, tag()), version(2)])
    assert (lost.how, lost.tag, lost.earlier, lost.later, lost.patch) == ("lost", tag(), 1, 2, 1)


def test_a_tag_that_the_author_wrote_down_is_carried() -> None:
    assert became(version(1, tag()), version(2, written())) == [("carried", "Bea", 1, 2)]


@pytest.mark.parametrize(("likeness", "reason"), [(1.0, None), (0.9, CHANGED)])
def test_a_changed_patch_is_a_reason(likeness: float, reason: str | None) -> None:
    (lost,) = changes([version(1, tag(), likeness=likeness), version(2)])
    assert (lost.likeness, lost.reason) == (likeness, reason)


@pytest.mark.parametrize(
    ("line", "whose"),
    [
        ("Drop Reviewed-by tags, too much has changed", {"Bea", "Cem"}),
        ("Dropped the R-b of Bea", {"Bea"}),
        ("Didn't carry cem@example.org's tags", {"Cem"}),
        ("Remove all tags (Bea, Cem)", {"Bea", "Cem"}),
        ("Drop the Fixes tag", set()),
        ("Add review tags", set()),
        ("Drop the rb tree", set()),
    ],
)
def test_a_line_of_the_changelog_is_the_reason_for_those_whom_it_speaks_of(line: str, whose: set[str]) -> None:
    found = changes([version(1, tag(BEA), tag(CEM), changelog=[line], likeness=0.5), version(2)])
    assert {each.tag.who.name for each in found if each.reason == line} == whose
    assert {each.reason for each in found} <= {line, CHANGED}


def test_a_tag_over_much_change_is_kept_by_the_author_alone() -> None:
    assert became(version(1, tag(), likeness=0.59), version(2, written())) == [("kept-over-change", "Bea", 1, 2)]
    assert became(version(1, tag(), likeness=0.6), version(2, written())) == [("carried", "Bea", 1, 2)]
    assert became(version(1, tag(), likeness=0.1), version(2, tag(days=7))) == [("carried", "Bea", 1, 2)]


def test_a_tag_stays_kept_over_change_until_it_is_given_anew() -> None:
    before = (version(1, tag(), likeness=0.1), version(2, written()))
    assert became(*before, version(3, written(days=6))) == [("kept-over-change", "Bea", 1, 2)]
    assert became(*before, version(3, tag(days=5))) == [("carried", "Bea", 2, 3)]
    assert became(*before, version(3)) == [("lost", "Bea", 2, 3)]


def test_a_tag_that_comes_back_is_not_lost() -> None:
    assert became(version(1, tag()), version(2), version(3, written(days=6))) == [("carried", "Bea", 1, 3)]
    assert became(version(1, tag()), version(2), version(3, tag(days=5))) == [("carried", "Bea", 1, 3)]


def test_a_tag_that_stays_away_was_lost_where_it_went() -> None:
    assert became(version(1, tag()), version(2), version(3)) == [("lost", "Bea", 1, 2)]


def test_a_tag_that_was_lost_and_came_back_can_be_lost_again() -> None:
    versions = (version(1, tag()), version(2), version(3, written(days=6)), version(4))
    assert became(*versions) == [("lost", "Bea", 3, 4)]


def test_a_dropped_patch_loses_nothing_and_nothing_that_it_had_lost_counts() -> None:
    assert became(version(1, tag(), likeness=None), version(2)) == []
    assert became(version(1, tag()), version(2, likeness=None), version(3)) == []


def test_a_tag_given_late_is_looked_for_in_the_version_after() -> None:
    late = tag(days=7.5)
    assert became(version(1, late), version(2)) == []
    assert became(version(1, late), version(2), version(3)) == [("lost", "Bea", 1, 3)]
    assert became(version(1, late), version(2), version(3, written(days=6))) == [("carried", "Bea", 1, 3)]


def test_a_patch_taken_from_an_older_posting_could_not_carry_a_newer_tag() -> None:
    assert became(version(1, tag()), version(2, posted=days_ago(20))) == []


def test_whoever_signs_a_patch_has_not_lost_a_tag_on_it() -> None:
    assert became(version(1, tag(kind="Tested-by")), version(2, signed=frozenset({"bea"}))) == []
    assert became(version(1, tag(kind="Tested-by")), version(2, signed=frozenset({"cem"}))) == [("lost", "Bea", 1, 2)]


def test_a_review_says_more_than_an_ack() -> None:
    assert became(version(1, tag(kind="Acked-by")), version(2, written(kind="Reviewed-by"))) == [
        ("carried", "Bea", 1, 2)
    ]
    assert became(version(1, tag(kind="Reviewed-by")), version(2, written(kind="Acked-by"))) == [("lost", "Bea", 1, 2)]


def test_a_review_given_anew_counts_beside_an_ack_that_was_written_down() -> None:
    later = version(2, written(kind="Acked-by"), tag(days=7))
    assert became(version(1, tag(kind="Acked-by"), likeness=0.1), later) == [("carried", "Bea", 1, 2)]


def test_a_person_is_known_by_key_or_by_full_name() -> None:
    here, there, elsewhere = (Who(key, "Bea Builder", f"{key}@example.org") for key in ("1", "2", "3"))
    assert became(version(1, tag(here)), version(2, written(there)))[0][0] == "carried"
    assert became(version(1, tag(Who("1", "B", "b@example.org"))), version(2, written(here)))[0][0] == "carried"
    one, other = (Who(key, "Bea", f"{key}@example.org") for key in ("1", "2"))
    assert became(version(1, tag(one)), version(2, written(other)))[0][0] == "lost"
    assert became(version(1, tag(here), tag(elsewhere)), version(2))[0][0] == "lost"


def test_rows_run_by_version_and_patch() -> None:
    versions = (
        version(1, tag(CEM), tag(BEA, days=9.6)),
        version(2, tag(ANN, days=7.5)),
        version(3),
    )
    assert became(*versions) == [("lost", "Bea", 1, 2), ("lost", "Cem", 1, 2), ("lost", "Ann", 2, 3)]


def test_one_version_says_nothing() -> None:
    assert changes([version(1, tag())]) == ()
    assert changes([]) == ()
