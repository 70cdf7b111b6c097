"""What maintainers say of several series at once: of all of them, or of none."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from app import db

from . import permission
from .access import onward, writers
from .acting import Wish, change
from .paging import PAGE

pages = Blueprint("bulk", __name__)


@pages.post("/series/together/set")
def say() -> Response:
    """Note what is said of a field of the chosen series."""
    return _change(request.form.get("value", ""))


@pages.post("/series/together/undo")
def undo() -> Response:
    """Take back what was said of it."""
    return _change(None)


def _change(value: str | None) -> Response:
    given = {name: request.form.get(name, "") for name in ("field", "until", "why")}
    chosen = dict.fromkeys(request.form.getlist("series"))
    if not 0 < len(chosen) <= PAGE:
        abort(400, f"Choose 1 to {PAGE} series.")
    if given["field"] not in permission.OF_SERIES:
        abort(400, "Of several series, only what is said of a series can be said.")
    # What is refused for one ends the transaction, so that nothing is written for the others.
    with db.writing(writers()) as writing:
        for ref in chosen:
            change(writing, ref, Wish(value=value, **given))
    return redirect(onward(url_for("series.index")), 303)
