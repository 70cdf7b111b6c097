"""What robots report about a series, and what programs say through people, with what people say to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Address, Message, Placement, Remark, Revision
from app.queries.rows import PersonRow
from app.rules.certainty import MODEL, SURE, said_by
from app.rules.conversation import lines
from app.rules.history import Who
from app.rules.report import Answer, verdict

from .rows import ReportRow

_REVISIONS: BindParameter[Sequence[int]] = bindparam("revisions", expanding=True)
_BLANK = re.compile(r"[\s>|]+")

_through = aliased(Remark)
_IS_REPORT = and_(
    Placement.revision_id.in_(_REVISIONS),
    Placement.number.is_(None),
    or_(
        Placement.kind == "bot",
        exists().where(_through.message_id == Placement.message_id, _through.origin.is_not(None)),
    ),
)
_target = aliased(Placement)
_REPORTS = (
    select(
        Message.id,
        Message.message_id,
        Message.from_name,
        Message.from_email,
        Message.date,
        Message.subject,
        Placement.kind,
        Revision.version,
        _target.number,
    )
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .outerjoin(_target, _target.message_id == Placement.target_id)
    .where(_IS_REPORT)
    .order_by(Message.date, Message.message_id)
)
_THROUGH = (
    select(Remark.message_id, Remark.origin, Remark.text)
    .join(Placement, Placement.message_id == Remark.message_id)
    .where(Placement.revision_id.in_(_REVISIONS), Placement.kind != "bot", Remark.origin.is_not(None))
    .order_by(Remark.number)
)
_answer, _answered = aliased(Message), aliased(Placement)
_ANSWERS = (
    select(
        Message.id,
        _answer.message_id,
        _answer.date,
        _answer.from_name,
        _answer.from_email,
        Address.person_id,
        Remark.role,
        Remark.act,
        Remark.act_score,
        Remark.source,
        Remark.quoted,
    )
    .join(Placement, Placement.message_id == Message.id)
    .join(_answer, _answer.parent == Message.message_id)
    .join(_answered, and_(_answered.message_id == _answer.id, _answered.kind == "reply"))
    .join(Remark, and_(Remark.message_id == _answer.id, Remark.origin.is_(None)))
    .outerjoin(Address, Address.email == _answer.from_email)
    .where(_IS_REPORT)
    .order_by(_answer.date, _answer.message_id, Remark.number)
)


def reports(session: Session, revisions: Sequence[int]) -> tuple[ReportRow, ...]:
    """The reports about these revisions, in order of time, each with the verdict of those who answered it directly."""
    asked = {"revisions": revisions}
    origins: dict[int, str] = {}
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for row, origin, text in session.execute(_THROUGH, asked):
        origins.setdefault(row, origin or "")
        texts[row].append(_BLANK.sub("", text))
    answers = _answers(session, asked, texts)
    found = []
    for row, message_id, name, email, date, subject, kind, version, patch in session.execute(_REPORTS, asked):
        said = verdict(answers.get(row, ()))
        found.append(
            ReportRow(
                message_id=message_id,
                by=PersonRow(name, email),
                at=date,
                kind="bot" if kind == "bot" else origins[row],
                version=version,
                patch=patch,
                title=subject,
                verdict=said.verdict if said else None,
                verdict_by=PersonRow(said.who.name, said.who.email) if said else None,
                verdict_at=said.at if said else None,
                verdict_message_id=said.message_id if said else None,
                verdict_said_by=said.said_by if said else None,
            )
        )
    return tuple(found)


def _answers(
    session: Session, asked: Mapping[str, Sequence[int]], texts: Mapping[int, Sequence[str]]
) -> Mapping[int, Sequence[Answer]]:
    """By report, what people say in direct answers to it. Of a mail in which a person speaks too, only what the program
    says is answered as a report."""
    result: defaultdict[int, list[Answer]] = defaultdict(list)
    found = session.execute(_ANSWERS, asked)
    for row, message_id, date, name, email, person, role, act, score, source, quoted in found:
        answered = lines(quoted)
        if row in texts and answered and not any(line in text for line in answered for text in texts[row]):
            continue
        who = Who(str(person or email), name, email)
        said = said_by(source, score or 0.0) if source else ""
        sure = source != MODEL or (score or 0.0) >= SURE
        result[row].append(Answer(message_id, date, who, role == "author", act, sure, said))
    return result
