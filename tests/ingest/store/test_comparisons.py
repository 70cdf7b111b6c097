"""Versions compared: patch by patch and at the places of remarks, however the mails come."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from app.models import Comparison, Followed, Message, PatchPair, Revision, Series
from tests.dump import same
from tests.ingest.conftest import Docket

from .letters import ANN, BEA, at, letter, patch, posting, reply

ONE = patch("one@x", "[PATCH] pump: count", at(0))
TWO = patch("two@x", "[PATCH v2] pump: count", at(7), new="return all;", notes="v2: return all (Bea)\n")
WISH = reply("wish@x", "one@x", "[PATCH] pump: count", at(1), body="> +\treturn count;\n\nNAK, return all of them.\n")


def pairs(docket: Docket) -> list[tuple[object, ...]]:
    earlier, later = aliased(Message), aliased(Message)
    return docket.rows(
        select(earlier.message_id, later.message_id, PatchPair.how)
        .select_from(PatchPair)
        .outerjoin(earlier, earlier.id == PatchPair.earlier_patch_id)
        .outerjoin(later, later.id == PatchPair.later_patch_id)
    )


def followed(docket: Docket) -> list[tuple[object, ...]]:
    return docket.rows(
        select(Message.message_id, Revision.version, Followed.place, Followed.named)
        .join(Message, Message.id == Followed.message_id)
        .join(Revision, Revision.id == Followed.later_id)
    )


@pytest.mark.parametrize("order", list(itertools.permutations((ONE, TWO, WISH))))
def test_a_remark_is_followed_into_the_next_version(docket: Docket, order: Sequence[bytes]) -> None:
    for mail in order:
        docket.mails([mail])
    assert pairs(docket) == [("one@x", "two@x", "changed")]
    assert followed(docket) == [("wish@x", 2, "line", "return all (Bea)")]
    assert docket.rows(select(Series.uncompared, Series.stale)) == [(False, False)]


def test_patches_that_stay_come_and_go(docket: Docket) -> None:
    first = posting("one", "PATCH", ["pump: count", "pump: report", "pump: log"], at(0), cover="pump: strokes")
    second = posting("two", "PATCH v2", ["pump: count", "pump: log", "pump: warn"], at(7), cover="pump: strokes")
    docket.mails([*first, *second])
    assert {row[:2] for row in pairs(docket)} >= {("one-1@x", "two-1@x"), ("one-3@x", "two-2@x")}
    assert ("one-1@x", "two-1@x", "same") in pairs(docket)
    assert ("one-3@x", "two-2@x", "same") in pairs(docket)


def test_what_the_author_says_is_not_followed(docket: Docket) -> None:
    docket.mails([ONE, TWO, reply("own@x", "one@x", "[PATCH] pump: count", at(1), ANN)])
    assert followed(docket) == []


def test_a_version_is_compared_with_the_next_one_and_one_with_remarks_with_the_next_three(docket: Docket) -> None:
    versions = [
        patch(f"v{number}@x", f"[PATCH v{number}] pump: count", at(7 * number), new=f"return {number};")
        for number in range(1, 7)
    ]
    docket.mails([*versions, reply("wish@x", "v2@x", "[PATCH v2] pump: count", at(14.5))])
    earlier, later = aliased(Revision), aliased(Revision)
    found = docket.rows(
        select(earlier.version, later.version)
        .select_from(Comparison)
        .join(earlier, earlier.id == Comparison.earlier_id)
        .join(later, later.id == Comparison.later_id)
    )
    assert found == [(1, 2), (2, 3), (2, 4), (2, 5), (3, 4), (4, 5), (5, 6)]


def test_a_remark_on_the_cover_letter_is_about_the_whole(docket: Docket) -> None:
    first = posting("one", "PATCH", ["pump: count", "pump: report"], at(0), cover="pump: strokes")
    second = posting("two", "PATCH v2", ["pump: count", "pump: report it"], at(7), cover="pump: strokes")
    docket.mails([*first, *second, reply("wish@x", "one-0@x", "[PATCH 0/2] pump: strokes", at(1), body="Why?\n")])
    assert followed(docket) == [("wish@x", 2, "elsewhere", "")]


def test_a_mail_that_cannot_be_read_leaves_the_rest_alone(docket: Docket) -> None:
    broken = letter("two@x", "[PATCH v2] pump: count", at(7), body="\0" * 100)
    docket.mails([ONE, broken, WISH])
    assert docket.rows(select(Series.uncompared)) == [(False,)]


def test_a_comparison_goes_with_its_versions(docket: Docket) -> None:
    """What was grouped wrongly and is taken apart again leaves no comparison behind."""
    docket.mails([ONE, WISH, patch("two@x", "[PATCH v2] pump: count", at(7))])
    before = docket.dump()
    assert pairs(docket)
    with docket.database() as session:
        session.execute(update(Series).values(uncompared=True, stale=True))
        session.commit()
    docket.settle()
    same(docket.dump(), before)


def test_a_second_run_compares_nothing_again(docket: Docket) -> None:
    docket.mails([ONE, TWO, WISH])
    with docket.database() as session:
        session.execute(update(Followed).values(place="near"))
        session.execute(update(Series).values(uncompared=True))
        session.commit()
    docket.settle()
    assert [row[2] for row in followed(docket)] == ["near"]
    docket.mails([reply("more@x", "one@x", "[PATCH] pump: count", at(2), BEA, body="> +\treturn count;\n\nNo?\n")])
    assert [row[2] for row in followed(docket)] == ["line", "line"]
