"""Every message with where it belongs and what it gives, in the order of the archive."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.errors import DocketError
from app.models import Copy, MailingList, Message, Placement, Revision, Series, Tag

# Messages read at once: memory stays the same however large the archive is.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One message; the fields are the keys of `docket export`.

    `series` and `revision` are opaque keys, None where the message is in none. What is part of a revision has its
    `version`, `number` (0 the cover) and `total`; what speaks about one has its `version` only. `tags` are
    (kind, email) of the tags that this very message gives: not those that a patch carries from others.
    """

    message_id: str
    kind: str
    series: str | None
    revision: str | None
    version: int | None
    number: int | None
    total: int | None
    parent: str | None
    tags: tuple[tuple[str, str], ...]


class _Found(NamedTuple):
    id: int
    received_at: dt.datetime
    message_id: str
    kind: str
    series: str | None
    revision: str | None
    version: int | None
    number: int | None
    total: int | None
    parent: str | None


def export(session: Session, list_name: str | None = None) -> Iterator[ExportRow]:
    """All messages, or those that a list carried, by (received_at, Message-ID).

    Raises DocketError where there is no such list.
    """
    query = (
        select(
            Message.id,
            Message.received_at,
            Message.message_id,
            func.coalesce(Placement.kind, Message.kind),
            Series.key,
            Revision.key,
            Revision.version,
            Placement.number,
            Revision.total,
            Message.parent,
        )
        .outerjoin(Placement, Placement.message_id == Message.id)
        .outerjoin(Revision, Revision.id == Placement.revision_id)
        .outerjoin(Series, Series.id == Revision.series_id)
        .order_by(Message.received_at, Message.message_id)
        .limit(BATCH)
    )
    if list_name is not None:
        query = query.where(exists().where(Copy.list_id == _list(session, list_name), Copy.message_id == Message.id))
    batch = [_Found._make(row) for row in session.execute(query)]
    while batch:
        tags = _tags(session, [found.id for found in batch])
        for found in batch:
            yield _row(found, tags)
        last = (batch[-1].received_at, batch[-1].message_id)
        after = query.where(tuple_(Message.received_at, Message.message_id) > last)
        batch = [_Found._make(row) for row in session.execute(after)]


def _row(found: _Found, tags: Mapping[int, Sequence[tuple[str, str]]]) -> ExportRow:
    return ExportRow(
        message_id=found.message_id,
        kind=found.kind,
        series=found.series,
        revision=found.revision,
        version=found.version,
        number=found.number,
        total=None if found.number is None else found.total,
        parent=found.parent,
        tags=tuple(dict.fromkeys(tags.get(found.id, ()))),
    )


def _tags(session: Session, messages: Collection[int]) -> Mapping[int, Sequence[tuple[str, str]]]:
    """What each of these messages gives: all that a reply says, of a patch only its sender's and author's own."""
    own = Tag.origin_id.is_(None) & or_(Tag.email == Message.from_email, Tag.email == Message.author_email)
    found = session.execute(
        select(Tag.message_id, Tag.kind, Tag.email)
        .join(Message, Message.id == Tag.message_id)
        .where(Tag.message_id.in_(messages), Tag.email != "", or_(Tag.how != "written", own))
        .order_by(Tag.message_id, Tag.position)
    )
    result = defaultdict(list)
    for message, kind, email in found:
        result[message].append((kind, email))
    return result


def _list(session: Session, name: str) -> int:
    found = dict(session.execute(select(MailingList.name, MailingList.id).order_by(MailingList.name)).all())
    if name not in found:
        raise DocketError(f"list: there is no list {name!r}; known: {', '.join(found) or 'none yet'}")
    return found[name]
