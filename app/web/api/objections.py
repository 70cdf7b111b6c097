"""Objections on all lists or on one, label by label."""

from __future__ import annotations

from flask import abort, request

from app.queries import lists
from app.queries.objections.listing import Found, page
from app.rules.remark import GROUPS, LABELS
from app.web.session import session

from .parameters import PAGING, limit, moment, number, place, written
from .route import Page, Parameter, Route

KNOWN = [*LABELS, *GROUPS]
LABEL = Parameter(
    "label", "What is objected to: a label, or a group of them.", {"type": "string", "enum": KNOWN}, required=True
)
LIST = Parameter("list", "The name of the one list to look at.", {"type": "string"})


def index() -> Page[Found]:
    """The objections with a label, the newest first, each with the series that it is to."""
    label = request.args[LABEL.name]
    if label not in KNOWN:
        abort(400, f"label: {label} is unknown; known: {', '.join(KNOWN)}")
    name = request.args.get(LIST.name)
    size = limit()
    began = place(3)
    before = (moment(began[0]), number(began[1]), began[2]) if began else None
    if name is not None and not lists.exists(session(), name):
        abort(400, f"list: none is called {name} here")
    found = page(session(), label, limit=size + 1, on=name, before=before)
    last = found[size - 1].objection if len(found) > size else None
    return Page(found[:size], written(last.date, last.number, last.message_id) if last else None)


ROUTES = (Route("/objections/", index, (LABEL, LIST, *PAGING)),)
