"""The orders in which a list of series can be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.models import Series, Standing

Value = dt.datetime | int
"""What a series is ordered by."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a column, in which `Series.key` tells rows of one value apart; `falling` puts the highest value
    first, and `of` is the field of `SeriesSummary` that holds the value. Series that have none are left out."""

    name: str
    column: InstrumentedAttribute[Any]
    of: str
    falling: bool

    def after(self, column: InstrumentedAttribute[Any], value: Value, key: str) -> ColumnElement[bool]:
        """That a row comes after this one; `column` is that of the order, or another one that holds the same."""
        if self.falling:
            return and_(column <= value, or_(column < value, Series.key < key))
        return and_(column >= value, or_(column > value, Series.key > key))

    def by(self, column: InstrumentedAttribute[Any]) -> tuple[UnaryExpression[Any], ...]:
        """What to order by, with a column as in `after`."""
        return tuple(each.desc() if self.falling else each.asc() for each in (column, Series.key))


# What is asked for first comes first: what is new, what waits long, what has most against it.
_FIRST = (
    Order("updated", Series.updated, "updated", falling=True),
    Order("posted", Series.started, "started", falling=True),
    Order("waiting", Standing.since, "waiting_since", falling=False),
    Order("objections", Standing.objections, "open_objections", falling=True),
)
ORDERS = {
    order.name: order
    for each in _FIRST
    for order in (each, Order(f"-{each.name}", each.column, each.of, not each.falling))
}
"""By their names; with `-` before it, a name means the other way round."""
UPDATED = ORDERS["updated"]
