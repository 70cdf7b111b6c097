"""Revisions find their earlier versions in the database, and find them anew when what they hang on changes."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.models import Message, Revision, RevisionLink
from tests.ingest.conftest import Docket

from .letters import ANN, CEM, DAN, at, patch, posting, reply

V1 = [
    *posting("1", "PATCH", ["pump: count"], at(1), cover="pump: strokes"),
    reply("r@x", "1-1@x", "[PATCH 1/1] p", at(2)),
]


def version(number: int, notes: str, *, sender: str = ANN, cover: str = "all new") -> list[bytes]:
    """A posting of another title and patch, so that only `notes` in the cover tie it to anything."""
    return posting(
        f"{number}", f"PATCH v{number}", [f"part {number}"], at(7 * number), cover=cover, body=notes, sender=sender
    )


def links(docket: Docket) -> list[tuple[object, ...]]:
    """(version, earlier version, evidence, whether it joins them)"""
    later, earlier = aliased(Revision), aliased(Revision)
    query = (
        select(later.version, earlier.version, RevisionLink.evidence, RevisionLink.accepted)
        .join(later, later.id == RevisionLink.later_id)
        .join(earlier, earlier.id == RevisionLink.earlier_id)
    )
    return docket.rows(query)


def series(docket: Docket) -> list[list[str]]:
    """The heads of each series."""
    found: dict[int, list[str]] = {}
    heads = select(Revision.series_id, Message.message_id).join(Message, Message.id == Revision.head_id)
    for series_id, head in docket.rows(heads):
        found.setdefault(series_id, []).append(head)
    return sorted(found.values())


NOTES = {
    "by number": "v1: https://lore.kernel.org/r/1-0@x\n",
    "to a patch": "- Link to v1: https://lore.kernel.org/r/1-1@x\n",
    "to a reply": "Changes since v1 [1]:\n - all\n\n[1] https://lore.kernel.org/all/r@x/\n",
    "supersedes": "Supersedes: <1-0@x>\n",
}


@pytest.mark.parametrize("notes", NOTES.values(), ids=NOTES)
@pytest.mark.parametrize("late", [False, True], ids=["after", "before"])
def test_a_link_in_the_cover_joins(docket: Docket, notes: str, late: bool) -> None:
    for mails in (version(2, notes), V1) if late else (V1, version(2, notes)):
        docket.mails(mails)
    assert links(docket) == [(2, 1, "archive link", True)]
    assert series(docket) == [["1-0@x", "2-0@x"]]


def test_a_link_joins_once_the_thread_of_the_reply_that_it_names_is_known(docket: Docket) -> None:
    docket.mails(version(2, NOTES["to a reply"]))
    docket.mails(V1[2:])
    assert links(docket) == []
    docket.mails(V1)
    assert links(docket) == [(2, 1, "archive link", True)]


def test_a_first_version_that_comes_last_is_found(docket: Docket) -> None:
    v2, v3 = ([patch(f"{n}@x", f"[PATCH v{n}] pump: count", at(n))] for n in (2, 3))
    docket.mails(v3)
    docket.mails(v2)
    docket.mails([patch("1@x", "[PATCH] pump: count", at(1))])
    assert links(docket) == [(2, 1, "subject and author", True), (3, 2, "subject and author", True)]


def test_a_version_in_between_takes_the_link_over(docket: Docket) -> None:
    first, second, third = ([patch(f"{n}@x", f"[PATCH v{n}] pump: count", at(n))] for n in (1, 2, 3))
    docket.mails(first + third)
    assert links(docket) == [(3, 1, "subject and author", True)]
    docket.mails(second)
    assert links(docket) == [(2, 1, "subject and author", True), (3, 2, "subject and author", True)]


def test_a_link_goes_when_nothing_is_left_that_it_rests_on(docket: Docket) -> None:
    """Patch 2 of the first version turns out, by another copy, to have another title; the versions share only that."""
    first = posting("1", "PATCH", ["pump: count", "pump: report"], at(1), cover="one", sender=ANN)
    second = posting("2", "PATCH v2", ["pump: report"], at(2), cover="two", sender=ANN)
    docket.mails(first + second)
    assert series(docket) == [["1-0@x", "2-0@x"]]
    docket.mails([patch("1-2@x", "[PATCH 2/2] pipe: bend", at(1), "1-0@x", received=at(-1), new="return pipe;")])
    assert links(docket) == []
    assert series(docket) == [["1-0@x"], ["2-0@x"]]


def test_a_change_id_of_another_sender_only_suggests(docket: Docket) -> None:
    body = "A.\n\nchange-id: 7-pump\n"
    docket.mails(posting("1", "PATCH", ["pump: count"], at(1), cover="pump", body=body))
    docket.mails(version(2, body, sender=DAN))
    assert links(docket) == [(2, 1, "change-id", False)]
    docket.mails(version(3, body, cover="newer"))
    assert links(docket) == [(2, 1, "change-id", False), (3, 1, "change-id", True)]


def test_a_maintainer_who_keeps_the_author_in_the_body_takes_the_work_over(docket: Docket) -> None:
    docket.mails([patch("1@x", "[PATCH] weir: lower it", at(1), sender=DAN)])
    taken = patch("2@x", "[PATCH v2] weir: lower it", at(2), sender=CEM, message=f"From: {DAN}\n\nA.", new="x")
    docket.mails([taken])
    assert series(docket) == [["1@x", "2@x"]]


def test_a_stranger_with_the_same_title_only_suggests(docket: Docket) -> None:
    docket.mails([patch("1@x", "[PATCH] weir: lower it", at(1), sender=DAN)])
    docket.mails([patch("2@x", "[PATCH v2] weir: lower it", at(2), sender=CEM, new="x")])
    assert series(docket) == [["1@x"], ["2@x"]]
    assert links(docket) == [(2, 1, "same patches", False)]


def test_more_versions_than_are_looked_at_are_one_series(docket: Docket) -> None:
    """Each is linked to the one before it, so it does no harm that not all earlier ones are compared."""
    docket.mails([patch(f"{n}@x", f"[PATCH v{n}] pump: count", at(n)) for n in range(1, 131)])
    assert len(series(docket)) == 1
    assert len(links(docket)) == 129
