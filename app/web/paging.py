"""Lists, a page at a time: what is asked for in the address, and the address of the next page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from flask import abort, g, render_template, request

from app.queries.language import TERMS, Query, QueryError, parse
from app.queries.series import ORDERS, UPDATED, Order, SeriesSummary, Value, summaries
from app.queries.text import is_text

from .session import session

PAGE = 100
MOMENT = "%Y-%m-%dT%H:%M:%S.%f"


def asked() -> Query:
    """The query of the filter box. Raises QueryError."""
    return parse(request.args.get("q", ""))


def order() -> Order:
    """The order that is asked for."""
    name = request.args.get("sort", UPDATED.name)
    if name not in ORDERS:
        abort(400, f"There is no order {name[:40]}; sort by {', '.join(ORDERS)}.")
    return ORDERS[name]


def listing(template: str, query: Callable[[], Query], **values: Any) -> tuple[str, int]:
    """The page of series that match, or one that says what is wrong with the query."""
    found: tuple[SeriesSummary, ...] = ()
    problem = None
    try:
        found = page(query(), order())
    except QueryError as error:
        problem = str(error)
    values |= {
        "series": found[:PAGE],
        "older": following(found, order()),
        "order": order(),
        "problem": problem,
        "terms": TERMS,
    }
    return render_template(template, **values), 400 if problem else 200


def page(query: Query, by: Order) -> tuple[SeriesSummary, ...]:
    """The series of the page that is asked for, and one more where there are more. Raises QueryError."""
    return summaries(session(), query, now=g.now, limit=PAGE + 1, order=by, before=_began(by), me=asker())


def following(found: Sequence[SeriesSummary], by: Order) -> str | None:
    """The place that the next page begins after, None where this is the last one."""
    if len(found) <= PAGE:
        return None
    last = found[PAGE - 1]
    value = getattr(last, by.of)
    return place(value, last.id) if isinstance(value, dt.datetime) else f"{value}_{last.id}"


def _began(by: Order) -> tuple[Value, str] | None:
    if by.of != "open_objections":
        return before()
    (value, _, key) = request.args.get("before", "").partition("_")
    if "before" not in request.args:
        return None
    if not (re.fullmatch("[0-9]{1,9}", value) and is_text(key)):
        nowhere()
    return int(value), key


def place(at: dt.datetime, key: str) -> str:
    """A row's place in a list that runs back in time; `key` tells rows of one moment apart."""
    return f"{at:{MOMENT}}_{key}"


def before() -> tuple[dt.datetime, str] | None:
    """The place that the page begins after, None for the first page."""
    asked_for = request.args.get("before")
    if asked_for is None:
        return None
    at, _, key = asked_for.partition("_")
    try:
        if not is_text(key):
            raise ValueError(key)
        return dt.datetime.strptime(at, MOMENT).replace(tzinfo=dt.UTC), key
    except ValueError:
        nowhere()


def nowhere() -> NoReturn:
    """Say that the address names no place."""
    abort(400, "The address names no place in the list; begin again from its first page.")


def asker() -> str | None:
    """The address of whoever has signed in: what `is:mine` means by me."""
    return g.actor.email if g.actor else None
