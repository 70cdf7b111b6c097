"""Where the bars and dots of the drawings are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.web.chart import HEIGHT, LEFT, TOP, WIDTH, Column, monthly, spans, stacked


def months(*counts: Mapping[str, float | None]) -> list[Column]:
    return monthly((2025 + number // 12, number % 12 + 1, each) for number, each in enumerate(counts))


def test_kinds_stand_on_each_other_from_the_floor() -> None:
    drawn = stacked(months({"design": 2, "case": 0, "form": 2}, {"design": 4, "case": 0, "form": 0}))
    (design, form, other) = drawn.bars
    assert [(bar.kind, bar.name, bar.count) for bar in drawn.bars] == [
        ("design", "2025-01", 2),
        ("form", "2025-01", 2),
        ("design", "2025-02", 4),
    ]
    assert design.y + design.height == pytest.approx(drawn.floor)
    assert form.y + form.height == pytest.approx(design.y)
    assert form.height == design.height
    assert other.height == pytest.approx(2 * design.height)
    assert design.x == form.x == LEFT < other.x


def test_all_of_it_is_in_the_drawing() -> None:
    drawn = stacked(months(*({"design": number**2, "case": 3} for number in range(24))))
    assert all(bar.y >= 0 and bar.y + bar.height <= drawn.floor + 0.1 and bar.height > 0 for bar in drawn.bars)
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH for bar in drawn.bars)
    assert all(0 < y < HEIGHT for y, _ in drawn.lines)
    assert [name for _, name in drawn.words] == ["2025-01", "2026"]


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (5, ["0", "2", "4", "6"]),
        (17, ["0", "5", "10", "15", "20"]),
        (357, ["0", "100", "200", "300", "400"]),
        (1_000_000, ["0", "500000", "1000000"]),
    ],
)
def test_the_lines_are_round_numbers(most: int, lines: list[str]) -> None:
    assert [count for _, count in stacked(months({"design": most})).lines] == lines


def test_no_month_is_drawn_as_nothing() -> None:
    assert stacked([]).bars == ()
    assert spans([]).dots == ()


def test_spans_are_as_far_apart_as_they_are_times_longer() -> None:
    drawn = spans(months({"half": 1.0, "most": 7.0}, {"half": None, "most": 49.0}, {"half": 0.0, "most": 1.0}))
    heights = {(dot.name, dot.kind): dot.y for dot in drawn.dots}
    assert ("2025-02", "half") not in heights
    day, week, seven = heights["2025-01", "half"], heights["2025-01", "most"], heights["2025-02", "most"]
    assert day - week == pytest.approx(week - seven, abs=0.2)
    assert heights["2025-03", "half"] == drawn.floor
    assert {name: y for y, name in drawn.lines}["1 w"] == week
    assert [name for _, name in drawn.lines] == ["1 h", "6 h", "1 d", "1 w", "1 mo", "1 y"]
    assert [(kind, len(corners.split())) for kind, corners in drawn.curves] == [("half", 2), ("most", 3)]


@pytest.mark.parametrize("days", [0.0, 1e-9, 0.5, 400.0, 1e6])
def test_every_span_is_in_the_drawing(days: float) -> None:
    drawn = spans(months({"half": days}))
    (dot,) = drawn.dots
    assert TOP <= dot.y <= drawn.floor
    assert LEFT < dot.x < WIDTH
