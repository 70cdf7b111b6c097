"""The steps of ingest, in order.

    read      a source gives raw mails                            ingest.source
    parse     workers take them apart                             ingest.worker, ingest.parse
    store     messages, copies, people, threads, and the cursor   ingest.store.messages, .threads
    reparse   messages whose best copy or parser has changed      ingest.store.messages
    place     dirty threads are split into submissions            ingest.group.submission, ingest.store.places
    link      fresh revisions find their earlier versions         ingest.group.version, ingest.store.versions
    anchor    remarks find their lines in the patches             ingest.parse.anchor, ingest.store.anchors
    compare   versions of a series with the next ones             ingest.compare, ingest.store.comparisons
    classify  remarks get an act, a severity and labels           ingest.classify, ingest.store.findings
    derive    where each series stands, what its objections became   app.rules, app.derive

Every step commits as it goes and leaves a mark on what is still to do (a cursor, a dirty thread, a fresh revision, an
unanchored reply, an uncompared series, an unclassified remark, a stale series), so a run that was killed anywhere is
finished by the next one.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app import db, derive
from app.errors import DocketError
from app.models import Revision, Series
from app.rules.finding import LOST
from ingest import arrive, classify
from ingest.facts import Compared
from ingest.jobs import ClassifyJob
from ingest.source import Source
from ingest.source.public_inbox import PublicInbox
from ingest.store import anchors, comparisons, findings, messages, places, removals, sources, versions
from ingest.store.messages import Arrival, Tally
from ingest.workers import Lost, Workers

J = TypeVar("J")
K = TypeVar("K")
# (step, done, of how many as far as that is known)
Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Report(Tally):
    """What one run has read and made; `series`, `revisions` and `objections` are those that are new."""

    read: int = 0
    removed: int = 0
    series: int = 0
    revisions: int = 0
    objections: int = 0

    def __iadd__(self, other: Report) -> Report:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self

    def numbers(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Engine:
    """What every run needs: the database, the workers, the time that it is, whom to tell how far it is, and whether
    remarks are classified in this run or left for a later one."""

    database: sessionmaker[Session]
    workers: Workers
    now: dt.datetime
    progress: Progress
    classify: bool = True


def ingest(engine: Engine, name: str, address: str, source: Source, since: dt.datetime | None = None) -> Report:
    """Bring the database up to date with one source of the list `name`. Mails that arrived before `since` are passed
    over. Raises SourceError where the source breaks off; what it gave until then is kept."""
    report = Report()
    before = _counts(engine)
    with db.writing(engine.database) as session:
        list_id = sources.open_list(session, name, address)
        source_id = sources.open_source(session, list_id, source.locator)
        cursor = sources.cursor(session, source_id)
    rewritten = source.rewritten(cursor)
    total = source.count(cursor)
    with_history = isinstance(source, PublicInbox)
    ends: dict[int, str] = {}
    for batch in arrive.batches(engine.database, source.mails(cursor), engine.workers):
        with db.writing(engine.database) as session:
            _store(session, list_id, source_id, batch, with_history, report, engine.now, since)
            ends |= {each.epoch: each.locator for each in batch}
            if with_history:
                # A rewritten epoch keeps its old cursor until it was read to its end.
                sources.advance(session, source_id, {e: end for e, end in ends.items() if e not in rewritten})
        report.read += len(batch)
        engine.progress("read", report.read, total)
    with db.writing(engine.database) as session:
        for epoch, present in rewritten.items():
            # An epoch that is gone as a whole was mislaid rather than withdrawn.
            if present:
                lost = removals.vanished(session, source_id, epoch, present)
                report.removed += removals.withdraw(session, list_id, lost, engine.now)
                sources.advance(session, source_id, {e: end for e, end in ends.items() if e == epoch})
        sources.was_read(session, source_id, engine.now)
    report.objections = settle(engine)
    report.series, report.revisions = (after - old for after, old in zip(_counts(engine), before, strict=True))
    return report


def _store(
    session: Session,
    list_id: int,
    source_id: int,
    batch: Sequence[Arrival],
    with_history: bool,
    report: Report,
    now: dt.datetime,
    since: dt.datetime | None,
) -> None:
    """Store a batch in the order of the archive: what it adds and what it withdraws."""
    for removed, run in itertools.groupby(batch, key=lambda each: each.removed):
        arrivals = [each for each in run if not (since and each.mail and each.mail.received_at < since)]
        ids = [each.mail.message_id for each in arrivals if each.mail]
        if removed:
            report.removed += removals.withdraw(session, list_id, ids, now)
            continue
        if with_history:
            removals.restore(session, list_id, ids)
        messages.store(session, list_id, source_id, removals.without_removed(session, list_id, arrivals), report)


def settle(engine: Engine) -> int:
    """Do all that is marked as still to do. Gives how many remarks have become objections."""
    while jobs := _read(engine, messages.stale, messages.STALE):
        answers = engine.workers.run(job for _, job in jobs)
        parsed = [
            (row, arrive.lost(job) if isinstance(answer, Lost) else answer[0])
            for (row, job), answer in zip(jobs, answers, strict=True)
        ]
        with db.writing(engine.database) as session:
            messages.rewrite(session, parsed)
    _repeat(engine, "place", places.THREADS, places.dirty, places.place)
    _repeat(engine, "link", versions.REVISIONS, versions.fresh, versions.link)
    done = 0
    while replies := _read(engine, anchors.wanted, anchors.REPLIES):
        found = list(engine.workers.run(job for _, job in replies))
        with db.writing(engine.database) as session:
            pairs = zip(replies, found, strict=True)
            anchors.write(session, [(row, [] if isinstance(each, Lost) else each) for (row, _), each in pairs])
        done += len(replies)
        engine.progress("anchor", done, None)
    _compare(engine)
    objections = _classify(engine) if engine.classify else 0
    judge(engine)
    return objections


def judge(engine: Engine) -> None:
    """Derive where those series stand that something has changed for."""
    with db.writing(engine.database) as session:
        derive.outdated(session)
    _repeat(engine, "derive", derive.SERIES, derive.stale, derive.derive)


def _compare(engine: Engine) -> None:
    done = 0
    while wanted := _read(engine, comparisons.wanted, comparisons.SERIES):
        found = list(engine.workers.run(job for _, job in wanted))
        nothing = Compared((), ())
        compared = [
            (each, [nothing] * len(each.pairs) if isinstance(answer, Lost) else answer)
            for (each, _), answer in zip(wanted, found, strict=True)
        ]
        with db.writing(engine.database) as session:
            comparisons.write(session, compared)
        done += len(wanted)
        engine.progress("compare", done, None)


def _classify(engine: Engine) -> int:
    """Classify what nobody has classified, then what another version of the classifier has."""
    with db.writing(engine.database) as session:
        ours = findings.classifier(session, classify.version())
    done = new = 0
    while remarks := _read(engine, lambda session, limit: findings.wanted(session, ours, limit), findings.REMARKS):
        if not done:
            try_classifier(engine.workers)
        found = engine.workers.run(job for _, job in remarks)
        pairs = zip(remarks, found, strict=True)
        held = [(place, job, LOST if isinstance(each, Lost) else each) for (place, job), each in pairs]
        with db.writing(engine.database) as session:
            new += findings.write(session, ours, held)
        done += len(remarks)
        engine.progress("classify", done, None)
    return new


def try_classifier(workers: Workers, with_encoder: bool = True) -> None:
    """Raise DocketError where the model does not load, for which no remark is to blame."""
    if any(isinstance(each, Lost) for each in workers.run([ClassifyJob("", "", "unknown", with_encoder)])):
        raise DocketError("the classifier does not load; its message stands above")


def _repeat(
    engine: Engine,
    step: str,
    size: int,
    find: Callable[[Session, int], list[int]],
    do: Callable[[Session, Sequence[int]], object],
) -> None:
    done = 0
    while True:
        with db.writing(engine.database) as session:
            if not (ids := find(session, size)):
                return
            do(session, ids)
        done += len(ids)
        engine.progress(step, done, None)


def _read(engine: Engine, find: Callable[[Session, int], list[tuple[K, J]]], limit: int) -> list[tuple[K, J]]:
    with engine.database() as session:
        return find(session, limit)


def _counts(engine: Engine) -> tuple[int, int]:
    with engine.database() as session:
        return (
            session.scalar(select(func.count()).select_from(Series)) or 0,
            session.scalar(select(func.count()).select_from(Revision)) or 0,
        )
