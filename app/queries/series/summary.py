"""Lists of series, a page at a time, in a fixed number of statements whatever the length of the page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import MailingList, Series, SeriesList, Standing
from app.queries import filters
from app.queries.language import Query
from app.queries.rows import PersonRow

from .order import UPDATED, Order, Value
from .postings import Placed, Posting, effective, lineage, placed, postings
from .rows import LatestRow, SeriesSummary
from .standing import COLUMNS, Stands
from .standing import held as held_by
from .tags import REVIEW_TAGS, Given, Mark, marks
from .unsettled import unsettled


class Head(NamedTuple):
    """A row of `Series`, with its `Standing`."""

    id: int
    key: str
    title: str
    author_name: str
    author_email: str
    started: dt.datetime
    updated: dt.datetime
    stands: Stands

    @classmethod
    def of(cls, row: Sequence[Any]) -> Head:
        own = len(cls._fields) - 1
        return cls._make((*row[:own], Stands._make(row[own:])))


_COLUMNS = select(
    Series.id,
    Series.key,
    Series.title,
    Series.author_name,
    Series.author_email,
    Series.started,
    Series.updated,
    *COLUMNS,
)
_DERIVED = _COLUMNS.join(Standing, Standing.series_id == Series.id)
# Selects what `Head` holds.
HEADS = _COLUMNS.outerjoin(Standing, Standing.series_id == Series.id)


def summaries(
    session: Session,
    query: Query,
    *,
    now: dt.datetime,
    limit: int,
    before: tuple[Value, str] | None = None,
    me: str | None = None,
    order: Order = UPDATED,
) -> tuple[SeriesSummary, ...]:
    """The series that match, in this order, at most `limit` of them.

    `before` is (value in the column of the order, id) of the last row of the page before this one. `now` is what ages
    are counted from, `me` the address of whoever asks.
    Raises QueryError for a value that a term cannot have.
    """
    column = order.column
    page = (_DERIVED if column.class_ is Standing else HEADS).where(filters.condition(query, now, me))
    # With a list to look at, its own index gives its series in order; else all series would be passed in review.
    if column is UPDATED.column and (listed := filters.only_list(query)) is not None:
        page = page.join(SeriesList, SeriesList.series_id == Series.id).where(SeriesList.list_id == listed)
        column = SeriesList.updated
    if before is not None:
        page = page.where(order.after(column, *before))
    rows = session.execute(page.order_by(*order.by(column)).limit(limit))
    return summarised(session, [Head.of(row) for row in rows], now)


def summarised(session: Session, page: Sequence[Head], now: dt.datetime) -> tuple[SeriesSummary, ...]:
    """The series of these rows."""
    series = [head.id for head in page]
    posted = postings(session, series)
    lists = carried_by(session, series)
    lines = {key: tuple(lineage(revisions[-1], revisions)) for key, revisions in posted.items()}
    needed = [posting.id for line in lines.values() for posting in line]
    patches = placed(session, needed)
    tags = marks(session, needed)
    # Between two statements a series may have been joined with another one, and then has no revision left.
    shown = [head for head in page if head.id in lines]
    groups = unsettled(session, [head.id for head in shown if head.stands.objections], lines, patches)
    return tuple(
        summary(head, posted[head.id], lists[head.id], patches, tags, groups.get(head.id, {}), now) for head in shown
    )


_CARRIED_BY = (
    select(SeriesList.series_id, MailingList.name)
    .join(MailingList, MailingList.id == SeriesList.list_id)
    .where(SeriesList.series_id.in_(bindparam("series", expanding=True)))
    .order_by(MailingList.name)
)


def carried_by(session: Session, series: Collection[int]) -> Mapping[int, Sequence[str]]:
    """The names of the lists that carried each of these series."""
    result: defaultdict[int, list[str]] = defaultdict(list)
    for key, name in session.execute(_CARRIED_BY, {"series": series}):
        result[key].append(name)
    return result


def summary(
    head: Head,
    revisions: Sequence[Posting],
    lists: Sequence[str],
    patches: Mapping[int, Sequence[Placed]],
    tags: Mapping[int, Sequence[Mark | Given]],
    groups: Mapping[str, int],
    now: dt.datetime,
) -> SeriesSummary:
    """One series from its revisions, and the patches, review tags and open objections of (at least) its latest one."""
    line = tuple(lineage(revisions[-1], revisions))
    (newest, *_) = line
    people: defaultdict[str, set[int | str]] = defaultdict(set)
    covered: defaultdict[str, set[int]] = defaultdict(set)
    for tag in tags.get(newest.cover_id or 0, ()):
        people[tag.kind].add(tag.who)
    covers = {posting.id: posting.cover_id or 0 for posting in line}
    parts = effective(line, patches)
    for patch in parts:
        for tag in tags.get(patch.message_id, ()):
            people[tag.kind].add(tag.who)
            covered[tag.kind].add(patch.number)
        for tag in tags.get(covers[patch.revision_id], ()):
            # What names nobody says nothing about the patches of a cover.
            if tag.who:
                people[tag.kind].add(tag.who)
                covered[tag.kind].add(patch.number)
    stands = held_by(head.stands, now)
    return SeriesSummary(
        id=head.key,
        title=head.title,
        author=PersonRow(head.author_name, head.author_email),
        lists=tuple(lists),
        state=stands.state,
        turn=stands.turn,
        waiting_since=stands.since,
        stalled=stands.stalled,
        latest=LatestRow(
            version=newest.version,
            message_id=newest.head,
            date=newest.date,
            total=newest.total,
            received=received(newest, parts),
            complete=newest.complete,
            id=newest.key,
            minor=newest.minor,
            resend=newest.resend,
            partial=newest.partial,
            rfc=newest.rfc,
        ),
        versions=len({(posting.version, posting.minor) for posting in revisions}),
        tags={kind: len(people[kind]) for kind in REVIEW_TAGS if people[kind]},
        cells={kind: len(covered[kind]) for kind in REVIEW_TAGS if covered[kind]},
        open_objections=head.stands.objections or 0,
        open_groups=groups,
        started=head.started,
        updated=head.updated,
        snoozed_until=stands.snoozed_until,
    )


def received(posting: Posting, parts: Sequence[Placed]) -> int:
    """How many of its patches were seen, with those that a partial re-roll takes from its base."""
    return len({patch.number for patch in parts}) if posting.partial else posting.received
