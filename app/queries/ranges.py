"""Values of a query that are a range: `3`, `>=3`, `<2w`, `2026-07-01..2026-07-15`, `2..`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")

_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class Range(Generic[T]):
    """From `low` up to and without `high`; None where there is no end."""

    low: T | None
    high: T | None

    def holds(self, column: InstrumentedAttribute[T] | ColumnElement[T]) -> ColumnElement[bool]:
        """The condition that the column's value lies in the range."""
        low = true() if self.low is None else column >= self.low
        high = true() if self.high is None else column < self.high
        return and_(low, high)


def numbers(text: str) -> Range[int]:
    """A range of whole numbers. Raises ValueError."""
    return _range(text, _number)


def times(text: str, now: dt.datetime) -> Range[dt.datetime]:
    """A range of days in UTC, or what is so old as a range of ages says. Raises ValueError."""
    try:
        return _range(text, _day)
    except ValueError:
        return ages(text, now)


def ages(text: str, now: dt.datetime) -> Range[dt.datetime]:
    """When something began that is as old as a range of ages says, counted back from `now`. Raises ValueError, also
    for an age without a sign, which nothing has to the moment."""
    age = _range(text, _age)
    if age.low == age.high:
        raise ValueError(text)
    try:
        return Range(
            low=None if age.high is None else now - age.high,
            high=None if age.low is None else now - age.low,
        )
    except OverflowError:
        raise ValueError(text) from None


def _range(text: str, read: Callable[[str], tuple[T, T]]) -> Range[T]:
    """`read` gives a single value as where it starts and where it is over: a day is not a point, an age is one."""
    (first, dots, last) = text.partition("..")
    if dots:
        if not first and not last:
            raise ValueError(text)
        return Range(read(first)[0] if first else None, read(last)[1] if last else None)
    sign = text[: len(text) - len(text.lstrip("<>="))]
    (start, end) = read(text[len(sign) :])
    match sign:
        case "":
            return Range(start, end)
        case ">":
            return Range(end, None)
        case ">=":
            return Range(start, None)
        case "<":
            return Range(None, start)
        case "<=":
            return Range(None, end)
    raise ValueError(text)


def _number(text: str) -> tuple[int, int]:
    # Databases keep no number of more digits in an integer column.
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text), int(text) + 1


def _day(text: str) -> tuple[dt.datetime, dt.datetime]:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    start = dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC)
    try:
        return start, start + dt.timedelta(days=1)
    except OverflowError:
        raise ValueError(text) from None


def _age(text: str) -> tuple[dt.timedelta, dt.timedelta]:
    if not re.fullmatch(r"[0-9]{1,6}[hdwmy]", text):
        raise ValueError(text)
    age = dt.timedelta(days=int(text[:-1]) * _DAYS[text[-1]])
    return age, age
