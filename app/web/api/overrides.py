"""What people say of series and of remarks in place of the rules and the classifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from flask import abort
from sqlalchemy.orm import Session

from app import db
from app.queries.series import find
from app.queries.series.log import Said, log
from app.web import permission
from app.web.access import writers
from app.web.acting import Wish, change
from app.web.session import session

from .route import Route
from .series import REF

FIELD = {"enum": [*permission.FIELDS]}


@dataclass(frozen=True, slots=True)
class Saying:
    """A word on a `field` of a series (state, turn, delegate, note or snooze), or of the `remark` MESSAGE-ID#N on it
    (act, severity, label or outcome). `until` is an age from now, a day, or activity, and empty for good."""

    field: Annotated[str, FIELD]
    value: str
    until: str = ""
    why: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken back: all that was said of a `field` of a series, or of the `remark` MESSAGE-ID#N on it."""

    field: Annotated[str, FIELD]
    remark: str = ""


def index(ref: str) -> tuple[Said, ...]:
    """What people have said of one series and of remarks on it, with what was taken back, the last word first."""
    return _log(session(), ref)


def post(ref: str, body: Saying) -> tuple[Said, ...]:
    """Say something of one series, or of a remark on it: as `docket set` does. Gives what `GET` gives then."""
    return _changed(ref, Wish(body.field, body.value, body.until, body.why, body.remark))


def undo(ref: str, body: Taken) -> tuple[Said, ...]:
    """Take back what was said; whoever may only speak of their own series takes back their own words alone."""
    return _changed(ref, Wish(body.field, None, remark=body.remark))


def _changed(ref: str, wish: Wish) -> tuple[Said, ...]:
    with db.writing(writers()) as writing:
        change(writing, ref, wish)
        return _log(writing, ref)


def _log(reading: Session, ref: str) -> tuple[Said, ...]:
    key = find(reading, ref)
    if key is None:
        abort(404, "No series has this name, and no message in a series; the mail may not have been read yet.")
    return log(reading, key)


ROUTES = (
    Route("/series/<name:ref>/overrides/", index, (REF,)),
    Route("/series/<name:ref>/overrides/", post, (REF,), method="POST", body=Saying),
    Route("/series/<name:ref>/overrides/undo/", undo, (REF,), method="POST", body=Taken),
)
