"""The story of a series as a drawing: a lane for each version, a mark for each thing that happened to it.

What is too close together to be told apart is one mark, so the drawing is bounded however much was written.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from app.queries.series import SeriesWhole
from app.rules.version import label

# In units of the drawing, which is as wide as the page.
WIDTH, LANE, TOP, BOTTOM = 960, 24, 6, 20
LEFT, RIGHT = 60, 20
STEP = 14
"""Marks of a kind that are closer are one."""
LANES = 20
"""The newest versions are drawn; a series of more is told by the lists below the drawing."""
MARKS = {
    "posted": "version posted",
    "reply": "reply",
    "tag": "review tag",
    "objection": "objection",
    "applied": "applied",
    "other": "report or other word",
}
"""The kinds of marks, in words; what lies on top of what in this order. `other` are robots' reports and other
announcements."""
TEXT = 160
"""Characters of what is said of a mark."""
TICK = 90
"""Words below the drawing are so far apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Things of one kind in one lane and at one place; `at`, `message_id` and `text` are of the first of them."""

    x: float
    y: float
    kind: str
    at: dt.datetime
    message_id: str
    label: str
    text: str
    count: int

    @property
    def said(self) -> str:
        """What happened, in words."""
        more = f" and {self.count - 1} more" if self.count > 1 else ""
        text = self.text if len(self.text) <= TEXT else f"{self.text[:TEXT]}..."
        return f"{MARKS[self.kind]}: {text}{more}"


@dataclass(frozen=True, slots=True)
class Lane:
    """A version: its height, name, and from where to where it was talked about."""

    y: float
    label: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """`days` are (place, date) of the words below the lanes, `omitted` the number of older versions not drawn."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    days: tuple[tuple[float, str], ...]
    omitted: int
    height: int
    width: int = WIDTH


class Happened(NamedTuple):
    """One thing in the lane of a revision."""

    at: dt.datetime
    message_id: str
    revision: str
    kind: str
    text: str


def timeline(series: SeriesWhole, revisions: Mapping[str, str]) -> Timeline:
    """The drawing of a series; `revisions` are the keys of the revisions that its mails belong to."""
    drawn = series.revisions[-LANES:]
    lanes = {revision.id: place for place, revision in enumerate(drawn)}
    happened = sorted(each for each in _happened(series, revisions) if each.revision in lanes)
    start = min((each.at for each in happened), default=drawn[0].date)
    end = max((each.at for each in happened), default=start)
    # A series of one mail has no length.
    unit = (WIDTH - LEFT - RIGHT) / max((end - start).total_seconds(), 3600.0)

    def place(at: dt.datetime) -> float:
        return round(LEFT + (at - start).total_seconds() * unit, 1)

    heights = {key: TOP + (number + 0.5) * LANE for key, number in lanes.items()}
    labels = {key: label(drawn[number].version, drawn[number].minor) for key, number in lanes.items()}
    marks = tuple(
        Mark(x, heights[revision], kind, first.at, first.message_id, labels[revision], first.text, count)
        for (revision, kind), those in _together(happened).items()
        for x, first, count in _binned((place(each.at), each) for each in those)
    )
    spans = defaultdict(list)
    for each in happened:
        spans[each.revision].append(place(each.at))
    order = {kind: number for number, kind in enumerate(MARKS)}
    return Timeline(
        lanes=tuple(
            Lane(heights[key], labels[key], min(spans[key], default=LEFT), max(spans[key], default=LEFT))
            for key in lanes
        ),
        marks=tuple(sorted(marks, key=lambda mark: (mark.y, order[mark.kind], mark.x))),
        days=tuple(_days(start, end, place(end))),
        omitted=len(series.revisions) - len(drawn),
        height=TOP + LANE * len(drawn) + BOTTOM,
    )


def _happened(series: SeriesWhole, revisions: Mapping[str, str]) -> Iterator[Happened]:
    heads = {revision.message_id: revision.id for revision in series.revisions}
    for event in series.events:
        kind = event.kind if event.kind in MARKS else "other"
        key = heads.get(event.message_id) or revisions.get(event.message_id, "")
        yield Happened(event.at, event.message_id, key, kind, f"{event.by.name or event.by.email}: {event.text}")
    for one in series.objections:
        text = f"{one.by.name or one.by.email} objects: {one.label or one.act}, {one.outcome}"
        yield Happened(one.date, one.message_id, one.revision, "objection", text)


def _together(happened: Iterable[Happened]) -> Mapping[tuple[str, str], list[Happened]]:
    lanes: defaultdict[tuple[str, str], list[Happened]] = defaultdict(list)
    for each in happened:
        lanes[each.revision, each.kind].append(each)
    return lanes


def _binned(placed: Iterable[tuple[float, Happened]]) -> Iterator[tuple[float, Happened, int]]:
    """Runs of things, in order of time, of which none is STEP or more behind the first."""
    first: tuple[float, Happened] | None = None
    count = 0
    for x, each in placed:
        if first is not None and x - first[0] < STEP:
            count += 1
            continue
        if first is not None:
            yield (*first, count)
        first, count = (x, each), 1
    if first is not None:
        yield (*first, count)


def _days(start: dt.datetime, end: dt.datetime, right: float) -> Iterator[tuple[float, str]]:
    """Dates below the drawing, at even distances, each once."""
    places = [LEFT + TICK * number for number in range(int((right - LEFT) // TICK) + 1)]
    dates = [start + (end - start) * ((x - LEFT) / max(right - LEFT, 1.0)) for x in places]
    names = [f"{date:%Y-%m-%d}" for date in dates]
    yield places[0], names[0]
    for (_, before), (x, name) in pairwise(zip(places, names, strict=True)):
        if name != before:
            yield x, name
