"""What was found in remarks, and what holds of them once people's corrections are laid over it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Delete, bindparam, delete, select, update
from sqlalchemy.orm import Session

from app import derive
from app.models import Classifier, Finding, Message, Remark, RemarkLabel
from app.rules import finding as rules
from app.rules.remark import is_objection
from ingest.jobs import ClassifyJob
from ingest.store import corrections, series
from ingest.store.sql import add, pieces

# Remarks classified in one transaction.
REMARKS = 512

Place = tuple[int, int]
"""The row id of a message, and the number of the remark in it."""


@dataclass(frozen=True, slots=True)
class _Remark:
    """A remark as it is now: in which message it is, what a classifier is asked about it, whether it objects by now."""

    message_id: str
    job: ClassifyJob
    objection: bool


_COLUMNS = (
    Remark.message_id,
    Remark.number,
    Message.message_id,
    Remark.text,
    Remark.quoted,
    Remark.role,
    Remark.objection,
)


def current(session: Session) -> tuple[int, str] | None:
    """The row and the version of the classifier that was in use last, None before the first."""
    row = session.execute(select(Classifier.id, Classifier.version).order_by(Classifier.id.desc()).limit(1)).first()
    return (row.id, row.version) if row else None


def classifier(session: Session, version: str) -> int:
    """The row of the classifier that is in use from now on."""
    if (last := current(session)) and last[1] == version:
        return last[0]
    session.add(row := Classifier(version=version))
    session.flush()
    return row.id


def wanted(session: Session, classifier_id: int, limit: int) -> list[tuple[Place, ClassifyJob]]:
    """Remarks that nobody has classified; once there are none, those that an older classifier has."""
    columns = select(*_COLUMNS).join(Message, Message.id == Remark.message_id).limit(limit)
    new = columns.where(Remark.classifier_id.is_(None)).order_by(Remark.message_id, Remark.number)
    old = columns.where(Remark.classifier_id < classifier_id)
    in_order = old.order_by(Remark.classifier_id, Remark.message_id, Remark.number)
    rows = session.execute(new).all() or session.execute(in_order).all()
    return [(place, remark.job) for place, remark in map(_remark, rows)]


def write(session: Session, classifier_id: int, found: Sequence[tuple[Place, ClassifyJob, rules.Finding]]) -> int:
    """Write what a classifier found; what an older one found stays as history. Gives how many remarks have become
    objections."""
    there = _there(session, [place for place, _, _ in found])
    # A mail that another run has placed or read anew meanwhile is to be asked about as it is now.
    held = {place: finding for place, job, finding in found if place in there and there[place].job == job}
    each = [_key(place) for place in held]
    if not each:
        return 0
    session.connection().execute(_delete(Finding).where(Finding.classifier_id == classifier_id), each)
    add(session, Finding, [_row(place, classifier_id, finding) for place, finding in held.items()])
    return _settle(session, {place: (there[place], finding) for place, finding in held.items()}, classifier_id)


def settle(session: Session, place: Place) -> None:
    """Lay people's words anew over what the newest classifier found in one remark."""
    newest = session.scalars(
        select(Finding)
        .where(Finding.message_id == place[0], Finding.number == place[1])
        .order_by(Finding.classifier_id.desc())
        .limit(1)
    ).first()
    _settle(session, {place: (_there(session, [place])[place], _found(newest) if newest else None)}, None)


def _remark(row: Any) -> tuple[Place, _Remark]:
    message_id, number, name, text, quoted, role, objection = row
    return (message_id, number), _Remark(name, ClassifyJob(text, quoted, role), objection)


def _there(session: Session, places: Collection[Place]) -> dict[Place, _Remark]:
    """Those of these remarks that are still there."""
    asked = set(places)
    found: dict[Place, _Remark] = {}
    for piece in pieces({message_id for message_id, _ in asked}):
        query = select(*_COLUMNS).join(Message, Message.id == Remark.message_id).where(Remark.message_id.in_(piece))
        found.update(pair for pair in map(_remark, session.execute(query)) if pair[0] in asked)
    return found


def _settle(
    session: Session, found: Mapping[Place, tuple[_Remark, rules.Finding | None]], classifier_id: int | None
) -> int:
    words = corrections.of(session, {remark.message_id for remark, _ in found.values()})
    remarks, labels = [], []
    new = 0
    for place, (remark, finding) in found.items():
        held = rules.corrected(finding, words.get((remark.message_id, place[1]), {}))
        marks = held.labels if held else ()
        objects = held is not None and is_objection(held.act, [each.label for each in marks], held.origin)
        new += objects and not remark.objection
        row = {
            "message_id": place[0],
            "number": place[1],
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
            {
                "message_id": place[0],
                "number": place[1],
                "position": position,
                "label": each.label,
                "score": each.score,
                "start": each.start,
                "stop": each.stop,
                "source": each.source,
            }
            for position, each in enumerate(marks)
        ]
    session.connection().execute(_delete(RemarkLabel), [_key(place) for place in found])
    session.execute(update(Remark), remarks)
    add(session, RemarkLabel, labels)
    derive.mark(session, series.of_messages(session, {place[0] for place in found}))
    return new


def _key(place: Place) -> dict[str, int]:
    return {"of_message": place[0], "of_number": place[1]}


def _delete(model: type[Finding] | type[RemarkLabel]) -> Delete:
    return delete(model).where(model.message_id == bindparam("of_message"), model.number == bindparam("of_number"))


def forget(session: Session, message_ids: Sequence[int]) -> None:
    """Delete all that was found in the remarks of messages that go or are read anew. People's words stay."""
    for model in (RemarkLabel, Finding):
        session.execute(delete(model).where(model.message_id.in_(message_ids)))


def _row(place: Place, classifier_id: int, finding: rules.Finding) -> dict[str, Any]:
    labels = [[each.label, each.score, each.start, each.stop, each.source] for each in finding.labels]
    return {
        "message_id": place[0],
        "number": place[1],
        "classifier_id": classifier_id,
        "act": finding.act,
        "act_score": finding.act_score,
        "severity": finding.severity,
        "severity_score": finding.severity_score,
        "source": finding.source,
        "origin": finding.origin,
        "labels": json.dumps(labels),
    }


def _found(row: Finding) -> rules.Finding:
    labels = tuple(rules.Label(*each) for each in json.loads(row.labels))
    return rules.Finding(row.act, row.act_score, row.severity, row.severity_score, labels, row.source, row.origin)
