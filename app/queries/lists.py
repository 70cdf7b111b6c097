"""What is known of each mailing list, and how fresh it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Copy, MailingList, Message, SeriesList, Source
from app.queries.text import is_text


@dataclass(frozen=True, slots=True)
class ListSummary:
    """One list. `first` and `last` are when the archive took its first and last mail, `read_at` when one of its
    `sources` was last read to its end, `quarantined` how many mails could not be read whole."""

    name: str
    address: str | None
    messages: int
    series: int
    first: dt.datetime | None
    last: dt.datetime | None
    sources: int
    read_at: dt.datetime | None
    quarantined: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh one list is, in the words of `ListSummary`; `unread` of its sources were never read to their end."""

    name: str
    last: dt.datetime | None
    sources: int
    unread: int
    read_at: dt.datetime | None
    quarantined: int


def freshness(session: Session) -> tuple[Freshness, ...]:
    """How fresh each list is, by name."""
    copies = select(Copy).where(Copy.list_id == MailingList.id)
    sources = select(Source).where(Source.list_id == MailingList.id)
    problems = select(Message.id).where(Message.problem.is_not(None))
    rows = session.execute(
        select(
            MailingList.name,
            copies.with_only_columns(func.max(Copy.received_at)).scalar_subquery(),
            sources.with_only_columns(func.count()).scalar_subquery(),
            sources.where(Source.read_at.is_(None)).with_only_columns(func.count()).scalar_subquery(),
            sources.with_only_columns(func.max(Source.read_at)).scalar_subquery(),
            copies.where(Copy.message_id.in_(problems))
            .with_only_columns(func.count(Copy.message_id.distinct()))
            .scalar_subquery(),
        ).order_by(MailingList.name)
    )
    return tuple(Freshness(*row) for row in rows)


def overview(session: Session) -> tuple[ListSummary, ...]:
    """All lists by name."""
    copies = select(Copy).where(Copy.list_id == MailingList.id)
    sources = select(Source).where(Source.list_id == MailingList.id)
    problems = select(Message.id).where(Message.problem.is_not(None))
    rows = session.execute(
        select(
            MailingList.name,
            MailingList.address,
            copies.with_only_columns(func.count(Copy.message_id.distinct())).scalar_subquery(),
            select(func.count()).where(SeriesList.list_id == MailingList.id).scalar_subquery(),
            copies.with_only_columns(func.min(Copy.received_at)).scalar_subquery(),
            copies.with_only_columns(func.max(Copy.received_at)).scalar_subquery(),
            sources.with_only_columns(func.count()).scalar_subquery(),
            sources.with_only_columns(func.max(Source.read_at)).scalar_subquery(),
            copies.where(Copy.message_id.in_(problems))
            .with_only_columns(func.count(Copy.message_id.distinct()))
            .scalar_subquery(),
        ).order_by(MailingList.name)
    )
    return tuple(ListSummary(*row) for row in rows)


def exists(session: Session, name: str) -> bool:
    """Whether a list of this name is known."""
    known = select(MailingList.id).where(MailingList.name == name)
    return is_text(name) and session.scalar(known) is not None
