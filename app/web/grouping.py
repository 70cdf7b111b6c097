"""What people say of pairs of postings: versions of one work, or not. Done by the half that reads mail, where it has
handed over how."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.wrappers import Response

from app.config import Config
from app.derive import values
from app.errors import DocketError
from app.models import MailingList, Series, SeriesList
from app.queries.series import SeriesWhole
from app.queries.series.find import find

from . import permission
from .access import demand, writers
from .session import session

WISHES = {"together": True, "apart": False, "undo": None}
"""What can be wished of two postings, and how that is handed on."""

pages = Blueprint("grouping", __name__)


class Regroup(Protocol):
    """Notes that two postings are together or not, or with None takes that back, and makes their series anew. Each is
    named by the id or a Message-ID of a version. Raises DocketError for what cannot be."""

    def __call__(
        self,
        settings: Config,
        database: sessionmaker[Session],
        one: str,
        other: str,
        together: bool | None,
        *,
        by: str,
        now: dt.datetime,
        why: str,
    ) -> None: ...


def install(app: Flask, config: Config, regroup: Regroup | None) -> None:
    """Let postings be grouped with `regroup`, or with None not at all."""
    app.extensions["docket.regroup"] = (config, regroup)
    app.jinja_env.globals["regroupable"] = regroupable


def regroupable(series: SeriesWhole) -> bool:
    """Whether whoever asks may say what belongs to this series."""
    (_, regroup) = current_app.extensions["docket.regroup"]
    return regroup is not None and permission.may_group(g.actor, series.lists)


@pages.post("/group")
def say() -> Response:
    """Note whether a posting and another one are versions of one work, or take that back."""
    (config, regroup) = current_app.extensions["docket.regroup"]
    if regroup is None:
        abort(404, "Nothing is grouped by hand here.")
    (posting, other, wish) = (request.form.get(name, "") for name in ("posting", "other", "wish"))
    for each in (posting, other):
        demand(permission.may_group(g.actor, _lists(each)))
    if wish not in WISHES:
        abort(400, f"Say one of {', '.join(WISHES)} of the two postings.")
    try:
        why = values.plain("reason", request.form.get("why", ""))
        regroup(config, writers(), posting, other, WISHES[wish], by=g.actor.email, now=g.now, why=why)
    except DocketError as error:
        abort(400, f"{str(error)[0].upper()}{str(error)[1:]}.")
    return redirect(url_for("series.show", ref=posting, _anchor="acting"), 303)


def _lists(ref: str) -> frozenset[str]:
    """The lists that carried the series which a posting is in now."""
    key = find(session(), ref)
    if key is None:
        abort(404, "No series has this name, and no message in a series.")
    names = (
        select(MailingList.name)
        .join(SeriesList, SeriesList.list_id == MailingList.id)
        .join(Series, Series.id == SeriesList.series_id)
        .where(Series.key == key)
    )
    return frozenset(session().scalars(names))
