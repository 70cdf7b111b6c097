"""Which remarks are objections to a series, and what became of them.

An objection is a remark that counts as one (`Remark.objection`) and whose writer is not the author of the series, in
a mail that is placed in a revision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from app.models import Address, Message, Outcome, Placement, Remark, RemarkLabel, Revision
from app.queries.rows import ReasonRow

# The remark of a placed mail that this holds of is an objection.
IS_RAISED = and_(Remark.objection, Remark.role != "author")


class Raised(NamedTuple):
    """An objection. `message` and `target` (what its mail is about, with the number `patch`) are rows of `Message`,
    `revision` is one of `Revision`. What became of it is None while that is not derived."""

    message: int
    number: int
    message_id: str
    date: dt.datetime
    name: str
    email: str
    person: int | None
    series_id: int | None
    revision: int
    revision_key: str
    version: int
    minor: int
    target: int | None
    patch: int | None
    act: str
    act_score: float
    severity: str
    source: str
    text: str
    quoted: str
    path: str | None
    line: int | None
    outcome: str | None
    outcome_text: str | None
    outcome_evidence: str | None

    @property
    def became(self) -> tuple[str, ReasonRow]:
        """Its outcome, with the reason."""
        if self.outcome is None:
            return "open", ReasonRow("What became of it is not derived yet.", ())
        return self.outcome, ReasonRow(self.outcome_text or "", tuple((self.outcome_evidence or "").split()))


class Asking(NamedTuple):
    """Statements about the same objections: themselves (`Raised`), and their labels."""

    raised: Select[*tuple[Any, ...]]
    labels: Select[*tuple[Any, ...]]


_target = aliased(Placement)


def asking(*conditions: ColumnElement[bool]) -> Asking:
    """The statements about the objections of which these conditions on Remark, Message, Placement and Revision hold."""

    def among(columns: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return (
            columns.select_from(Remark)
            .join(Message, Message.id == Remark.message_id)
            .join(Placement, Placement.message_id == Message.id)
            .join(Revision, Revision.id == Placement.revision_id)
            .where(IS_RAISED, *conditions)
        )

    raised = select(
        Remark.message_id,
        Remark.number,
        Message.message_id,
        Message.date,
        Message.from_name,
        Message.from_email,
        Address.person_id,
        Revision.series_id,
        Revision.id,
        Revision.key,
        Revision.version,
        Revision.minor,
        Placement.target_id,
        _target.number,
        Remark.act,
        Remark.act_score,
        Remark.severity,
        Remark.source,
        Remark.text,
        Remark.quoted,
        Remark.path,
        Remark.line,
        Outcome.name,
        Outcome.text,
        Outcome.evidence,
    )
    labels = select(
        RemarkLabel.message_id,
        RemarkLabel.number,
        RemarkLabel.label,
        RemarkLabel.score,
        RemarkLabel.source,
        RemarkLabel.start,
        RemarkLabel.stop,
    )
    carried = and_(RemarkLabel.message_id == Remark.message_id, RemarkLabel.number == Remark.number)
    return Asking(
        raised=among(raised)
        .outerjoin(Address, Address.email == Message.from_email)
        .outerjoin(_target, _target.message_id == Placement.target_id)
        .outerjoin(Outcome, and_(Outcome.message_id == Remark.message_id, Outcome.number == Remark.number))
        .order_by(Revision.version, Revision.minor, Message.date, Message.message_id, Remark.number),
        labels=among(labels).join(RemarkLabel, carried).order_by(RemarkLabel.position),
    )


# The parameters are rows of `Revision`, or one of `Message`.
OF_REVISIONS = asking(Revision.id.in_(bindparam("revisions", expanding=True)))
OF_MESSAGE = asking(Message.id == bindparam("message"))


def raised(session: Session, asking: Asking, parameters: Mapping[str, Any]) -> tuple[Raised, ...]:
    """The objections, by version, date, message and number."""
    return tuple(Raised._make(row) for row in session.execute(asking.raised, parameters))
