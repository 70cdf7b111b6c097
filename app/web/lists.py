"""The mailing lists: what was read of each, and the series on it."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template

from app.queries import lists
from app.queries.language import EVERYTHING, Group, Term
from app.queries.series import summaries

from .paging import asked, listing
from .session import session

NEWEST = 25

pages = Blueprint("lists", __name__)


@pages.get("/lists/")
def index() -> str:
    """All lists, and what is new on any of them."""
    newest = summaries(session(), EVERYTHING, now=g.now, limit=NEWEST)
    return render_template("lists/index.html", lists=lists.overview(session()), newest=newest)


@pages.get("/lists/<name:name>/")
def show(name: str) -> tuple[str, int]:
    """The series of one list."""
    if not lists.exists(session(), name):
        abort(404, f"No list is called {name} here.")
    return listing("lists/show.html", lambda: Group("and", (Term("list", name), asked())), name=name)
