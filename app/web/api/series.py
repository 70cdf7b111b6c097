"""Series: those that match a query, and each one whole."""

from __future__ import annotations

from flask import abort, g, request

from app.queries.language import TERMS, parse
from app.queries.series import RevisionRow, SeriesSummary, SeriesWhole, summaries
from app.queries.series import whole as series_whole
from app.web.paging import asker
from app.web.session import session

from .parameters import PAGING, limit, moment, place, written
from .route import Page, Parameter, Route

QUERY = Parameter(
    "q",
    "A query in Docket's language, such as `list:linux-erofs state:ready -tag:Tested-by age:<2w`. "
    + " ".join(f"`{name}:` {meaning}." for name, meaning in TERMS.items()),
    {"type": "string", "default": ""},
)
REF = Parameter(
    "ref",
    "The id of a series or of a revision, the Message-ID of any mail in it, or the address of one in an archive.",
    {"type": "string", "minLength": 1},
)


def index() -> Page[SeriesSummary]:
    """The series that match a query, the last updated first."""
    query = parse(request.args.get(QUERY.name, ""))
    size = limit()
    began = place(2)
    before = (moment(began[0]), began[1]) if began else None
    found = summaries(session(), query, now=g.now, limit=size + 1, before=before, me=asker())
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], written(last.updated, last.id) if last else None)


def show(ref: str) -> SeriesWhole:
    """One series with all that is known of it."""
    series = series_whole(session(), ref, now=g.now)
    if series is None:
        abort(404, "No series has this name, and no message in a series; the mail may not have been read yet.")
    return series


def revisions(ref: str) -> tuple[RevisionRow, ...]:
    """The versions of one series, resends and partial re-rolls among them, from the oldest to the newest."""
    return show(ref).revisions


ROUTES = (
    Route("/series/", index, (QUERY, *PAGING)),
    Route("/series/<name:ref>/", show, (REF,)),
    Route("/series/<name:ref>/revisions/", revisions, (REF,)),
)
