"""What classifiers find in remarks, and which ones wait for one; `app.derive.remarks` lays people's words over it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app import derive
from app.derive.remarks import Found, Place, settle
from app.models import Classifier, Finding, Message, Remark, RemarkLabel
from app.rules import finding as rules
from ingest.jobs import ClassifyJob
from ingest.store import series
from ingest.store.sql import add, pieces

# Remarks classified in one transaction.
REMARKS = 512


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


_FINDINGS = delete(Finding).where(
    Finding.message_id == bindparam("of_message"), Finding.number == bindparam("of_number")
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
    session.connection().execute(_FINDINGS.where(Finding.classifier_id == classifier_id), each)
    add(session, Finding, [_row(place, classifier_id, finding) for place, finding in held.items()])
    settled = {
        place: Found(there[place].message_id, there[place].objection, finding) for place, finding in held.items()
    }
    new = settle(session, settled, classifier_id)
    derive.mark(session, series.of_messages(session, {place[0] for place in held}))
    return new


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


def _key(place: Place) -> dict[str, int]:
    return {"of_message": place[0], "of_number": place[1]}


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
