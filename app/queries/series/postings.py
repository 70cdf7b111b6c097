"""The revisions of series, in order, with the patches that they bring or take from their base."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.models import Message, Placement, Revision
from app.rules.version import label as version_label


class Posting(NamedTuple):
    """A row of `Revision`; `head` and `cover` are Message-IDs."""

    id: int
    key: str
    series_id: int
    version: int
    minor: int
    date: dt.datetime
    total: int
    received: int
    complete: bool
    partial: bool
    resend: bool
    rfc: bool
    title: str
    author_name: str
    author_email: str
    base_id: int | None
    cover_id: int | None
    cover: str | None
    head: str

    @property
    def label(self) -> str:
        """As people write it: v2, or v1.1."""
        return version_label(self.version, self.minor)


class Placed(NamedTuple):
    """A patch in its place; `message_id` is the message's row."""

    revision_id: int
    number: int
    message_id: int


_head, _cover = aliased(Message), aliased(Message)
# Statements are built once: on a page they would cost more than the database does.
_POSTINGS = (
    select(
        Revision.id,
        Revision.key,
        Revision.series_id,
        Revision.version,
        Revision.minor,
        Revision.date,
        Revision.total,
        Revision.received,
        Revision.complete,
        Revision.partial,
        Revision.resend,
        Revision.rfc,
        Revision.title,
        Revision.author_name,
        Revision.author_email,
        Revision.base_id,
        Revision.cover_id,
        _cover.message_id,
        _head.message_id,
    )
    .join(_head, _head.id == Revision.head_id)
    .outerjoin(_cover, _cover.id == Revision.cover_id)
    .where(Revision.series_id.in_(bindparam("series", expanding=True)))
    .order_by(Revision.version, Revision.minor, Revision.date, Revision.key)
)


def postings(session: Session, series: Collection[int]) -> Mapping[int, Sequence[Posting]]:
    """All revisions of each of these series, from the oldest version to the newest."""
    result = defaultdict(list)
    for row in session.execute(_POSTINGS, {"series": series}):
        posting = Posting._make(row)
        result[posting.series_id].append(posting)
    return result


def lineage(posting: Posting, among: Sequence[Posting]) -> Iterator[Posting]:
    """The posting, and if it is a partial re-roll the ones that it takes its other patches from, nearest first."""
    known = {each.id: each for each in among}
    current: Posting | None = posting
    while current is not None:
        yield current
        # What was passed is taken out, so that bases in a circle come to an end.
        del known[current.id]
        current = known.get(current.base_id) if current.partial and current.base_id is not None else None


_PLACED = (
    select(Placement.revision_id, Placement.number, Placement.message_id)
    .join(Message, Message.id == Placement.message_id)
    .where(Placement.revision_id.in_(bindparam("revisions", expanding=True)))
    .where(Placement.kind == "patch", Placement.number.is_not(None))
    .order_by(Placement.number, Message.message_id)
)


def placed(session: Session, revisions: Collection[int]) -> Mapping[int, Sequence[Placed]]:
    """The patches of each of these revisions, by number."""
    result = defaultdict(list)
    for row in session.execute(_PLACED, {"revisions": revisions}):
        patch = Placed._make(row)
        result[patch.revision_id].append(patch)
    return result


def effective(line: Sequence[Posting], patches: Mapping[int, Sequence[Placed]]) -> Sequence[Placed]:
    """The patches of a revision, by number: its own, then those of its `lineage` that it does not bring itself."""
    taken: dict[int, Sequence[Placed]] = {}
    for posting in line:
        own = defaultdict(list)
        for patch in patches.get(posting.id, ()):
            own[patch.number].append(patch)
        taken = own | taken
    return tuple(patch for number in sorted(taken) for patch in taken[number])
