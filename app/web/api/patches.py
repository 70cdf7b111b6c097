"""Patches, each with the series that it belongs to and the objections to it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from flask import abort, g

from app.queries.checks import CheckRow, checks
from app.queries.series import ObjectionRow, PatchRow, whole
from app.rules.check import worst
from app.web.session import session

from .messages import MESSAGE_ID
from .route import Route


@dataclass(frozen=True, slots=True)
class PatchWhole(PatchRow):
    """A patch in the version that posted it: `version`, `minor` and `total` are those of `revision`, `series` and
    `series_title` name the series, `objections` are those to this patch, the first raised first.
    `checks` are the latest results of each account and context, and `check` is the worst of their states."""

    series: str
    series_title: str
    version: int
    minor: int
    total: int
    objections: tuple[ObjectionRow, ...]
    check: str | None
    checks: tuple[CheckRow, ...]


def show(message_id: str) -> PatchWhole:
    """One patch."""
    series = whole(session(), message_id, now=g.now)
    every = ((revision, patch) for revision in (series.revisions if series else ()) for patch in revision.patches)
    # A partial re-roll has patches of its base as well; the base is where they are at home.
    posted = (each for each in every if each[1].message_id == message_id and each[1].revision == each[0].id)
    found = next(posted, None)
    if series is None or found is None:
        abort(404, "No patch of a series has this Message-ID; the mail may not have been read yet.")
    (revision, patch) = found
    latest = checks(session(), [patch.message_id]).get(patch.message_id, ())
    return PatchWhole(
        **{field.name: getattr(patch, field.name) for field in fields(PatchRow)},
        series=series.id,
        series_title=series.title,
        version=revision.version,
        minor=revision.minor,
        total=revision.total,
        objections=tuple(
            each for each in series.objections if each.revision == revision.id and each.patch == patch.number
        ),
        check=worst(each.state for each in latest),
        checks=latest,
    )


ROUTES = (Route("/patches/<name:message_id>/", show, (MESSAGE_ID,)),)
