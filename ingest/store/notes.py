"""Stored messages as the notes that threading and grouping work on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Message
from ingest.facts import Note, Person, Subject, VersionLink
from ingest.store import threads
from ingest.store.sql import pieces

_COLUMNS = (
    Message.id,
    Message.thread_id,
    Message.message_id,
    Message.parent,
    Message.references,
    Message.kind,
    Message.from_name,
    Message.from_email,
    Message.author_name,
    Message.author_email,
    Message.date,
    Message.title,
    Message.version,
    Message.minor,
    Message.number,
    Message.total,
    Message.prefixes,
    Message.marks,
    Message.change_id,
    Message.version_links,
)


def of_threads(session: Session, thread_ids: Iterable[int]) -> dict[int, list[Note]]:
    """The notes of each thread."""
    found: dict[int, list[Note]] = {}
    for piece in pieces(sorted(set(thread_ids))):
        for row in session.execute(select(*_COLUMNS).where(Message.thread_id.in_(piece))):
            found.setdefault(row.thread_id, []).append(_note(row))
    return found


def thread_ids(session: Session, message_ids: Iterable[int]) -> set[int]:
    """The threads of messages given by row id."""
    found: set[int] = set()
    for piece in pieces(message_ids):
        found.update(session.scalars(select(Message.thread_id).where(Message.id.in_(piece))))
    return found


def rethread(session: Session, ids: Iterable[int]) -> None:
    """Thread the messages of these threads anew, from what they say now."""
    ids = set(ids)
    left = [note for notes in of_threads(session, ids).values() for note in notes]
    threads.rethread(session, ids, sorted(left, key=lambda note: note.message_id))


def _note(row: Any) -> Note:
    marks = row.marks.split()
    return Note(
        id=row.id,
        message_id=row.message_id,
        parent=row.parent,
        references=tuple(row.references.split()),
        kind=row.kind,
        sender=Person(row.from_name, row.from_email),
        author=Person(row.author_name, row.author_email) if row.author_email else None,
        date=row.date,
        subject=Subject(
            title=row.title,
            version=row.version,
            minor=row.minor,
            version_stated="stated" in marks,
            number=row.number,
            total=row.total,
            prefixes=tuple(row.prefixes.split()),
            reply="reply" in marks,
            patch="patch" in marks,
            rfc="rfc" in marks,
            resend="resend" in marks,
        ),
        diffstat="diffstat" in marks,
        has_diff="diff" in marks,
        change_id=row.change_id,
        version_links=tuple(
            VersionLink(message_id, version) for message_id, version in json.loads(row.version_links or "[]")
        ),
    )
