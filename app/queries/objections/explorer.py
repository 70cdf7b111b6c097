"""Objections label by label, and over time. Nothing here counts what one person said."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.models import Copy, Message, Remark, RemarkLabel
from app.rules.remark import GROUP_OF, GROUPS, LABELS

from .listing import Columns, Found, Key, found, list_id, objections

MONTHS = 24
RECENT = dt.timedelta(days=90)
# What stands for the group of an objection without a label.
UNLABELLED = "no label"


@dataclass(frozen=True, slots=True)
class LabelSummary:
    """How many objections of the last `RECENT` carry a label, and the newest of the last `MONTHS` that do."""

    label: str
    recent: int
    newest: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """How many objections were raised in a month, each once, by the group of its first label (or `UNLABELLED`)."""

    year: int
    month: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """All labels in their order; the months up to that of the newest mail, none where there is no mail."""

    labels: tuple[LabelSummary, ...]
    months: tuple[Month, ...]


class Spot(NamedTuple):
    """One label of an objection, or an objection without one. `message` is the row of its mail."""

    date: dt.datetime
    message_id: str
    message: int
    number: int
    position: int | None
    label: str | None

    @property
    def key(self) -> Key:
        return (self.message, self.number)

    @property
    def age(self) -> tuple[float, str, int]:
        """The least of the newest one."""
        return (-self.date.timestamp(), self.message_id, self.number)


def overview(session: Session, now: dt.datetime, *, newest: int, on: str | None = None) -> Overview:
    """The labels with `newest` objections each, on the list named `on`, else on all."""
    last = session.scalar(_last_mail(on))
    numbers = range(0)
    spots: Sequence[Spot] = ()
    if last is not None:
        # A mail may claim to have come tomorrow.
        end = _number(min(last, now)) + 1
        numbers = range(end - MONTHS, end)
        spots = _spots(session, _first_day(numbers[0]), on)
    labelled: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        if spot.label:
            labelled[spot.label].append(spot)
    chosen = {label: heapq.nsmallest(newest, labelled[label], key=lambda spot: spot.age) for label in LABELS}
    known = found(session, {spot.key for spots in chosen.values() for spot in spots})
    return Overview(
        labels=tuple(
            LabelSummary(
                label=label,
                recent=sum(spot.date > now - RECENT for spot in labelled[label]),
                newest=tuple(known[spot.key] for spot in chosen[label] if spot.key in known),
            )
            for label in LABELS
        ),
        months=_months(spots, numbers),
    )


def _months(spots: Iterable[Spot], numbers: Iterable[int]) -> tuple[Month, ...]:
    counts = Counter(
        (_number(spot.date), GROUP_OF.get(spot.label or "", UNLABELLED)) for spot in spots if not spot.position
    )
    groups = (*GROUPS, UNLABELLED)
    return tuple(
        Month(number // 12, number % 12 + 1, {group: counts[number, group] for group in groups}) for number in numbers
    )


def _number(date: dt.datetime) -> int:
    """Months counted from the first of all."""
    return 12 * date.year + date.month - 1


def _first_day(number: int) -> dt.datetime:
    return dt.datetime(number // 12, number % 12 + 1, 1, tzinfo=dt.UTC)


def _spots(session: Session, since: dt.datetime, on: str | None) -> Sequence[Spot]:
    columns: Columns = select(
        Message.date,
        Message.message_id,
        Remark.message_id,
        Remark.number,
        RemarkLabel.position,
        RemarkLabel.label,
    )
    carried = and_(RemarkLabel.message_id == Remark.message_id, RemarkLabel.number == Remark.number)
    every = objections(columns, on).outerjoin(RemarkLabel, carried).where(Message.date >= since)
    return [Spot._make(row) for row in session.execute(every)]


def _last_mail(on: str | None) -> Columns:
    if on is None:
        return select(func.max(Message.received_at))
    return select(func.max(Copy.received_at)).where(Copy.list_id == list_id(on))
