"""The first page: what waits for somebody, or on a list, and how fresh the archives are."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from app.queries import lists
from app.queries.dashboard import COUNTED, LIVE, Dashboard, dashboard
from app.queries.language import QueryError
from app.queries.text import is_text

from .session import session

# Words of an objection that are shown on one line.
LENGTH = 160

# What a section holds, and what it says when it holds nothing.
MEANINGS = {
    "your turn": ("Waiting for you, the longest first.", "Nothing waits for you."),
    "unanswered": ("Nobody but the author has spoken; the longest wait first.", "Everything has been answered."),
    "ready to apply": ("Each patch is reviewed or acked, and nothing is open.", "Nothing is ready."),
    "contested": ("Author and reviewers disagree, and nobody has settled it.", "Nothing is contested."),
    "your series": ("Yours and open, the last active first.", "You have no open series."),
}

pages = Blueprint("dashboard", __name__)


@pages.get("/")
def show() -> tuple[str, int]:
    """What waits for the person with the address `me`, on the list `list`; for anybody and on any list without them."""
    me = request.args.get("me", "").strip() or (g.actor.email if g.actor else None)
    on = request.args.get("list") or None
    known = lists.freshness(session())
    board: Dashboard | None = None
    problem = None
    try:
        if me and not ("@" in me and is_text(me)):
            raise QueryError(f"{me} is no address; give one such as ada@example.org")
        if on and on not in {each.name for each in known}:
            raise QueryError(f"no list is called {on} here")
        board = dashboard(session(), g.now, me=me, on=on)
    except QueryError as error:
        problem = str(error)
    page = render_template(
        "dashboard/show.html",
        board=board,
        problem=problem,
        me=me,
        on=on,
        lists=known,
        meanings=MEANINGS,
        counted=COUNTED,
        weeks=LIVE.days // 7,
        length=LENGTH,
    )
    return page, 400 if problem else 200
