"""Queries that one has given a name, beside the list of series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app import db
from app.accounts import saved
from app.errors import UsageError
from app.models import SavedQuery

from . import permission
from .access import demand, writers
from .session import session

pages = Blueprint("saved", __name__, url_prefix="/account/queries")


@pages.app_context_processor
def _own() -> dict[str, Any]:
    return {"saved_queries": own}


def own() -> Sequence[SavedQuery]:
    """The queries of whoever asks; none of a program's, which has its own."""
    return saved.of(session(), g.actor.id) if permission.may_manage(g.actor) else ()


@pages.post("/")
def save() -> Response:
    """Keep a query under a name."""
    demand(permission.may_manage(g.actor))
    query = request.form.get("query", "")
    with db.writing(writers()) as writing:
        try:
            saved.save(writing, g.actor.id, request.form.get("name", ""), query, g.now)
        except UsageError as error:
            abort(400, f"{str(error)[0].upper()}{str(error)[1:]}.")
    return redirect(url_for("series.index", q=query), 303)


@pages.post("/forget")
def forget() -> Response:
    """Keep a query no longer."""
    demand(permission.may_manage(g.actor))
    named = request.form.get("saved", type=int)
    if named is None or not 0 < named < 2**63:
        abort(404, "There is no such query.")
    with db.writing(writers()) as writing:
        saved.forget(writing, g.actor.id, named)
    return redirect(url_for("series.index"), 303)
