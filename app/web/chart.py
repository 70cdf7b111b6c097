"""Numbers over months or versions as a drawing: where each bar, dot, line and word of it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# In units of the drawing, which is as wide as the page.
WIDTH, HEIGHT = 960, 150
LEFT, TOP, BOTTOM = 40, 8, 20
FLOOR = HEIGHT - BOTTOM
GAP = 4
SPANS = {"1 h": 1 / 24, "6 h": 1 / 4, "1 d": 1.0, "1 w": 7.0, "1 mo": 30.0, "1 y": 365.0, "10 y": 3650.0}
"""The lines behind spans of time, by their length in days."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is drawn at one place: its name, the word below it (empty for none), and the numbers by kind; one that is
    not known is None."""

    name: str
    word: str
    counts: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """The number of one kind in one column."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    name: str
    count: float


@dataclass(frozen=True, slots=True)
class Dot:
    """The number of one kind in one column, as a place."""

    x: float
    y: float
    kind: str
    name: str
    count: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`lines` are (height, name) of the lines behind the bars and dots, `words` (place, word) of the words below them;
    `curves` are, by kind, the corners of the lines through its dots, as SVG has them."""

    lines: tuple[tuple[float, str], ...]
    words: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()
    curves: tuple[tuple[str, str], ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = FLOOR


def monthly(months: Iterable[tuple[int, int, Mapping[str, float | None]]]) -> list[Column]:
    """Columns of (year, month, numbers), with the first month and each year named below them."""
    columns: list[Column] = []
    for year, month, counts in months:
        name = f"{year}-{month:02}"
        columns.append(Column(name, str(year) if columns and month == 1 else "" if columns else name, counts))
    return columns


def stacked(columns: Sequence[Column]) -> Chart:
    """Counts as bars, each kind stacked on the one before it."""
    sums = [sum(filter(None, column.counts.values())) for column in columns]
    most = math.ceil(max(sums, default=0))
    step = _step(most)
    top = -(-most // step) * step or step
    unit = (FLOOR - TOP) / top
    wide = _wide(columns)
    bars = []
    for place, column in enumerate(columns):
        y = float(FLOOR)
        for kind, count in column.counts.items():
            if count:
                y -= count * unit
                size = (round(wide - GAP, 1), round(count * unit, 1))
                bars.append(Bar(round(LEFT + place * wide, 1), round(y, 1), *size, kind, column.name, count))
    lines = tuple((round(FLOOR - count * unit, 1), str(count)) for count in range(0, top + 1, step))
    return Chart(lines, _words(columns), bars=tuple(bars))


def spans(columns: Sequence[Column]) -> Chart:
    """Days as dots, those of a kind joined by a line, on a scale on which each line is several times the one below it:
    an hour and a month can be told apart from nothing in one drawing. What is shorter than an hour stands on the floor.
    """
    low, *_ = SPANS.values()
    longest = max((days for column in columns for days in column.counts.values() if days), default=0.0)
    high = next((days for days in SPANS.values() if days >= longest and days > low), max(longest, low))
    unit = (FLOOR - TOP) / math.log(high / low)
    wide = _wide(columns)

    def height(days: float) -> float:
        return round(FLOOR - math.log(max(days, low) / low) * unit, 1)

    dots = [
        Dot(round(LEFT + (place + 0.5) * wide, 1), height(days), kind, column.name, days)
        for place, column in enumerate(columns)
        for kind, days in column.counts.items()
        if days is not None
    ]
    kinds = dict.fromkeys(dot.kind for dot in dots)
    curves = ((kind, " ".join(f"{dot.x},{dot.y}" for dot in dots if dot.kind == kind)) for kind in kinds)
    lines = tuple((height(days), name) for name, days in SPANS.items() if days <= high)
    return Chart(lines, _words(columns), dots=tuple(dots), curves=tuple(curves))


def _wide(columns: Sequence[Column]) -> float:
    return (WIDTH - LEFT) / max(len(columns), 1)


def _words(columns: Sequence[Column]) -> tuple[tuple[float, str], ...]:
    wide = _wide(columns)
    return tuple((round(LEFT + place * wide, 1), column.word) for place, column in enumerate(columns) if column.word)


def _step(most: int) -> int:
    """A round number from line to line, so that there are three to five lines."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 4 * step * factor:
                return step * factor
        step *= 10
