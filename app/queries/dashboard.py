"""What asks for somebody's attention: the sections of the dashboard, in a fixed number of statements."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Message, Outcome, Remark, Revision, Series, Standing

from . import filters
from .language import QueryError, parse
from .objections import Raised
from .objections.conditions import objects
from .objections.raised import asking
from .rows import PersonRow, ReasonRow
from .series import SeriesSummary, reasons
from .series.summary import HEADS, Head, summarised

SHOWN = 10
"""Rows of a section."""
COUNTED = 100
"""What a section counts up to."""
LIVE = dt.timedelta(weeks=13)
"""A section holds what was written to within so long of the newest mail; all else is likely to have been given up."""
UNMET = ("changed-unconfirmed", "ignored", "open")
"""What may have become of an objection that a later version leaves to its owner."""


@dataclass(frozen=True, slots=True)
class Row:
    """A series, and why it stands so (None while that is not derived)."""

    series: SeriesSummary
    reason: ReasonRow | None


@dataclass(frozen=True, slots=True)
class Section:
    """The first rows of what `query` finds; there are `count` of them, or more where that is over COUNTED. `ever` finds
    those as well that nobody has written to for longer than LIVE."""

    name: str
    query: str
    ever: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Outstanding:
    """An objection on an earlier version, and what the later one (the latest of `series`) did about it."""

    series: SeriesSummary
    by: PersonRow
    message_id: str
    number: int
    version: int
    minor: int
    patch: int | None
    date: dt.datetime
    text: str
    outcome: str
    reason: ReasonRow


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`sections` in the order in which they matter. `outstanding` are objections, the last ones first, of which
    `outstanding_count` are to be counted as in `Section`, in live series. `outstanding_query` finds all open series of
    several versions with such objections, be they to an earlier version or to the latest; it is None where nobody was
    chosen. What was written to on the day `since` or later is live."""

    sections: tuple[Section, ...]
    outstanding: tuple[Outstanding, ...]
    outstanding_count: int
    outstanding_query: str | None
    since: dt.date


def queries(me: str | None, on: str | None) -> Mapping[str, str]:
    """The query of each section, by its name: of one list or all, and for somebody's address or nobody's."""
    awake = " -is:snoozed"
    texts = {
        "your turn": f"turn:{_quoted(me)}{awake}" if me else None,
        "unanswered": f"state:new{awake}",
        "ready to apply": f"state:ready{awake}",
        "contested": f"state:contested{awake}",
        "your series": f"author:{_quoted(me)} is:open" if me else None,
    }
    return {name: _on(text, on) for name, text in texts.items() if text}


def dashboard(session: Session, now: dt.datetime, *, me: str | None = None, on: str | None = None) -> Dashboard:
    """What waits for the person with the address `me` (or anybody), on the list `on` (or any). Raises QueryError for
    what is no address."""
    newest = session.scalar(select(func.max(Message.received_at)))
    # An archive that has not been read for long shows what was live then. A mail may claim to have come tomorrow.
    since = (min(newest or now, now) - LIVE).date()
    ever = queries(me, on)
    live = f" updated:{since.isoformat()}.."
    texts = {name: text + live for name, text in ever.items()}
    heads = {name: _heads(session, text, now, oldest=name != "your series") for name, text in texts.items()}
    unmet = _unmet(me, _on("is:open", on) + live, now) if me else None
    unsettled = _objected(session, unmet) if unmet is not None else ()
    objected = unsettled[:SHOWN]
    counts = _counts(session, texts, now)
    apart = [head for page in heads.values() for head in page]
    later = session.execute(HEADS.where(Series.id.in_({each.series_id for each in objected})))
    known = {head.id: head for head in [*apart, *map(Head.of, later)]}
    series = {row.id: row for row in summarised(session, [*known.values()], now)}
    why = reasons(session, [*series], now)
    sections = (
        Section(
            name,
            texts[name],
            ever[name],
            counts[name],
            tuple(Row(series[head.key], why.get(head.key)) for head in page if head.key in series),
        )
        for name, page in heads.items()
    )
    return Dashboard(
        sections=tuple(sections),
        outstanding=tuple(
            _outstanding(each, series[known[each.series_id].key])
            for each in objected
            if each.series_id in known and known[each.series_id].key in series
        ),
        outstanding_count=len(unsettled),
        outstanding_query=_on(_objecting(me), on) if me else None,
        since=since,
    )


def _heads(session: Session, text: str, now: dt.datetime, *, oldest: bool) -> Sequence[Head]:
    """The first rows of a section: those that wait longest, or those that were updated last."""
    order = (Standing.since, Series.key) if oldest else (Series.updated.desc(), Series.key.desc())
    rows = session.execute(HEADS.where(filters.condition(parse(text), now)).order_by(*order).limit(SHOWN))
    return [Head.of(row) for row in rows]


def _unmet(me: str, text: str, now: dt.datetime) -> Select[*tuple[Any, ...]]:
    """The statement about this person's objections on earlier versions of the series that a query finds, which the
    later one does not settle."""
    later = aliased(Revision)
    newer = or_(later.version > Revision.version, and_(later.version == Revision.version, later.minor > Revision.minor))
    return asking(
        objects(me),
        Outcome.name.in_(UNMET),
        exists().where(later.series_id == Revision.series_id, newer).correlate(Revision),
        Revision.series_id.in_(select(Series.id).where(filters.condition(parse(text), now))),
    ).raised.order_by(None)


def _objected(session: Session, unmet: Select[*tuple[Any, ...]]) -> Sequence[Raised]:
    """The last ones first, one more than COUNTED at most."""
    newest = unmet.order_by(Message.date.desc(), Message.message_id, Remark.number).limit(COUNTED + 1)
    return [Raised._make(row) for row in session.execute(newest)]


def _counts(session: Session, texts: Mapping[str, str], now: dt.datetime) -> Mapping[str, int]:
    """How many there are in each section, one more than COUNTED at most. One statement."""
    found = {name: select(Series.id).where(filters.condition(parse(text), now)) for name, text in texts.items()}
    counts = (select(func.count()).select_from(each.limit(COUNTED + 1).subquery()) for each in found.values())
    row = session.execute(select(*(each.scalar_subquery() for each in counts))).one()
    return dict(zip(found, row, strict=True))


def _outstanding(one: Raised, series: SeriesSummary) -> Outstanding:
    (outcome, reason) = one.became
    return Outstanding(
        series=series,
        by=PersonRow(one.name, one.email),
        message_id=one.message_id,
        number=one.number,
        version=one.version,
        minor=one.minor,
        patch=one.patch,
        date=one.date,
        text=one.text,
        outcome=outcome,
        reason=reason,
    )


def _objecting(me: str) -> str:
    alternatives = (f"objector:{_quoted(me)} outcome:{outcome}" for outcome in UNMET)
    return f"is:open version:>1 ({' OR '.join(alternatives)})"


def _on(text: str, on: str | None) -> str:
    return f"list:{_quoted(on)} {text}" if on else text


def _quoted(value: str) -> str:
    """A value as a query has it."""
    if '"' in value:
        raise QueryError(f"{value} has a quotation mark, which no query can have")
    return value if re.fullmatch(r"[^\s()]+", value) else f'"{value}"'
