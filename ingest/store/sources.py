"""Lists, their sources, and how far each source was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import Cursor, MailingList, Source
from ingest.store.sql import add, put


def open_list(session: Session, name: str, address: str) -> int:
    """The list's row id; the list is added where it is new."""
    add(session, MailingList, [{"name": name, "address": address or None}])
    if address:
        session.execute(update(MailingList).where(MailingList.name == name).values(address=address))
    return session.scalars(select(MailingList.id).where(MailingList.name == name)).one()


def open_source(session: Session, list_id: int, locator: str) -> int:
    """The row id of a list's source; it is added where it is new."""
    add(session, Source, [{"list_id": list_id, "locator": locator, "read_at": None}])
    return session.scalars(select(Source.id).where(Source.list_id == list_id, Source.locator == locator)).one()


def cursor(session: Session, source_id: int) -> dict[int, str]:
    """The last commit that was read, by epoch."""
    rows = session.execute(select(Cursor.epoch, Cursor.commit).where(Cursor.source_id == source_id))
    return dict(rows.all())


def advance(session: Session, source_id: int, positions: Mapping[int, str]) -> None:
    """Move the cursor of each epoch to a commit."""
    rows = [{"source_id": source_id, "epoch": epoch, "commit": commit} for epoch, commit in positions.items()]
    put(session, Cursor, rows, "source_id", "epoch")


def was_read(session: Session, source_id: int, now: dt.datetime) -> None:
    """Note that the source was read to its end."""
    session.execute(update(Source).where(Source.id == source_id).values(read_at=now))
