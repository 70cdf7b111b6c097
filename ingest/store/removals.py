"""Messages that an archive has taken out: withdrawn from every view, and kept from coming back by another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import (
    Announcement,
    Content,
    Copy,
    Message,
    Patch,
    PatchFile,
    Placement,
    Pulled,
    Remark,
    Removal,
    Revision,
    Tag,
)
from ingest.store import anchors, copies, findings, judgements, notes, people, series
from ingest.store.messages import Arrival
from ingest.store.sql import add, pieces


def without_removed(session: Session, list_id: int, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """The arrivals that the list's archive has not withdrawn. Other sources of a list must not bring back what its
    archive has taken out."""
    removed: set[str] = set()
    ids = {arrival.mail.message_id for arrival in arrivals if arrival.mail}
    for piece in pieces(ids):
        removed.update(
            session.scalars(select(Removal.message_id).where(Removal.list_id == list_id, Removal.message_id.in_(piece)))
        )
    return [arrival for arrival in arrivals if not arrival.mail or arrival.mail.message_id not in removed]


def restore(session: Session, list_id: int, message_ids: Iterable[str]) -> None:
    """The archive itself brings these messages (again), so they are withdrawn no longer."""
    for piece in pieces(message_ids):
        session.execute(delete(Removal).where(Removal.list_id == list_id, Removal.message_id.in_(piece)))


def withdraw(session: Session, list_id: int, message_ids: Iterable[str], now: dt.datetime) -> int:
    """Take messages out of a list, and out of the database where no other list has them. Gives how many were there."""
    count = 0
    for piece in pieces(sorted(set(message_ids))):
        add(session, Removal, [{"list_id": list_id, "message_id": each, "removed_at": now} for each in piece])
        there = list(session.scalars(select(Message.id).where(Message.message_id.in_(piece))))
        held = set(
            session.scalars(
                select(Copy.message_id).where(Copy.list_id == list_id, Copy.message_id.in_(there)).distinct()
            )
        )
        count += len(held)
        theirs = Copy.list_id == list_id, Copy.message_id.in_(held)
        contents = set(session.scalars(select(Copy.content_id).where(*theirs)))
        session.execute(delete(Copy).where(*theirs))
        _settle(session, held)
        _drop_contents(session, contents)
    return count


def vanished(session: Session, source_id: int, epoch: int, present: set[str]) -> list[str]:
    """Drop the copies of a rewritten epoch whose commits are gone; gives the messages that the source brings no
    longer."""
    rows = session.execute(
        select(Copy.id, Copy.locator, Copy.message_id, Copy.content_id).where(
            Copy.source_id == source_id, Copy.epoch == epoch
        )
    )
    gone: dict[int, tuple[int, int]] = {}
    kept: set[int] = set()
    for copy_id, locator, message_id, content_id in rows:
        if locator in present:
            kept.add(message_id)
        else:
            gone[copy_id] = (message_id, content_id)
    for piece in pieces({message_id for message_id, _ in gone.values()}):
        elsewhere = Copy.source_id == source_id, Copy.epoch != epoch, Copy.message_id.in_(piece)
        kept.update(session.scalars(select(Copy.message_id).where(*elsewhere)))
    replaced = {copy_id: each for copy_id, each in gone.items() if each[0] in kept}
    for piece in pieces(replaced):
        session.execute(delete(Copy).where(Copy.id.in_(piece)))
    copies.choose(session, {message_id for message_id, _ in replaced.values()})
    _drop_contents(session, {content_id for _, content_id in replaced.values()})
    found: list[str] = []
    for piece in pieces(sorted({message_id for message_id, _ in gone.values()} - kept)):
        found += session.scalars(select(Message.message_id).where(Message.id.in_(piece)))
    return found


def _settle(session: Session, message_ids: set[int]) -> None:
    """Delete what no copy is left of; what has one is read from its best copy, and shown on the lists it has left."""
    left = set(session.scalars(select(Copy.message_id).where(Copy.message_id.in_(message_ids))))
    copies.choose(session, left)
    series.refresh(session, series.of_messages(session, left))
    gone = message_ids - left
    if not gone:
        return
    titles = select(Pulled.title).where(Pulled.message_id.in_(gone))
    series.touch(session, series.with_titles(session, session.scalars(titles)))
    thread_ids = notes.thread_ids(session, gone)
    writers = set(session.scalars(select(Message.from_email).where(Message.id.in_(gone))))
    # The threads are placed anew without them, so nothing that grouping made of these threads is kept.
    series.drop(session, session.scalars(select(Revision.id).where(Revision.thread_id.in_(thread_ids))).all())
    anchors.clear(session, session.scalars(select(Placement.message_id).where(Placement.target_id.in_(gone))).all())
    session.execute(update(Placement).where(Placement.target_id.in_(gone)).values(target_id=None, unanchored=False))
    session.execute(update(Tag).where(Tag.origin_id.in_(gone)).values(origin_id=None))
    for piece in pieces(gone):
        judgements.forget(session, piece)
        findings.forget(session, piece)
    for model in (Placement, PatchFile, Patch, Tag, Remark, Announcement, Pulled):
        session.execute(delete(model).where(model.message_id.in_(gone)))
    session.execute(delete(Message).where(Message.id.in_(gone)))
    people.recall(session, writers)
    notes.rethread(session, thread_ids)


def _drop_contents(session: Session, content_ids: Iterable[int]) -> None:
    """Delete bytes that no copy refers to any more."""
    for piece in pieces(sorted(content_ids)):
        used = set(session.scalars(select(Copy.content_id).where(Copy.content_id.in_(piece))))
        used |= set(session.scalars(select(Message.content_id).where(Message.content_id.in_(piece))))
        session.execute(delete(Content).where(Content.id.in_(set(piece) - used)))
