"""The remarks on one patch, each with what was said about it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from app.models import Message, Outcome, Placement, Remark, RemarkLabel
from app.queries.objections import LabelRow, label_row
from app.queries.remarks import RemarkRow
from app.queries.rows import PersonRow, ReasonRow
from app.rules.certainty import said_by
from app.rules.conversation import conversations, lines
from app.rules.history import Mail, Name, Said, Who

# Real patches have up to a hundred remarks, and anybody can send ten thousand.
LIMIT = 300


@dataclass(frozen=True, slots=True)
class Talk:
    """A remark with its mail, and what was said about it (`app.rules.conversation`), in order of time.

    `objection` says whether it is an objection to the series. Each remark stands in one talk: what is about a line of
    its own begins one, and answers have no answers of their own.
    """

    remark: RemarkRow
    message_id: str
    by: PersonRow
    date: dt.datetime
    objection: bool
    answers: tuple[Talk, ...]


class _Row(NamedTuple):
    message: int
    message_id: str
    parent: str | None
    date: dt.datetime
    name: str
    email: str
    number: int
    text: str
    quoted: str
    path: str | None
    line: int | None
    code: str | None
    act: str | None
    act_score: float | None
    severity: str | None
    source: str | None
    origin: str | None
    role: str
    counts: bool
    outcome: str | None
    outcome_text: str | None
    outcome_evidence: str | None

    @property
    def name_of(self) -> Name:
        return self.message_id, self.number

    @property
    def objection(self) -> bool:
        return self.counts and self.role != "author"


_REMARKS = (
    select(
        Message.id,
        Message.message_id,
        Message.parent,
        Message.date,
        Message.from_name,
        Message.from_email,
        Remark.number,
        Remark.text,
        Remark.quoted,
        Remark.path,
        Remark.line,
        Remark.code,
        Remark.act,
        Remark.act_score,
        Remark.severity,
        Remark.source,
        Remark.origin,
        Remark.role,
        Remark.objection,
        Outcome.name,
        Outcome.text,
        Outcome.evidence,
    )
    .select_from(Placement)
    .join(Message, Message.id == Placement.message_id)
    .join(Remark, Remark.message_id == Placement.message_id)
    .outerjoin(Outcome, and_(Outcome.message_id == Remark.message_id, Outcome.number == Remark.number))
    .where(Placement.target_id == bindparam("target"))
    .order_by(Message.date, Message.message_id, Remark.number)
    .limit(bindparam("limit"))
)
_LABELS = (
    select(
        RemarkLabel.message_id,
        RemarkLabel.number,
        RemarkLabel.label,
        RemarkLabel.score,
        RemarkLabel.source,
        RemarkLabel.start,
        RemarkLabel.stop,
    )
    .join(Placement, Placement.message_id == RemarkLabel.message_id)
    .where(Placement.target_id == bindparam("target"))
    .order_by(RemarkLabel.message_id, RemarkLabel.number, RemarkLabel.position)
)


def talks(session: Session, patch: int) -> tuple[tuple[Talk, ...], bool]:
    """The talks about the patch with this row, in order of time, and whether there are more than `LIMIT` remarks, of
    which the first are taken. Two statements."""
    found = [_Row._make(row) for row in session.execute(_REMARKS, {"target": patch, "limit": LIMIT + 1})]
    rows = found[:LIMIT]
    texts = {(row.message, row.number): row.text for row in rows}
    labels: defaultdict[tuple[int, int], list[LabelRow]] = defaultdict(list)
    for message, number, label, score, source, start, stop in session.execute(_LABELS, {"target": patch}):
        if (message, number) in texts:
            labels[message, number].append(label_row(texts[message, number], label, score, source, start, stop))
    return _threaded(rows, labels), len(found) > LIMIT


def _threaded(rows: Sequence[_Row], labels: Mapping[tuple[int, int], Sequence[LabelRow]]) -> tuple[Talk, ...]:
    known = {row.name_of: row for row in rows}
    said = [_said(row) for row in rows]
    about: dict[Name, Sequence[Name]] = {}
    answers: set[Name] = set()
    depths = _depths(rows)
    # Clocks differ, so what is answered may be dated after its answer.
    for point in sorted(said, key=lambda each: depths[each.mail.message_id]):
        if point.name not in answers:
            following = conversations([point], said)[point.name]
            about[point.name] = [each.name for each in following if _stays(known[each.name], known[point.name])]
            answers.update(name for name in about[point.name] if name not in about)
    below: dict[Name, Sequence[Name]] = {}
    # What is about several points is set below the last of them.
    for first in reversed(about):
        below[first] = [name for name in about[first] if name in answers]
        answers.difference_update(below[first])
    return tuple(
        _talk(row, labels, tuple(_talk(known[name], labels, ()) for name in below[row.name_of]))
        for row in rows
        if row.name_of in about
    )


def _depths(rows: Iterable[_Row]) -> Mapping[str, int]:
    """By Message-ID, how many of these mails stand above one."""
    parents = {row.message_id: row.parent for row in rows}
    depths = {}
    for message_id in parents:
        above = {message_id}
        parent = parents[message_id]
        while parent in parents and parent not in above:
            above.add(parent)
            parent = parents[parent]
        depths[message_id] = len(above)
    return depths


def _stays(answer: _Row, point: _Row) -> bool:
    """Whether an answer is set below the point: one that is about another line is set there."""
    return (answer.path, answer.line) in ((None, None), (point.path, point.line))


def _talk(row: _Row, labels: Mapping[tuple[int, int], Sequence[LabelRow]], answers: tuple[Talk, ...]) -> Talk:
    (outcome, reason) = _became(row)
    remark = RemarkRow(
        number=row.number,
        text=row.text,
        quoted=row.quoted,
        path=row.path,
        line=row.line,
        code=row.code,
        act=row.act,
        score=row.act_score,
        severity=row.severity,
        source=row.source,
        origin=row.origin,
        labels=tuple(labels.get((row.message, row.number), ())),
        outcome=outcome,
        outcome_reason=reason,
    )
    return Talk(remark, row.message_id, PersonRow(row.name, row.email), row.date, row.objection, answers)


def _became(row: _Row) -> tuple[str | None, ReasonRow | None]:
    if not row.objection:
        return None, None
    if row.outcome is None:
        return "open", ReasonRow("What became of it is not derived yet.", ())
    return row.outcome, ReasonRow(row.outcome_text or "", tuple((row.outcome_evidence or "").split()))


def _said(row: _Row) -> Said:
    who = Who(row.email, row.name, row.email)
    mail = Mail(row.message_id, row.parent, row.date, who, row.role == "author", False, 0, None, None, (), ())
    return Said(
        mail=mail,
        number=row.number,
        act=row.act,
        sure=True,
        severity=row.severity or "none",
        labels=(),
        source=row.source or "",
        said_by="" if row.source is None else said_by(row.source, row.act_score or 0.0),
        objection=row.objection,
        text=row.text,
        lines=lines(row.text),
        quoted=lines(row.quoted),
        path=row.path,
        code=row.code,
    )
