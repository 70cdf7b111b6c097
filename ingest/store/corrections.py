"""What people say of a remark, kept by Message-ID and number, so that no re-ingest and no classifier undoes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import Correction, Message, Remark, RemarkLabel
from app.rules.finding import FIELDS
from ingest.store.sql import add, pieces


def of(session: Session, message_ids: Iterable[str]) -> dict[tuple[str, int], dict[str, str]]:
    """What holds of the remarks of these messages (by Message-ID): the latest word on each field."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for piece in pieces(message_ids):
        rows = session.execute(
            select(Correction.message_id, Correction.number, Correction.field, Correction.value)
            .where(Correction.message_id.in_(piece), Correction.undone_at.is_(None))
            .order_by(Correction.at, Correction.id)
        )
        for message_id, number, field, value in rows:
            found.setdefault((message_id, number), {})[field] = value
    return found


def remark(session: Session, message_id: str, number: int) -> Remark | None:
    """The remark of this number in the message of this Message-ID."""
    return session.scalars(
        select(Remark)
        .join(Message, Message.id == Remark.message_id)
        .where(Message.message_id == message_id, Remark.number == number)
    ).first()


def say(
    session: Session, message_id: str, number: int, field: str, value: str, by: str, at: dt.datetime, why: str
) -> None:
    """Note a person's word on one field of a remark."""
    word = {"message_id": message_id, "number": number, "field": field, "value": value, "by": by, "at": at, "why": why}
    add(session, Correction, [word | {"undone_by": None, "undone_at": None}])


def undo(session: Session, message_id: str, number: int, field: str, by: str, at: dt.datetime) -> bool:
    """Take back what was said of one field of a remark; False where nothing was said."""
    said = session.scalars(
        select(Correction.id).where(
            Correction.message_id == message_id,
            Correction.number == number,
            Correction.field == field,
            Correction.undone_at.is_(None),
        )
    ).all()
    session.execute(update(Correction).where(Correction.id.in_(said)).values(undone_by=by, undone_at=at))
    return bool(said)


def held(session: Session) -> Iterator[tuple[Remark, Message, list[RemarkLabel]]]:
    """The classified remarks that people have spoken about, each with its message and the labels that hold of it."""
    said = (
        select(Correction.message_id, Correction.number)
        .where(Correction.undone_at.is_(None), Correction.field.in_(FIELDS))
        .distinct()
        .subquery()
    )
    rows = session.execute(
        select(Remark, Message)
        .join(Message, Message.id == Remark.message_id)
        .join(said, (said.c.message_id == Message.message_id) & (said.c.number == Remark.number))
        .where(Remark.act.is_not(None))
        .order_by(Message.message_id, Remark.number)
    ).all()
    for remark, message in rows:
        labels = session.scalars(
            select(RemarkLabel)
            .where(RemarkLabel.message_id == remark.message_id, RemarkLabel.number == remark.number)
            .order_by(RemarkLabel.position)
        )
        yield remark, message, list(labels)
