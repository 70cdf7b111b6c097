"""Threads as small tables, one note a line: `ID WHEN PARENT FROM SUBJECT`, and what grouping makes of them.

WHEN counts minutes, hours or days (`5m 10h 400d`). PARENT is `-`, an ID, or several with commas: References, the last
one being the parent. A note is what its subject says it is, unless FROM ends in `!` (a robot) or SUBJECT in `{diff}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ingest.facts import Kind, Note, Person, Subject
from ingest.group.submission import Submission, split
from ingest.parse import subject

BEGIN = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def table(text: str) -> list[Note]:
    lines = [line.split(maxsplit=4) for line in text.strip().splitlines()]
    return [_note(row, *line) for row, line in enumerate(lines, 1)]


def _note(row: int, name: str, when: str, parent: str, sender: str, words: str) -> Note:
    about = subject.parse(words.removesuffix("{diff}"))
    references = () if parent == "-" else tuple(parent.split(","))
    has_diff = words.endswith("{diff}") or (about.patch and about.number != 0 and not about.reply)
    return Note(
        id=row,
        message_id=name,
        parent=references[-1] if references else None,
        references=references,
        kind="bot" if sender.endswith("!") else _kind(about, has_diff, bool(references)),
        sender=Person(sender.title(), f"{sender}@example.org"),
        author=None,
        date=BEGIN + dt.timedelta(**{UNITS[when[-1]]: int(when[:-1])}),
        subject=about,
        has_diff=has_diff,
    )


def _kind(about: Subject, has_diff: bool, answers: bool) -> Kind:
    if about.patch and not about.reply:
        return "cover" if about.number == 0 else "patch"
    return "reply" if about.reply or answers else "other"


def postings(notes: Iterable[Note]) -> list[str]:
    """The submissions, the one with the first head first: `v2/3 0:cover 1:a 3:c` is a v2 of three, patch 2 missing."""
    submissions, _ = split(notes)
    return [shown(each) for each in sorted(submissions, key=lambda each: (each.head.date, each.head.message_id))]


def shown(submission: Submission) -> str:
    version = f"v{submission.version}" + (f".{submission.minor}" if submission.minor else "")
    slots = (f"{number}:{note.message_id}" for number, note in sorted(submission.slots.items()))
    return " ".join([f"{version}/{submission.total}", *slots])


def about(notes: Iterable[Note]) -> dict[str, str]:
    """What each message that is in no posting speaks about: `TARGET of HEAD`, with `?` and `-` where there is none."""
    _, places = split(notes)
    return {
        message_id: f"{place.target.message_id if place.target else '?'} of "
        f"{place.submission.head.message_id if place.submission else '-'}"
        for message_id, place in sorted(places.items())
        if place.number is None
    }
