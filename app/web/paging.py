"""Lists of series, a page at a time: what is asked for in the address, and the address of the next page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, request

from app.queries.language import Query, QueryError, parse
from app.queries.series import SeriesSummary, summaries

from .session import session

PAGE = 100


def asked() -> Query:
    """The query of the filter box. Raises QueryError."""
    return parse(request.args.get("q", ""))


def listing(template: str, query: Callable[[], Query], **values: Any) -> tuple[str, int]:
    """The page of series that match, or one that says what is wrong with the query."""
    series: tuple[SeriesSummary, ...] = ()
    problem = None
    try:
        series = summaries(session(), query(), now=g.now, limit=PAGE + 1, before=_before())
    except QueryError as error:
        problem = str(error)
    older = _place(series[PAGE - 1]) if len(series) > PAGE else None
    shown = series[:PAGE]
    return render_template(template, series=shown, older=older, problem=problem, **values), 400 if problem else 200


def _place(series: SeriesSummary) -> str:
    return f"{series.updated:%Y-%m-%dT%H:%M:%S.%f}_{series.id}"


def _before() -> tuple[dt.datetime, str] | None:
    place = request.args.get("before")
    if place is None:
        return None
    updated, _, key = place.partition("_")
    try:
        return dt.datetime.strptime(updated, "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=dt.UTC), key
    except ValueError:
        abort(400, "The address names no place in the list; begin again from its first page.")
