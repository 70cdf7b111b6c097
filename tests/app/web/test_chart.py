"""Where the bars of the drawing are."""

from __future__ import annotations

import pytest

from app.queries.objections.explorer import Month
from app.web.chart import HEIGHT, LEFT, WIDTH, chart


def months(*counts: dict[str, int]) -> list[Month]:
    return [Month(2025 + number // 12, number % 12 + 1, each) for number, each in enumerate(counts)]


def test_groups_stand_on_each_other_from_the_floor() -> None:
    drawn = chart(months({"design": 2, "case": 0, "form": 2}, {"design": 4, "case": 0, "form": 0}))
    (design, form, other) = drawn.bars
    assert [(bar.group, bar.month, bar.count) for bar in drawn.bars] == [
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
    drawn = chart(months(*({"design": number**2, "case": 3} for number in range(24))))
    assert all(bar.y >= 0 and bar.y + bar.height <= drawn.floor + 0.1 and bar.height > 0 for bar in drawn.bars)
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH for bar in drawn.bars)
    assert all(0 < y < HEIGHT for y, _ in drawn.lines)
    assert [name for _, name in drawn.years] == ["2025-01", "2026"]


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (17, [0, 5, 10, 15, 20]),
        (357, [0, 100, 200, 300, 400]),
        (1_000_000, [0, 500_000, 1_000_000]),
    ],
)
def test_the_lines_are_round_numbers(most: int, lines: list[int]) -> None:
    assert [count for _, count in chart(months({"design": most})).lines] == lines


def test_no_month_is_drawn_as_nothing() -> None:
    assert chart([]).bars == ()
