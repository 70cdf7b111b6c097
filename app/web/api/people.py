"""The people who write to the lists, with their addresses."""

from __future__ import annotations

from flask import abort, request

from app.queries.people import PersonSummary, people
from app.queries.text import is_text
from app.web.session import session

from .parameters import PAGING, limit, place, written
from .route import Page, Parameter, Route

SOUGHT = Parameter("q", "An address, or part of a name or of an address.", {"type": "string", "default": ""})


def index() -> Page[PersonSummary]:
    """People, in the order of their ids."""
    sought = request.args.get(SOUGHT.name, "")
    if not is_text(sought):
        abort(400, "q: has characters that no text can have")
    size = limit()
    began = place(1)
    found = people(session(), sought, limit=size + 1, after=began[0] if began else None)
    return Page(found[:size], written(found[size - 1].id) if len(found) > size else None)


ROUTES = (Route("/people/", index, (SOUGHT, *PAGING)),)
