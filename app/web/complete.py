"""What the box for queries offers to whoever writes in it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.queries.completion import completions
from app.serial import dumps

from .session import session

pages = Blueprint("complete", __name__)


@pages.get("/complete")
def suggest() -> Response:
    """How the query may go on."""
    return Response(dumps(completions(session(), request.args.get("q", ""))), content_type="application/json")
