"""Ranges of numbers, days and ages."""

from __future__ import annotations

import datetime as dt

import pytest

from app.queries.ranges import Range, ages, numbers, times

NOW = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def ago(**time: float) -> dt.datetime:
    return NOW - dt.timedelta(**time)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3", 3, 4),
        ("<3", None, 3),
        ("<=3", None, 4),
        (">3", 4, None),
        (">=3", 3, None),
        ("2..4", 2, 5),
        ("2..", 2, None),
        ("..4", None, 5),
    ],
)
def test_numbers(text: str, low: int | None, high: int | None) -> None:
    assert numbers(text) == Range(low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026-07-01", day("2026-07-01"), day("2026-07-02")),
        (">2026-07-01", day("2026-07-02"), None),
        (">=2026-07-01", day("2026-07-01"), None),
        ("<=2026-07-01", None, day("2026-07-02")),
        ("2026-07-01..2026-07-15", day("2026-07-01"), day("2026-07-16")),
        ("<2d", ago(days=2), None),
        (">2w", None, ago(days=14)),
    ],
)
def test_days_or_ages(text: str, low: dt.datetime | None, high: dt.datetime | None) -> None:
    assert times(text, NOW) == Range(low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (">14d", None, ago(days=14)),
        ("<=36h", ago(hours=36), None),
        ("1w..2w", ago(days=14), ago(days=7)),
        ("3m..", None, ago(days=90)),
        ("<1y", ago(days=365), None),
    ],
)
def test_an_age_is_counted_back_from_now(text: str, low: dt.datetime | None, high: dt.datetime | None) -> None:
    assert ages(text, NOW) == Range(low, high)


@pytest.mark.parametrize("text", ["", "x", "..", ">", "=3", "><3", "3..2..1", "-1", "1e3", "²", "9" * 10, ">2..3"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        numbers(text)


@pytest.mark.parametrize("text", ["", "2w", "5", "<5", "2026-13-01", "2026-02-30", "9999-12-31", ">999999y", "now"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        times(text, NOW)
