"""Objections with all that is known of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.queries.rows import PersonRow

from .raised import Asking, Raised
from .rows import LabelRow, ObjectionRow


def rows(
    session: Session, asking: Asking, parameters: Mapping[str, Any], found: Iterable[Raised]
) -> tuple[ObjectionRow, ...]:
    """A row for each objection `found` by this asking, in the same order."""
    texts = {(each.message, each.number): each.text for each in found}
    labels: defaultdict[tuple[int, int], list[LabelRow]] = defaultdict(list)
    for message, number, *label in session.execute(asking.labels, parameters):
        if (message, number) in texts:
            labels[message, number].append(label_row(texts[message, number], *label))
    return tuple(_row(each, labels[each.message, each.number]) for each in found)


def label_row(text: str, label: str, score: float, source: str, start: int | None, stop: int | None) -> LabelRow:
    """A label of a remark that says `text`."""
    evidence = None if start is None or stop is None else text[start:stop]
    return LabelRow(label, score, evidence, source, start, stop)


def objection_id(message_id: str, number: int) -> str:
    """What names an objection wherever its mail is read: 16 hexadecimal digits."""
    return hashlib.sha256(f"{message_id}#{number}".encode()).hexdigest()[:16]


def _row(each: Raised, labels: Sequence[LabelRow]) -> ObjectionRow:
    (outcome, reason) = each.became
    first = labels[0] if labels else None
    return ObjectionRow(
        id=objection_id(each.message_id, each.number),
        by=PersonRow(each.name, each.email),
        message_id=each.message_id,
        version=each.version,
        patch=each.patch,
        label=first.label if first else None,
        severity=each.severity,
        text=each.text,
        evidence=first.evidence if first else None,
        file=each.path,
        line=each.line,
        outcome=outcome,
        outcome_reason=reason,
        source=first.source if first else each.source,
        score=first.score if first else each.act_score,
        number=each.number,
        act=each.act,
        labels=tuple(labels),
        quoted=each.quoted,
        date=each.date,
        minor=each.minor,
        revision=each.revision_key,
    )
