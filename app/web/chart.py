"""Objections over time as stacked columns: where each bar, line and word of the drawing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.queries.objections.explorer import Month

# In units of the drawing, which is as wide as the page.
WIDTH, HEIGHT = 960, 150
LEFT, TOP, BOTTOM = 40, 8, 20
GAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """The objections of one group in one month."""

    x: float
    y: float
    width: float
    height: float
    group: str
    month: str
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """`lines` are (height, count) of the lines behind the bars, `years` (place, name) of the words below them."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    years: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def chart(months: Sequence[Month]) -> Chart:
    """The drawing of some months, each group stacked on the one before it."""
    step = _step(max((sum(month.counts.values()) for month in months), default=0))
    top = max((-(-sum(month.counts.values()) // step) * step for month in months), default=0) or step
    unit = (HEIGHT - TOP - BOTTOM) / top
    column = (WIDTH - LEFT) / max(len(months), 1)
    bars = []
    years = []
    for place, month in enumerate(months):
        x = LEFT + place * column
        if place == 0 or month.month == 1:
            years.append((round(x, 1), f"{month.year}-{month.month:02}" if place == 0 else str(month.year)))
        y = float(HEIGHT - BOTTOM)
        for group, count in month.counts.items():
            if count:
                y -= count * unit
                name = f"{month.year}-{month.month:02}"
                size = (round(column - GAP, 1), round(count * unit, 1))
                bars.append(Bar(round(x, 1), round(y, 1), *size, group, name, count))
    lines = tuple((round(HEIGHT - BOTTOM - count * unit, 1), count) for count in range(0, top + 1, step))
    return Chart(tuple(bars), lines, tuple(years))


def _step(most: int) -> int:
    """A round number of objections from line to line, so that there are three to five lines."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 4 * step * factor:
                return step * factor
        step *= 10
