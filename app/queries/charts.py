"""Series over time, in numbers that name nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.models import Address, Message, Placement, Revision, Series, SeriesList, Standing
from app.rules.standing import CLOSED

from .objections.explorer import Month, overview
from .objections.listing import list_id
from .series.standing import state_is

QUIET = dt.timedelta(days=90)
"""An open series to which nobody has written for so long is likely to have been given up."""
VERSIONS = 10
"""Series of more versions are counted together."""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Latency:
    """Of the versions that were posted in a month, how many were answered by a person other than their author, and
    after how many days half of these and nine of ten had been; None where none was."""

    year: int
    month: int
    posted: int
    answered: int
    half: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """The series that were open at the end of a month: to which nobody but their author had spoken yet, about which
    people had spoken, and those to which nobody had written for QUIET and has to this day."""

    year: int
    month: int
    unanswered: int
    discussed: int
    quiet: int


@dataclass(frozen=True, slots=True)
class Versions:
    """How many series had come to this version, the applied ones and the others; VERSIONS stands for more too."""

    version: int
    applied: int
    other: int


@dataclass(frozen=True, slots=True)
class Charts:
    """The last `explorer.MONTHS` months up to that of the newest mail; all are empty where there is no mail."""

    latency: tuple[Latency, ...] = ()
    backlog: tuple[Backlog, ...] = ()
    objections: tuple[Month, ...] = ()
    versions: tuple[Versions, ...] = ()


def charts(session: Session, now: dt.datetime, on: str | None = None) -> Charts:
    """All of them, of the series on the list named `on`, else on all. A fixed number of statements."""
    objections = overview(session, now, newest=0, on=on).months
    if not objections:
        return Charts()
    days = [dt.datetime(each.year, each.month, 1, tzinfo=dt.UTC) for each in objections]
    days.append((days[-1] + 31 * DAY).replace(day=1))
    return Charts(
        latency=_latency(session, days, on),
        backlog=_backlog(session, days, now, on),
        objections=objections,
        versions=_versions(session, days[0], now, on),
    )


def revisions(session: Session, series: str) -> Mapping[str, str]:
    """The keys of the revisions that the mails of the series with this key are part of or speak about, by the
    Message-IDs of the mails."""
    return dict(session.execute(_REVISIONS, {"series": series}).all())


_REVISIONS = (
    select(Message.message_id, Revision.key)
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .join(Series, Series.id == Revision.series_id)
    .where(Series.key == bindparam("series"))
)

_answered, _sender, _author = aliased(Revision), aliased(Address), aliased(Address)
# The first word of a person other than the author about a revision; people are told apart as `app.queries.series` does.
_ANSWER = (
    select(func.min(Message.date))
    .select_from(_answered)
    .join(Placement, and_(Placement.revision_id == _answered.id, Placement.kind == "reply"))
    .join(Message, Message.id == Placement.message_id)
    .outerjoin(_sender, _sender.email == Message.from_email)
    .outerjoin(_author, _author.email == _answered.author_email)
    .where(Message.from_email != _answered.author_email)
    .where(func.coalesce(_sender.person_id != _author.person_id, true()))
)
_TO_REVISION = _ANSWER.where(_answered.id == Revision.id).correlate(Revision).scalar_subquery()
_TO_SERIES = _ANSWER.where(_answered.series_id == Series.id).correlate(Series).scalar_subquery()


def _latency(session: Session, days: Sequence[dt.datetime], on: str | None) -> tuple[Latency, ...]:
    posted: Counter[tuple[int, int]] = Counter()
    waited: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    found = select(Revision.date, _TO_REVISION).where(
        Revision.series_id.is_not(None),
        Revision.date >= days[0],
        Revision.date < days[-1],
        _carried(Revision.series_id, on),
    )
    for date, answer in session.execute(found):
        month = (date.year, date.month)
        posted[month] += 1
        if answer is not None:
            # Clocks differ, and nobody answers before there is something to answer.
            waited[month].append(max((answer - date) / DAY, 0.0))
    return tuple(_waited(day, posted[day.year, day.month], waited[day.year, day.month]) for day in days[:-1])


def _waited(month: dt.datetime, posted: int, waited: Sequence[float]) -> Latency:
    most = quantiles(waited, n=10, method="inclusive")[-1] if len(waited) > 1 else None
    half = median(waited) if waited else None
    return Latency(month.year, month.month, posted, len(waited), half, half if most is None else most)


def _backlog(session: Session, days: Sequence[dt.datetime], now: dt.datetime, on: str | None) -> tuple[Backlog, ...]:
    closed = state_is(*CLOSED, now=now)
    # What a person has closed was open as long as somebody wrote to it.
    end = case((Standing.state.in_(CLOSED), Standing.since), else_=Series.updated)
    lately = or_(Series.updated > days[1] - QUIET, and_(closed, end > days[1] - QUIET))
    every = select(Series).outerjoin(Standing, Standing.series_id == Series.id).where(_carried(Series.id, on))
    # Most series are long quiet: they are counted, and what was said of them is not looked for.
    old = session.scalar(every.with_only_columns(func.count()).where(~func.coalesce(lately, False), _open(closed)))
    rows = session.execute(
        every.with_only_columns(Series.started, Series.updated, case((closed, end)), _TO_SERIES).where(lately)
    ).all()
    result = []
    for first, last in pairwise(days):
        counts: Counter[str] = Counter(quiet=old or 0)
        for started, updated, ended, answer in rows:
            if started < last and (ended is None or ended >= last):
                quiet = updated < last - QUIET
                counts["quiet" if quiet else "discussed" if answer and answer < last else "unanswered"] += 1
        result.append(Backlog(first.year, first.month, counts["unanswered"], counts["discussed"], counts["quiet"]))
    return tuple(result)


def _open(closed: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whatever has no standing yet is open."""
    return ~func.coalesce(closed, False)


def _versions(session: Session, since: dt.datetime, now: dt.datetime, on: str | None) -> tuple[Versions, ...]:
    newest = (
        select(func.max(Revision.version).label("version"), func.max(Revision.series_id).label("series"))
        .join(Series, Series.id == Revision.series_id)
        .where(Series.updated >= since, _carried(Series.id, on))
        .group_by(Revision.series_id)
        .subquery()
    )
    applied = func.count().filter(state_is("applied", "partly-applied", now=now))
    found = (
        select(newest.c.version, applied, func.count())
        .outerjoin(Standing, Standing.series_id == newest.c.series)
        .group_by(newest.c.version)
    )
    counts: Counter[tuple[int, bool]] = Counter()
    for version, taken, every in session.execute(found):
        shown = min(version, VERSIONS)
        counts[shown, True] += taken
        counts[shown, False] += every - taken
    last = max((version for version, _ in counts), default=0)
    return tuple(Versions(version, counts[version, True], counts[version, False]) for version in range(1, last + 1))


def _carried(series: Any, on: str | None) -> ColumnElement[bool]:
    if on is None:
        return true()
    return exists().where(SeriesList.series_id == series, SeriesList.list_id == list_id(on))
