"""What people have said of remarks, as training reads it; `app.derive.corrections` writes it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Correction, Message, Remark, RemarkLabel
from app.rules.finding import FIELDS


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
