"""A query to follow: the series that match as an Atom feed (RFC 4287), as JSON and as CSV."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from csv import writer

from flask import Blueprint, Response, g, render_template, request, url_for

from app.queries.language import QueryError
from app.queries.series import REVIEW_TAGS, SeriesSummary, reasons, summaries
from app.serial import dumps

from .filters import visible
from .paging import PAGE, asked, asker, following, order, page
from .session import session

# A feed has the last of what happened; readers ask again.
ENTRIES = 50
COLUMNS = (
    *("id", "title", "author", "author_email", "lists", "state", "turn", "waiting_since"),
    *("version", "received", "total", *REVIEW_TAGS, "open_objections", "posted", "updated"),
)

pages = Blueprint("feeds", __name__)


@pages.errorhandler(QueryError)
def misunderstood(error: QueryError) -> Response:
    """What is wrong with the query, in words."""
    return Response(f"{error}\n", 400, content_type="text/plain; charset=utf-8")


@pages.get("/series/feed.atom")
def atom() -> Response:
    """The series that match, the last updated first; what stands in an entry is its state, turn and reason."""
    found = summaries(session(), asked(), now=g.now, limit=ENTRIES, me=asker())
    feed = render_template(
        "series/feed.xml",
        query=request.args.get("q", ""),
        series=found,
        reasons=reasons(session(), [each.id for each in found], g.now),
        updated=found[0].updated if found else g.now,
    )
    return Response(_characters(feed), content_type="application/atom+xml; charset=utf-8")


@pages.get("/series.json")
def json() -> Response:
    """The summaries of the series that match, a page at a time; the next page is in the Link header."""
    found = page(asked(), order())
    return _paged(Response(dumps(found[:PAGE]), content_type="application/json"), found)


@pages.get("/series.csv")
def csv() -> Response:
    """The same as `json` as a table, for spreadsheets (RFC 4180)."""
    found = page(asked(), order())
    text = io.StringIO()
    table = writer(text)
    table.writerow(COLUMNS)
    for each in found[:PAGE]:
        row = (
            each.id,
            each.title,
            each.author.name,
            each.author.email,
            " ".join(each.lists),
            each.state,
            each.turn,
            each.waiting_since,
            each.latest.version,
            each.latest.received,
            each.latest.total,
            *(each.tags.get(kind, 0) for kind in REVIEW_TAGS),
            each.open_objections,
            each.started,
            each.updated,
        )
        table.writerow([_cell(value) for value in row])
    return _paged(Response(text.getvalue(), content_type="text/csv; charset=utf-8"), found)


def _paged(response: Response, found: Sequence[SeriesSummary]) -> Response:
    after = following(found, order())
    if after is not None:
        query = {"q": request.args.get("q", ""), "sort": order().name, "before": after}
        response.headers["Link"] = f'<{url_for(str(request.endpoint), **query, _external=True)}>; rel="next"'
    return response


def _cell(value: object) -> object:
    """A value as it is shown; spreadsheets take what begins like a formula for one, unless a quote is before it."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    text = visible(value) if isinstance(value, str) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _characters(page: str) -> str:
    """XML has no place for two characters that are in no way hidden, whatever they are written as."""
    return page.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
