"""Objections in a site's database: each remark of somebody else than the author is one, with two labels."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import models
from app.rules.remark import LABELS, SEVERITIES

# The label that all of them have.
EVERYWHERE = "abstraction"


def write(session: Session) -> None:
    """Find something in every remark, whatever the classifier says of it; the words that say so are all of it."""
    session.execute(delete(models.RemarkLabel))
    for place, remark in enumerate(session.scalars(select(models.Remark).order_by(models.Remark.message_id))):
        remark.act, remark.act_score, remark.source, remark.origin = "object", 0.91, "model", None
        remark.severity = list(SEVERITIES)[place % len(SEVERITIES)]
        remark.objection = True
        others = [label for label in LABELS if label != EVERYWHERE]
        for position, label in enumerate((others[place % len(others)], EVERYWHERE)):
            session.add(
                models.RemarkLabel(
                    message_id=remark.message_id,
                    number=remark.number,
                    position=position,
                    label=label,
                    score=0.83,
                    start=0,
                    stop=len(remark.text),
                    source="model",
                )
            )
    session.commit()
