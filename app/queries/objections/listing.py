"""Objections on all lists or on one, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from app.models import MailingList, Message, Placement, Remark, Revision, Series, SeriesList

from .conditions import labelled
from .raised import IS_RAISED, asking, raised
from .rows import ObjectionRow
from .whole import rows

Columns = Select[*tuple[Any, ...]]
# The rows of the mail and the number in it.
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """An objection, and the key and title of the series that it is to."""

    objection: ObjectionRow
    series: str
    title: str


def page(
    session: Session,
    label: str,
    *,
    limit: int,
    on: str | None = None,
    before: tuple[dt.datetime, int, str] | None = None,
) -> tuple[Found, ...]:
    """The objections with a label, on the list named `on`, else on all.

    `before` is (date, number, Message-ID) of the last one of the page before this one.
    """
    keys = objections(select(Remark.message_id, Remark.number), on).where(labelled(label))
    if before is not None:
        (date, number, message_id) = before
        after = or_(Message.message_id > message_id, and_(Message.message_id == message_id, Remark.number > number))
        keys = keys.where(Message.date <= date, or_(Message.date < date, after))
    keys = keys.order_by(Message.date.desc(), Message.message_id, Remark.number).limit(limit)
    chosen = [(message, number) for message, number in session.execute(keys)]
    known = found(session, chosen)
    return tuple(known[key] for key in chosen if key in known)


def objections(columns: Columns, on: str | None) -> Columns:
    """These columns of Remark, Message, Placement and Revision for each objection to a series (on the list `on`)."""
    every = (
        columns.select_from(Remark)
        .join(Message, Message.id == Remark.message_id)
        .join(Placement, Placement.message_id == Message.id)
        .join(Revision, Revision.id == Placement.revision_id)
        .where(IS_RAISED, Revision.series_id.is_not(None))
    )
    if on is None:
        return every
    carried = exists().where(SeriesList.series_id == Revision.series_id, SeriesList.list_id == list_id(on))
    return every.where(carried.correlate(Revision))


def list_id(name: str) -> ScalarSelect[int]:
    """The row of the list with this name."""
    return select(MailingList.id).where(MailingList.name == name).scalar_subquery()


_OF_MESSAGES = asking(Message.id.in_(bindparam("messages", expanding=True)))


def found(session: Session, keys: Collection[Key]) -> Mapping[Key, Found]:
    """The objections with these keys."""
    messages = {"messages": sorted({message for message, _ in keys})}
    chosen = [each for each in raised(session, _OF_MESSAGES, messages) if (each.message, each.number) in keys]
    named = select(Series.id, Series.key, Series.title).where(Series.id.in_({each.series_id for each in chosen}))
    series = {row: (key, title) for row, key, title in session.execute(named)}
    return {
        (each.message, each.number): Found(row, *series[each.series_id])
        for each, row in zip(chosen, rows(session, _OF_MESSAGES, messages, chosen), strict=True)
        if each.series_id in series
    }
