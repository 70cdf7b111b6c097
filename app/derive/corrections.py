"""What people say of a remark: written down and taken back. Kept by Message-ID and number, so that no re-ingest and no
classifier undoes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import UsageError
from app.models import Correction, Message, Placement, Remark, Revision
from app.rules.remark import WITH_LABELS


def remark(session: Session, message_id: str, number: int) -> Remark | None:
    """The remark of this number in the message of this Message-ID."""
    return session.scalars(
        select(Remark)
        .join(Message, Message.id == Remark.message_id)
        .where(Message.message_id == message_id, Remark.number == number)
    ).first()


def of(session: Session, message_ids: Collection[str]) -> dict[tuple[str, int], dict[str, str]]:
    """What holds of the remarks of these messages (by Message-ID, fewer than the parameters of a statement): the latest
    word on each field."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    rows = session.execute(
        select(Correction.message_id, Correction.number, Correction.field, Correction.value)
        .where(Correction.message_id.in_(message_ids), Correction.undone_at.is_(None))
        .order_by(Correction.at, Correction.id)
    )
    for message_id, number, field, value in rows:
        found.setdefault((message_id, number), {})[field] = value
    return found


def series(session: Session, remark: Remark) -> Collection[int]:
    """The series that the mail of this remark belongs to."""
    placed = select(Revision.series_id).join(Placement, Placement.revision_id == Revision.id)
    rows = session.scalars(placed.where(Placement.message_id == remark.message_id, Revision.series_id.is_not(None)))
    return [row for row in rows if row is not None]


def goes_with(remark: Remark, field: str, words: str) -> None:
    """See that a remark can have this value, as `values.kept` gives it. Raises UsageError where it cannot."""
    act = remark.act or "not classified yet"
    if field == "severity" and act != "object":
        raise UsageError(f"only an object has a severity, and this is {act}; set its act first")
    if field == "label" and words and act not in WITH_LABELS:
        raise UsageError(f"only {' and '.join(WITH_LABELS)} have labels, and this is {act}; set its act first")
    if field == "outcome" and remark.role == "author":
        raise UsageError("only an objection has an outcome, and the author of the series says this")
    if field == "outcome" and not remark.objection:
        raise UsageError(f"only an objection has an outcome, and this is {act}; set its act to object first")


def say(
    session: Session, message_id: str, number: int, field: str, value: str, by: str, at: dt.datetime, why: str
) -> None:
    """Note a person's word on one field of a remark."""
    word = {"message_id": message_id, "number": number, "field": field, "value": value, "by": by, "at": at, "why": why}
    session.execute(insert(Correction), [word | {"undone_by": None, "undone_at": None}])


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
