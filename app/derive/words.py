"""What people say of series: written down, and taken back. Kept by Message-ID, so that no re-ingest undoes it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.models import Message, Override, Placement, Revision
from app.rules.override import Word


def say(session: Session, message_id: str, word: Word) -> None:
    """Note a word on the series that this message is part of."""
    row = {name: getattr(word, name) for name in ("field", "value", "until", "until_activity", "by", "at", "why")}
    session.execute(insert(Override), [row | {"message_id": message_id, "undone_by": None, "undone_at": None}])


def undo(session: Session, series: int, field: str, by: str, at: dt.datetime, *, own: bool = False) -> bool:
    """Take back the words on one field of a series, with `own` only those of whoever takes them back; False where there
    were none."""
    parts = (
        select(Message.message_id)
        .join(Placement, Placement.message_id == Message.id)
        .join(Revision, Revision.id == Placement.revision_id)
        .where(Revision.series_id == series)
    )
    words = select(Override.id).where(
        Override.message_id.in_(parts), Override.field == field, Override.undone_at.is_(None)
    )
    said = session.scalars(words.where(Override.by == by) if own else words).all()
    session.execute(update(Override).where(Override.id.in_(said)).values(undone_by=by, undone_at=at))
    return bool(said)
