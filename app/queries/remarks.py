"""The remarks of one message, with what was found in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Remark, RemarkLabel
from app.queries.objections import OF_MESSAGE, LabelRow, label_row, raised
from app.queries.rows import ReasonRow


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A remark and the place that it is about, as in `app.models.Remark`.

    `act`, `severity`, `source` and `score` (that of the act) are None while it is not classified. `origin` is what
    speaks through its writer. `outcome` and its reason are those of an objection to the series, None for all else.
    """

    number: int
    text: str
    quoted: str
    path: str | None
    line: int | None
    code: str | None
    act: str | None
    score: float | None
    severity: str | None
    source: str | None
    origin: str | None
    labels: tuple[LabelRow, ...]
    outcome: str | None
    outcome_reason: ReasonRow | None


def remarks(session: Session, message: int, *, limit: int) -> tuple[RemarkRow, ...]:
    """The first `limit` remarks of the message with this row."""
    found = session.scalars(
        select(Remark).where(Remark.message_id == message).order_by(Remark.number).limit(limit)
    ).all()
    texts = {remark.number: remark.text for remark in found}
    labels: defaultdict[int, list[LabelRow]] = defaultdict(list)
    carried = select(
        RemarkLabel.number,
        RemarkLabel.label,
        RemarkLabel.score,
        RemarkLabel.source,
        RemarkLabel.start,
        RemarkLabel.stop,
    ).where(RemarkLabel.message_id == message)
    in_order = carried.order_by(RemarkLabel.number, RemarkLabel.position)
    for number, label, score, source, start, stop in session.execute(in_order):
        if number in texts:
            labels[number].append(label_row(texts[number], label, score, source, start, stop))
    asked = {"message": message}
    became = {each.number: each.became for each in raised(session, OF_MESSAGE, asked)}

    def row(remark: Remark) -> RemarkRow:
        (outcome, reason) = became.get(remark.number, (None, None))
        return RemarkRow(
            number=remark.number,
            text=remark.text,
            quoted=remark.quoted,
            path=remark.path,
            line=remark.line,
            code=remark.code,
            act=remark.act,
            score=remark.act_score,
            severity=remark.severity,
            source=remark.source,
            origin=remark.origin,
            labels=tuple(labels[remark.number]),
            outcome=outcome,
            outcome_reason=reason,
        )

    return tuple(map(row, found))
