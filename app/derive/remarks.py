"""What holds of remarks, as rows: what a classifier found in them, with people's words laid over that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.models import Finding, Message, Remark, RemarkLabel
from app.rules import finding as rules
from app.rules.remark import is_objection

from . import corrections

Place = tuple[int, int]
"""The row id of a message, and the number of the remark in it."""

_LABELS = delete(RemarkLabel).where(
    RemarkLabel.message_id == bindparam("of_message"), RemarkLabel.number == bindparam("of_number")
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a remark (None where it was not looked at yet), the Message-ID of its mail, and whether it has
    counted as an objection until now."""

    message_id: str
    objection: bool
    finding: rules.Finding | None


def settle(session: Session, found: Mapping[Place, Found], classifier_id: int | None = None) -> int:
    """Write what holds of these remarks, and which classifier has looked at them, if one has just done so. Gives how
    many of them have become objections. What rests on them is to be derived anew."""
    if not found:
        return 0
    words = corrections.of(session, {each.message_id for each in found.values()})
    remarks: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    new = 0
    for (message_id, number), each in found.items():
        place = {"message_id": message_id, "number": number}
        held = rules.corrected(each.finding, words.get((each.message_id, number), {}))
        marks = held.labels if held else ()
        objects = held is not None and is_objection(held.act, [mark.label for mark in marks], held.origin)
        new += objects and not each.objection
        row = place | {
            "act": held and held.act,
            "act_score": held and held.act_score,
            "severity": held and held.severity,
            "severity_score": held and held.severity_score,
            "source": held and held.source,
            "origin": held and held.origin,
            "objection": objects,
        }
        remarks.append(row if classifier_id is None else row | {"classifier_id": classifier_id})
        labels += [
            place
            | {
                "position": position,
                "label": mark.label,
                "score": mark.score,
                "start": mark.start,
                "stop": mark.stop,
                "source": mark.source,
            }
            for position, mark in enumerate(marks)
        ]
    session.connection().execute(_LABELS, [{"of_message": each[0], "of_number": each[1]} for each in found])
    session.execute(update(Remark), remarks)
    if labels:
        session.execute(insert(RemarkLabel), labels)
    return new


def resettle(session: Session, remark: Remark) -> None:
    """Lay people's words anew over what the newest classifier found in one remark."""
    newest = session.scalars(
        select(Finding)
        .where(Finding.message_id == remark.message_id, Finding.number == remark.number)
        .order_by(Finding.classifier_id.desc())
        .limit(1)
    ).first()
    message_id = session.scalars(select(Message.message_id).where(Message.id == remark.message_id)).one()
    found = Found(message_id, remark.objection, _finding(newest) if newest else None)
    settle(session, {(remark.message_id, remark.number): found})
    session.refresh(remark)


def _finding(row: Finding) -> rules.Finding:
    labels = tuple(rules.Label(*each) for each in json.loads(row.labels))
    return rules.Finding(row.act, row.act_score, row.severity, row.severity_score, labels, row.source, row.origin)
