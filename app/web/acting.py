"""What people say of a series on its page: noted, or taken back, and the series derived anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import db, derive
from app.derive import corrections, remarks, values, words
from app.errors import UsageError
from app.models import Series
from app.queries.series import SeriesSummary, SeriesWhole, whole
from app.queries.series.log import Said, log
from app.rules import finding
from app.rules.outcome import OUTCOMES
from app.rules.override import FIELDS
from app.rules.remark import ACTS, LABELS, SEVERITIES
from app.rules.standing import STATES, TURNS

from . import permission
from .access import demand, writers
from .session import session

pages = Blueprint("acting", __name__)


@pages.app_context_processor
def _words() -> dict[str, Any]:
    """What the forms of templates/series/_acting.html are made of."""
    choices = {"state": tuple(STATES), "turn": tuple(TURNS)}
    of_remark = {"outcome": tuple(OUTCOMES), "act": tuple(ACTS), "severity": tuple(SEVERITIES), "label": tuple(LABELS)}
    return {
        "settable": settable,
        "choices": choices,
        "of_remark": of_remark,
        "meanings": FIELDS,
        "log": _log,
        "may_choose": may_choose,
    }


def may_choose(series: SeriesSummary) -> bool:
    """Whether whoever asks may say where this series stands."""
    return permission.may_set(g.actor, "state", series.author.email, series.lists)


def _log(series: SeriesWhole) -> tuple[Said, ...]:
    return log(session(), series.id)


def settable(series: SeriesWhole) -> tuple[str, ...]:
    """What whoever asks may say of a series."""
    return tuple(
        field for field in permission.FIELDS if permission.may_set(g.actor, field, series.author.email, series.lists)
    )


@pages.post("/series/<name:ref>/set")
def say(ref: str) -> Response:
    """Note what is said of a field of a series, or of a remark on it."""
    return _change(ref, request.form.get("value", ""))


@pages.post("/series/<name:ref>/undo")
def undo(ref: str) -> Response:
    """Take back what people said of it."""
    return _change(ref, None)


def _change(ref: str, value: str | None) -> Response:
    given = {name: request.form.get(name, "") for name in ("field", "until", "why", "remark")}
    with db.writing(writers()) as writing:
        change(writing, ref, Wish(value=value, **given))
    return redirect(url_for("series.show", ref=ref, _anchor="acting"), 303)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to say of a `field` of a series, or of the `remark` MESSAGE-ID#N on it, or to take back where
    `value` is None. `until` and `why` may be empty."""

    field: str
    value: str | None
    until: str = ""
    why: str = ""
    remark: str = ""


def change(writing: Session, ref: str, wish: Wish) -> None:
    """Do what is wished of the series that `ref` names, if whoever asks may, and derive it anew."""
    series = whole(writing, ref, now=g.now)
    if series is None:
        abort(404, "No series has this name.")
    try:
        values.field(wish.field)
    except UsageError as error:
        abort(400, _sentence(error))
    demand(permission.may_set(g.actor, wish.field, series.author.email, series.lists))
    row = writing.scalars(select(Series.id).where(Series.key == series.id)).one()
    try:
        why = values.plain("reason", wish.why)
        if wish.field in values.OF_REMARK:
            _of_remark(writing, row, wish, why)
        else:
            _of_series(writing, series, row, wish, why)
    except UsageError as error:
        abort(400, _sentence(error))
    derive.derive(writing, [row])


def _sentence(error: UsageError) -> str:
    return f"{str(error)[0].upper()}{str(error)[1:]}."


def _of_series(session: Session, series: SeriesWhole, row: int, wish: Wish, why: str) -> None:
    if wish.value is None:
        # An author may say some things of their own series, and does not undo what its maintainers say.
        own = not permission.may_settle(g.actor, series.lists)
        words.undo(session, row, wish.field, g.actor.email, g.now, own=own)
        return
    until = wish.until.strip() or None
    said = values.word(wish.field, wish.value.strip(), until, g.actor.email, g.now, why)
    words.say(session, series.latest.message_id, said)


def _of_remark(session: Session, row: int, wish: Wish, why: str) -> None:
    (message_id, _, number) = wish.remark.rpartition("#")
    remark = corrections.remark(session, message_id, int(number)) if re.fullmatch("[0-9]{1,9}", number) else None
    if remark is None or row not in corrections.series(session, remark):
        abort(404, "No remark on this series is called so.")
    if wish.value is None:
        corrections.undo(session, message_id, remark.number, wish.field, g.actor.email, g.now)
    else:
        kept = values.kept(wish.field, wish.value.strip())
        corrections.goes_with(remark, wish.field, kept)
        corrections.say(session, message_id, remark.number, wish.field, kept, g.actor.email, g.now, why)
    if wish.field in finding.FIELDS:
        remarks.resettle(session, remark)
