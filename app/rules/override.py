"""What people say of a series in place of the rules, and for how long that holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIELDS = {
    "state": "where the series stands",
    "turn": "whose turn it is",
    "delegate": "the maintainer who is to decide",
    "note": "a word for whoever reads on",
    "snooze": "not to be reminded of it",
}
"""What a person can say of a series."""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of one field of a series. It holds until `until`, or until somebody writes to the series
    where `until_activity` says so, else for good."""

    field: str
    value: str
    until: dt.datetime | None
    until_activity: bool
    by: str
    at: dt.datetime
    why: str


def in_force(words: Iterable[Word], updated: dt.datetime) -> Mapping[str, Word]:
    """The latest word on each field that no mail has made void; `updated` is when the last mail arrived, whatever date
    it bears. Whether a word's time has run out is for the reader."""
    latest = {word.field: word for word in sorted(words, key=lambda word: word.at)}
    return {field: word for field, word in latest.items() if not (word.until_activity and updated > word.at)}
