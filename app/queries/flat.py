"""A whole thread, message by message in order of time, with what each of them says."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.models import Content, Message
from app.queries.text import is_text


@dataclass(frozen=True, slots=True)
class FlatMessage:
    """A message of the thread. `raw` is the beginning of its bytes, `size` how many there are; `parent_id` is the
    Message-ID that it answers."""

    message_id: str
    subject: str
    name: str
    email: str
    date: dt.datetime
    parent_id: str | None
    size: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class FlatThread:
    """Some messages of a thread, the first sent first. `total` is how many there are in it, `before` how many were sent
    before these, `more` says that others follow."""

    messages: tuple[FlatMessage, ...]
    total: int
    before: int
    more: bool


_THREAD = select(Message.thread_id).where(Message.message_id == bindparam("name")).scalar_subquery()
_SIZE = select(func.count()).where(Message.thread_id == _THREAD)
_LAST = select(Message.date).where(Message.message_id == bindparam("after"), Message.thread_id == _THREAD)
_MESSAGES = (
    select(
        Message.message_id,
        Message.subject,
        Message.from_name,
        Message.from_email,
        Message.date,
        Message.parent,
        Content.size,
        Content.data,
    )
    .join(Content, Content.id == Message.content_id)
    .where(Message.thread_id == _THREAD)
    .order_by(Message.date, Message.message_id)
    .limit(bindparam("limit"))
)
_DATE = bindparam("date", type_=Message.date.type)
_GOES_ON = or_(Message.date > _DATE, and_(Message.date == _DATE, Message.message_id > bindparam("after")))


def flat(session: Session, name: str, *, limit: int, length: int, after: str | None = None) -> FlatThread | None:
    """At most `limit` messages of the thread that the message `name` is in, with the first `length` bytes of each;
    those that were sent after its message `after`. None where there is no such message, or no such `after`."""
    if not is_text(name) or not is_text(after or ""):
        return None
    asked: dict[str, Any] = {"name": name, "limit": limit + 1}
    total = session.scalar(_SIZE, asked) or 0
    statement, passed = _MESSAGES, 0
    if after is not None:
        asked |= {"after": after, "date": session.scalar(_LAST, asked | {"after": after})}
        if asked["date"] is None:
            return None
        statement = _MESSAGES.where(_GOES_ON)
        passed = total - (session.scalar(_SIZE.where(_GOES_ON), asked) or 0)
    found = session.execute(statement, asked).all()
    if not found:
        return None
    messages = tuple(
        FlatMessage(message_id, subject, name, email, date, parent, size, zlib.decompressobj().decompress(data, length))
        for message_id, subject, name, email, date, parent, size, data in found[:limit]
    )
    return FlatThread(messages, total, passed, len(found) > limit)
