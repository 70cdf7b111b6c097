"""What people have said of a series, of remarks on it, and of what belongs to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from app.models import Correction, Grouping, Message, Override, Placement, Revision, Series

MOST = 200
"""Words of each kind that are given, the last ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word on a `field`: of the series, of the `remark` MESSAGE-ID#N (else None), or in the field `group` that it is
    `together` with another posting or `apart`. It holds until `until`, or with `until_activity` until somebody writes,
    else for good or until it was taken back, which `undone_by` did at `undone_at`. `message_id` is a mail that it was
    said of."""

    field: str
    value: str
    by: str
    at: dt.datetime
    why: str
    message_id: str
    until: dt.datetime | None = None
    until_activity: bool = False
    undone_by: str | None = None
    undone_at: dt.datetime | None = None
    remark: str | None = None


_PARTS = (
    select(Message.message_id)
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .join(Series, Series.id == Revision.series_id)
    .where(Series.key == bindparam("series"))
)
_OF_SERIES = (
    select(Override).where(Override.message_id.in_(_PARTS)).order_by(Override.at.desc(), Override.id.desc()).limit(MOST)
)
_OF_REMARKS = (
    select(Correction)
    .where(Correction.message_id.in_(_PARTS))
    .order_by(Correction.at.desc(), Correction.id.desc())
    .limit(MOST)
)
_OF_GROUPS = (
    select(Grouping)
    .where(or_(Grouping.message_id.in_(_PARTS), Grouping.other_message_id.in_(_PARTS)))
    .order_by(Grouping.at.desc(), Grouping.id.desc())
    .limit(MOST)
)


def log(session: Session, key: str) -> tuple[Said, ...]:
    """What was said of the series with this key, also what was taken back; the last word first. Three statements."""

    def rows(query: Select[Any]) -> Any:
        return session.scalars(query, {"series": key})

    said = [
        *(_said(each, until=each.until, until_activity=each.until_activity) for each in rows(_OF_SERIES)),
        *(_said(each, remark=f"{each.message_id}#{each.number}") for each in rows(_OF_REMARKS)),
        *(_grouped(each) for each in rows(_OF_GROUPS)),
    ]
    return tuple(sorted(said, key=lambda each: each.at, reverse=True))


def _said(word: Override | Correction, **more: Any) -> Said:
    said = (word.field, word.value, word.by, word.at, word.why, word.message_id)
    return Said(*said, undone_by=word.undone_by, undone_at=word.undone_at, **more)


def _grouped(word: Grouping) -> Said:
    value = "together" if word.together else "apart"
    return Said("group", value, word.by, word.at, word.why, word.other_message_id)
