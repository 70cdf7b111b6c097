"""Remarks in which something was found, for the tests of the read side."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models
from tests import factories as make


def remark(session: Session, of: models.Message, *labels: str, **columns: Any) -> models.Remark:
    """A classified remark with these labels, each of the form `label` or `label: words that carry it`.

    It is a reviewer's and by the model; one that objects, or asks with a label, is an objection.
    """
    act = columns.get("act", "object")
    given = {
        "role": "reviewer",
        "act": act,
        "act_score": 0.9,
        "severity": "required" if act == "object" else "none",
        "severity_score": 0.8,
        "source": "model",
        "objection": act == "object" or (act == "question" and bool(labels)),
        "classifier_id": classifier(session).id,
    }
    row = make.remark(session, of, **given | columns)
    for position, each in enumerate(labels):
        (name, _, words) = each.partition(": ")
        start = row.text.index(words) if words else None
        session.add(
            models.RemarkLabel(
                message_id=of.id,
                number=row.number,
                position=position,
                label=name,
                score=0.83 - position / 10,
                start=start,
                stop=None if start is None else start + len(words),
                source="model",
            )
        )
    session.flush()
    return row


def classifier(session: Session, version: str = "test") -> models.Classifier:
    known = session.scalar(select(models.Classifier).where(models.Classifier.version == version))
    if known is None:
        known = models.Classifier(version=version)
        session.add(known)
        session.flush()
    return known
