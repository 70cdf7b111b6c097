"""From raw mails to arrivals: what is stored already is passed by, the rest goes through the workers, in order."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session, sessionmaker

from ingest.facts import Mail, Person, RawMail, Subject
from ingest.jobs import ParseJob, cut_short
from ingest.store import messages
from ingest.store.messages import Arrival
from ingest.workers import Lost, Workers

# Mails stored in one transaction, and the bytes that so many may have together.
MAILS = 400
BYTES = 8 * 1024 * 1024

_MESSAGE_ID = re.compile(rb"^message-id:\s{0,9}<([!-;=?-~]{1,250})>", re.IGNORECASE | re.MULTILINE)


def batches(database: sessionmaker[Session], raws: Iterable[RawMail], workers: Workers) -> Iterator[list[Arrival]]:
    """Arrivals in the order of the source, in lots for one transaction each."""
    waiting: deque[tuple[RawMail, bytes]] = deque()
    answers = workers.run(_jobs(database, raws, waiting))
    lot: list[Arrival] = []
    weight = 0
    for answer in answers:
        raw, digest = waiting.popleft()
        if isinstance(answer, Lost):
            answer = lost(ParseJob(raw.raw, raw.archived_at)), zlib.compress(raw.raw)
        mail, data = answer
        lot.append(Arrival(raw.epoch, raw.locator, raw.removed, digest, raw.size or len(raw.raw), mail, data))
        weight += len(data or b"")
        if len(lot) == MAILS or weight > BYTES:
            yield lot
            lot, weight = [], 0
    if lot:
        yield lot


def _jobs(
    database: sessionmaker[Session], raws: Iterable[RawMail], waiting: deque[tuple[RawMail, bytes]]
) -> Iterator[ParseJob]:
    removing = False
    for lot in _lots(raws):
        digests = [hashlib.sha256(raw.raw).digest() for raw in lot]
        with database() as session:
            known = messages.known(session, digests)
        for raw, digest in zip(lot, digests, strict=True):
            # A withdrawn mail's bytes may be gone by the time that the same bytes come again.
            removing = removing or raw.removed
            waiting.append((raw, digest))
            if digest in known and not removing:
                yield ParseJob(None, None)
            else:
                yield ParseJob(raw.raw, raw.archived_at, cut_short(raw.size, len(raw.raw)))


def _lots(raws: Iterable[RawMail]) -> Iterator[list[RawMail]]:
    lot: list[RawMail] = []
    weight = 0
    for raw in raws:
        lot.append(raw)
        weight += len(raw.raw)
        if len(lot) == MAILS or weight > BYTES:
            yield lot
            lot, weight = [], 0
    if lot:
        yield lot


def lost(job: ParseJob) -> Mail:
    """The least that can be said of a mail that has cost a worker its life."""
    raw = job.raw or b""
    found = _MESSAGE_ID.search(raw[: 64 * 1024])
    at = job.archived_at or dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
    return Mail(
        message_id=found.group(1).decode() if found else f"none-{hashlib.sha256(raw).hexdigest()[:40]}@docket.invalid",
        subject=Subject(""),
        subject_line="",
        sender=Person("", ""),
        munged=False,
        date=at,
        received_at=at,
        parent=None,
        references=(),
        recipients=(),
        kind="other",
        problem="could not be read: the worker died over it",
    )
