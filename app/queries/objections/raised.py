"""Which remarks are objections to a series, and what the answers to them are.

An objection is a remark that counts as one (`Remark.objection`) and whose writer is not the author of the series, in
a mail that is placed in a revision.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, not_, select
from sqlalchemy.orm import aliased

from app.models import Address, Message, Placement, Remark, RemarkLabel, Revision

# The remark of a placed mail that this holds of is an objection.
IS_RAISED = and_(Remark.objection, Remark.role != "author")


class Raised(NamedTuple):
    """An objection. `message` and `target` (what its mail is about, with the number `patch`) are rows of `Message`,
    `revision` is one of `Revision`; `alone` says that its mail has no other objection."""

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
    alone: bool


class Given(NamedTuple):
    """A remark of a mail that answers the mail `parent` directly."""

    parent: str
    number: int
    message_id: str
    date: dt.datetime
    email: str
    person: int | None
    role: str
    act: str | None
    act_score: float | None
    source: str | None
    quoted: str


class Asking(NamedTuple):
    """Statements about the same objections: themselves (`Raised`), answers (`Given`), their labels."""

    raised: Select[*tuple[Any, ...]]
    answers: Select[*tuple[Any, ...]]
    labels: Select[*tuple[Any, ...]]


_another, _target, _answer, _said = aliased(Remark), aliased(Placement), aliased(Message), aliased(Remark)


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

    has_another = exists().where(
        _another.message_id == Remark.message_id, _another.number != Remark.number, _another.objection
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
        not_(has_another),
    )
    answers = (
        select(
            _answer.parent,
            _said.number,
            _answer.message_id,
            _answer.date,
            _answer.from_email,
            Address.person_id,
            _said.role,
            _said.act,
            _said.act_score,
            _said.source,
            _said.quoted,
        )
        .join(_said, _said.message_id == _answer.id)
        .outerjoin(Address, Address.email == _answer.from_email)
        # What speaks through a person is not the person's answer.
        .where(_said.origin.is_(None), _answer.parent.in_(among(select(Message.message_id))))
        .where(_answer.parent != _answer.message_id)
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
        .order_by(Revision.version, Revision.minor, Message.date, Message.message_id, Remark.number),
        answers=answers,
        labels=among(labels).join(RemarkLabel, carried).order_by(RemarkLabel.position),
    )


# The parameters are rows of `Revision`, or one of `Message`.
OF_REVISIONS = asking(Revision.id.in_(bindparam("revisions", expanding=True)))
OF_MESSAGE = asking(Message.id == bindparam("message"))
