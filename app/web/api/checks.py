"""Checks of patches: what continuous integration found. The names of fields and states are Patchwork's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from flask import abort, g

from app import db
from app.derive import checks as posted
from app.errors import UsageError
from app.queries.checks import CheckRow, results
from app.queries.series import whole
from app.rules.check import STATES
from app.web import permission
from app.web.access import demand, writers
from app.web.session import session

from .messages import MESSAGE_ID
from .parameters import PAGING, limit, number, place, written
from .patches import show
from .route import Made, Page, Route


@dataclass(frozen=True, slots=True)
class Result:
    """A result: `state` is pending, success, warning or fail, `context` what was tried, `target_url` the address of a
    log, which begins with http:// or https://, `description` one line for people."""

    state: Annotated[str, {"enum": [*STATES]}]
    context: str = posted.DEFAULT
    target_url: str = ""
    description: str = ""


def index(message_id: str) -> Page[CheckRow]:
    """Every result for one patch, the newest first. The latest of each account and context is what holds."""
    patch = show(message_id)
    size = limit()
    began = place(1)
    found = results(session(), patch.message_id, limit=size + 1, before=number(began[0]) if began else None)
    return Page(found[:size], written(found[size - 1].id) if len(found) > size else None)


def post(message_id: str, body: Result) -> Made[CheckRow]:
    """Post a result for one patch.

    Whoever maintains a list that carried the patch may, with a token that is good for `checks` or for `write`. To post
    what the last result of this account and context says already makes no other.
    """
    with db.writing(writers()) as writing:
        series = whole(writing, message_id, now=g.now)
        demand(permission.may_check(g.actor, series.lists if series else ()))
        patch = show(message_id)
        try:
            check, new = posted.post(
                writing,
                patch.message_id,
                body.state,
                body.context,
                body.target_url,
                body.description,
                g.actor.email,
                g.now,
            )
        except UsageError as error:
            abort(400, str(error))
        row = CheckRow(check.id, check.context, check.state, check.target, check.description, check.by, check.at)
    return Made(row, new)


ROUTES = (
    Route("/patches/<name:message_id>/checks/", index, (MESSAGE_ID, *PAGING)),
    Route("/patches/<name:message_id>/checks/", post, (MESSAGE_ID,), method="POST", body=Result),
)
