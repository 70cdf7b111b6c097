"""A person's word on two postings wins over all evidence and outlives every ingest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from app.models import Grouping, Revision, RevisionLink, Series
from ingest.store import groupings
from ingest.store.places import revision_key
from tests.dump import same
from tests.ingest.conftest import Docket
from tests.ingest.group.tables import table

from .letters import DAN, at, letter, patch, posting

AT = dt.datetime(2026, 8, 1, 9, tzinfo=dt.UTC)
PUMP = posting("pump", "PATCH", ["pump: count", "pump: report"], at(0), cover="pump: strokes")
PIPE = posting("pipe", "PATCH", ["pipe: left", "pipe: right"], at(3), cover="pipe: bends", sender=DAN)


def say(docket: Docket, one: str, other: str, together: bool, by: str = "cem", why: str = "") -> None:
    with docket.database() as session:
        rows = [groupings.revision(session, name) for name in (one, other)]
        assert rows[0] is not None
        assert rows[1] is not None
        groupings.say(session, rows[0], rows[1], together, by, AT, why)
        session.commit()
    docket.settle()


def undo(docket: Docket, one: str, other: str) -> bool:
    with docket.database() as session:
        rows = [groupings.revision(session, name) or 0 for name in (one, other)]
        found = groupings.forget(session, rows[0], rows[1])
        session.commit()
    docket.settle()
    return found


def series(docket: Docket) -> list[str]:
    """The versions of each series by their titles, in order of date."""
    rows = docket.rows(select(Revision.series_id, Revision.date, Revision.title))
    found: dict[int, list[str]] = {}
    for series_id, _, title in rows:
        found.setdefault(series_id, []).append(title)
    return sorted(" + ".join(titles) for titles in found.values())


def words(docket: Docket) -> Sequence[tuple[object, ...]]:
    return docket.rows(
        select(Grouping.message_id, Grouping.other_message_id, Grouping.together, Grouping.by, Grouping.why)
    )


def test_a_word_joins_what_nothing_else_ties(docket: Docket) -> None:
    docket.mails(PUMP + PIPE)
    assert series(docket) == ["pipe: bends", "pump: strokes"]
    say(docket, "pipe-1@x", "pump-0@x", True, "cem", "renamed")
    assert series(docket) == ["pump: strokes + pipe: bends"]
    assert words(docket) == [("pipe-0@x", "pump-0@x", True, "cem", "renamed")]
    assert docket.rows(select(Grouping.at)) == [(AT,)]
    assert docket.rows(select(RevisionLink.evidence, RevisionLink.confidence)) == [("by hand", 1.0)]


def test_a_word_keeps_apart_what_all_else_ties(docket: Docket) -> None:
    docket.mails([patch("a@x", "[PATCH] pump: count", at(0)), patch("b@x", "[PATCH v2] pump: count", at(1))])
    assert len(series(docket)) == 1
    say(docket, "a@x", "b@x", False)
    assert len(series(docket)) == 2


def test_apart_holds_against_a_chain_of_links(docket: Docket) -> None:
    docket.mails([patch(f"{n}@x", f"[PATCH v{n}] pump: count", at(n)) for n in (1, 2, 3)])
    say(docket, "1@x", "3@x", False)
    assert len(series(docket)) == 2
    docket.mails([patch("4@x", "[PATCH v4] pump: count", at(4))])
    assert len(series(docket)) == 2
    assert undo(docket, "3@x", "1@x")
    assert len(series(docket)) == 1


def test_a_link_that_fades_lets_another_join_that_a_word_kept_out(docket: Docket) -> None:
    """Four versions hang together in a chain, and a person parts the ends. Its weakest link is the last, until the
    second version turns out to have another change-id than the first."""

    def second(number: int, change_id: str) -> bytes:
        message = f"A.\n\nchange-id: {change_id}"
        return patch(f"2-{number}@x", f"[PATCH v2 {number}/2] b{number}", at(2), "2-0@x", message=message)

    docket.mails(
        [
            *posting("1", "PATCH", ["a"], at(1), cover="first", body="A.\n\nchange-id: 7-pump\n"),
            letter("2-0@x", "[PATCH v2 0/2] second", at(2)),
            second(1, "7-pump"),
            *posting("3", "PATCH v3", ["c"], at(3), cover="third", body="v2: https://lore.kernel.org/r/2-0@x\n"),
            *posting("4", "PATCH v4", ["d"], at(4), cover="third"),
        ]
    )
    say(docket, "1-0@x", "4-0@x", False)
    assert series(docket) == ["first + second + third", "third"]
    docket.mails([second(2, "1-pump")])
    assert series(docket) == ["first", "second + third + third"]


def test_a_later_word_takes_the_place_of_an_earlier_one(docket: Docket) -> None:
    docket.mails(PUMP + PIPE)
    say(docket, "pipe-0@x", "pump-0@x", True, "cem")
    say(docket, "pump-0@x", "pipe-0@x", False, "dan", "no")
    assert words(docket) == [("pipe-0@x", "pump-0@x", False, "dan", "no")]
    assert series(docket) == ["pipe: bends", "pump: strokes"]


def test_a_word_taken_back_leaves_the_evidence(docket: Docket) -> None:
    docket.mails(PUMP + PIPE)
    before = docket.dump()
    say(docket, "pipe-0@x", "pump-0@x", True)
    assert undo(docket, "pump-2@x", "pipe-1@x")
    same(docket.dump(), before)
    assert not undo(docket, "pump-2@x", "pipe-1@x")


def test_a_word_given_before_the_cover_came_holds_and_can_be_taken_back(docket: Docket) -> None:
    docket.mails(PUMP[1:] + PIPE)
    say(docket, "pump-1@x", "pipe-0@x", True)
    docket.mails(PUMP)
    assert series(docket) == ["pump: strokes + pipe: bends"]
    assert undo(docket, "pump-0@x", "pipe-0@x")
    assert series(docket) == ["pipe: bends", "pump: strokes"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_word_is_there_before_the_mails_come_again(docket: Docket, first: int) -> None:
    with docket.database() as session:
        word = {"together": True, "by": "cem", "at": AT, "why": ""}
        session.add(Grouping(message_id="pipe-0@x", other_message_id="pump-0@x", **word))
        session.commit()
    docket.mails([PUMP, PIPE][first])
    docket.mails([PIPE, PUMP][first])
    assert series(docket) == ["pump: strokes + pipe: bends"]


def test_a_revision_is_found_by_its_key_and_by_any_mail_about_it(docket: Docket) -> None:
    docket.mails(
        [*PUMP, letter("r@x", "Re: [PATCH 0/2] pump: strokes", at(1), "pump-0@x"), letter("t@x", "talk", at(1))]
    )
    (key,) = (key for (key,) in docket.rows(select(Series.key)))
    assert key == revision_key(table("pump-0@x 0m - ann w")[0])
    with docket.database() as session:
        found = {name: groupings.revision(session, name) for name in (key, "pump-2@x", "r@x", "t@x", "none@x", "")}
    row = found[key]
    assert row is not None
    assert found == {key: row, "pump-2@x": row, "r@x": row, "t@x": None, "none@x": None, "": None}
