"""One message: what it says, where it belongs, and its bytes."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Content, Copy, MailingList, Message, Placement, Revision, Series, Tag
from app.queries.remarks import RemarkRow, remarks
from app.queries.text import is_text

# What one page shows of a message's surroundings. A mail may carry 10,000 trailers, and 10,000 may answer it.
LIMIT = 200


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A message that another one refers to or is referred to by."""

    message_id: str
    subject: str
    name: str
    email: str
    date: dt.datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where grouping put a message: the version of a series, and its number there (0 is the cover letter).

    `number` is None for what is not part of the version but speaks about it; `about` is then the patch or cover
    letter that it speaks about, where that is known. `series` and `revision` are keys; `series` is None for a
    version that is not in a series yet.
    """

    series: str | None
    title: str
    revision: str
    version: int
    minor: int
    number: int | None
    total: int
    about: Neighbour | None


@dataclass(frozen=True, slots=True)
class GivenTag:
    """A trailer as this message has it; `how` as in `app.models.Tag`, `origin` the reply that it was first given in."""

    kind: str
    value: str
    name: str
    email: str
    how: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message without its bytes, of which there are `size`; they are at `/messages/{message_id}/raw`.

    `parent_id` is the Message-ID that it answers; `parent` is None where that was never seen. `problem` says why it
    could not be read whole. A message may have more replies, tags and remarks than are given.
    """

    message_id: str
    kind: str
    subject: str
    name: str
    email: str
    date: dt.datetime
    problem: str | None
    size: int
    lists: tuple[str, ...]
    place: Place | None
    parent_id: str | None
    parent: Neighbour | None
    replies: tuple[Neighbour, ...]
    tags: tuple[GivenTag, ...]
    remarks: tuple[RemarkRow, ...]


@dataclass(frozen=True, slots=True)
class MessageWhole(MessageFacts):
    """A message; `raw` is the beginning of its bytes, at most as many as were asked for. At most `LIMIT` each of
    `replies`, `tags` and `remarks` are given."""

    raw: bytes


def whole(session: Session, message_id: str, *, limit: int) -> MessageWhole | None:
    """The message with this Message-ID (without angle brackets) and the first `limit` bytes of it."""
    if not is_text(message_id):
        return None
    about = aliased(Message)
    found = session.execute(
        select(Message, Placement, Content, Revision, Series, about)
        .join(Content, Content.id == Message.content_id)
        .outerjoin(Placement, Placement.message_id == Message.id)
        .outerjoin(Revision, Revision.id == Placement.revision_id)
        .outerjoin(Series, Series.id == Revision.series_id)
        .outerjoin(about, about.id == Placement.target_id)
        .where(Message.message_id == message_id)
    ).first()
    if found is None:
        return None
    message, placement, content, revision, series, target = found
    place = None
    if revision is not None:
        place = Place(
            series=series.key if series else None,
            title=series.title if series else revision.title,
            revision=revision.key,
            version=revision.version,
            minor=revision.minor,
            number=placement.number,
            total=revision.total,
            about=_neighbour(target) if target else None,
        )
    parent, replies = _around(session, message)
    return MessageWhole(
        message_id=message.message_id,
        kind=placement.kind if placement else message.kind,
        subject=message.subject,
        name=message.from_name,
        email=message.from_email,
        date=message.date,
        problem=message.problem,
        size=content.size,
        raw=zlib.decompressobj().decompress(content.data, limit),
        lists=_lists(session, message),
        place=place,
        parent_id=message.parent,
        parent=parent,
        replies=replies,
        tags=_tags(session, message),
        remarks=remarks(session, message.id, limit=LIMIT),
    )


def raw(session: Session, message_id: str) -> bytes | None:
    """The bytes of a message as they came."""
    if not is_text(message_id):
        return None
    data = session.scalar(
        select(Content.data).join(Message, Message.content_id == Content.id).where(Message.message_id == message_id)
    )
    return None if data is None else zlib.decompress(data)


def _neighbour(message: Message) -> Neighbour:
    return Neighbour(message.message_id, message.subject, message.from_name, message.from_email, message.date)


def _around(session: Session, message: Message) -> tuple[Neighbour | None, tuple[Neighbour, ...]]:
    rows = session.scalars(
        select(Message)
        .where(or_(Message.message_id == message.parent, Message.parent == message.message_id))
        .where(Message.id != message.id)
        .order_by(Message.message_id != message.parent, Message.date, Message.message_id)
        .limit(LIMIT + 1)
    )
    around = [_neighbour(row) for row in rows]
    parent = next((each for each in around if each.message_id == message.parent), None)
    return parent, tuple(each for each in around if each is not parent)[:LIMIT]


def _lists(session: Session, message: Message) -> tuple[str, ...]:
    names = select(MailingList.name).join(Copy, Copy.list_id == MailingList.id).where(Copy.message_id == message.id)
    return tuple(session.scalars(names.distinct().order_by(MailingList.name)))


def _tags(session: Session, message: Message) -> tuple[GivenTag, ...]:
    origin = aliased(Message)
    rows = session.execute(
        select(Tag.kind, Tag.value, Tag.name, Tag.email, Tag.how, origin.message_id)
        .outerjoin(origin, origin.id == Tag.origin_id)
        .where(Tag.message_id == message.id)
        .order_by(Tag.position)
        .limit(LIMIT)
    )
    return tuple(GivenTag(*row) for row in rows)
