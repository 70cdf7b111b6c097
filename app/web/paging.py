"""Lists, a page at a time: what is asked for in the address, and the address of the next page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NoReturn

from flask import abort, g, render_template, request

from app.queries.language import Query, QueryError, parse
from app.queries.series import SeriesSummary, summaries
from app.queries.text import is_text

from .session import session

PAGE = 100
MOMENT = "%Y-%m-%dT%H:%M:%S.%f"


def asked() -> Query:
    """The query of the filter box. Raises QueryError."""
    return parse(request.args.get("q", ""))


def listing(template: str, query: Callable[[], Query], **values: Any) -> tuple[str, int]:
    """The page of series that match, or one that says what is wrong with the query."""
    series: tuple[SeriesSummary, ...] = ()
    problem = None
    try:
        series = summaries(session(), query(), now=g.now, limit=PAGE + 1, before=before())
    except QueryError as error:
        problem = str(error)
    older = place(series[PAGE - 1].updated, series[PAGE - 1].id) if len(series) > PAGE else None
    shown = series[:PAGE]
    return render_template(template, series=shown, older=older, problem=problem, **values), 400 if problem else 200


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
