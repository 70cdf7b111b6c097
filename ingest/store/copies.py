"""The copies of a message: what each source brought of it, and which one the message is read from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import Content, Copy, Message
from ingest.store.sql import pieces


class Seen(NamedTuple):
    """What bytes were found to be: whose copy, whether its From was rewritten, when it arrived. Of two, the lesser
    counts: the one that this source brought rather than a `foreign` one, then the earlier."""

    foreign: bool
    received_at: dt.datetime
    munged: bool
    message_id: int


def seen(session: Session, source_id: int, content_ids: Iterable[int]) -> dict[int, Seen]:
    """The stored copies of these contents, by content: from this source, else from any other."""
    found: dict[int, Seen] = {}
    for piece in pieces(content_ids):
        rows = session.scalars(select(Copy).where(Copy.content_id.in_(piece))).all()
        for copy in rows:
            this = Seen(copy.source_id != source_id, copy.received_at, copy.munged, copy.message_id)
            found[copy.content_id] = min(found.get(copy.content_id, this), this)
    return found


def on_list(session: Session, list_id: int, message_ids: Iterable[int]) -> set[int]:
    """Those of the messages that the list has brought."""
    found: set[int] = set()
    for piece in pieces(message_ids):
        found.update(
            session.scalars(select(Copy.message_id).where(Copy.list_id == list_id, Copy.message_id.in_(piece)))
        )
    return found


def choose(session: Session, message_ids: Iterable[int]) -> None:
    """See that each message is read from its best copy: one with the sender's own From, else the earliest, else by
    digest. Where another copy turns out better, or to have come earlier, the message asks to be parsed again."""
    for piece in pieces(sorted(message_ids)):
        rows = session.execute(
            select(Copy.message_id, Copy.content_id, Copy.munged, Copy.received_at, Content.sha256)
            .join(Content, Content.id == Copy.content_id)
            .where(Copy.message_id.in_(piece))
        )
        best: dict[int, tuple[bool, dt.datetime, bytes, int]] = {}
        for message_id, content_id, munged, received_at, sha256 in rows:
            candidate = (munged, received_at, sha256, content_id)
            best[message_id] = min(best.get(message_id, candidate), candidate)
        current = session.execute(
            select(Message.id, Message.content_id, Message.received_at).where(Message.id.in_(best))
        )
        now = {message_id: (content_id, received_at) for message_id, content_id, received_at in current}
        for message_id, (_, received_at, _, content_id) in best.items():
            if now[message_id] != (content_id, received_at):
                session.execute(update(Message).where(Message.id == message_id).values(content_id=content_id, parser=0))
