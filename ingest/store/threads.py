"""Which thread a message belongs to: merged as mails come, taken apart anew when one goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.models import Message, Revision, Thread, ThreadNode
from ingest.facts import Mail, Note
from ingest.group.submission import MOST_PATCHES, SESSION
from ingest.group.thread import Unions
from ingest.store.sql import add, pieces


def assign(session: Session, mails: Sequence[Mail | Note]) -> dict[str, int]:
    """The thread of each mail by Message-ID; threads that a mail ties together become one. All are marked dirty."""
    unions: Unions[str] = Unions()
    for mail in mails:
        unions.find(mail.message_id)
        for reference in mail.references:
            unions.join(mail.message_id, reference)
    _join_unthreaded(session, mails, unions)
    threads: dict[str, int] = {}
    for piece in pieces(sorted(each for ids in unions.sets().values() for each in ids)):
        rows = session.execute(
            select(ThreadNode.message_id, ThreadNode.thread_id).where(ThreadNode.message_id.in_(piece))
        )
        threads.update(rows.all())
    first: dict[int, str] = {}
    for message_id, thread_id in threads.items():
        unions.join(message_id, first.setdefault(thread_id, message_id))
    sets = list(unions.sets().values())
    known = [sorted({threads[each] for each in ids if each in threads}) for ids in sets]
    fresh = iter(_new_threads(session, sum(not ids for ids in known)))
    nodes = []
    assigned: dict[str, int] = {}
    for ids, thread_ids in zip(sets, known, strict=True):
        thread_id = thread_ids[0] if thread_ids else next(fresh)
        if len(thread_ids) > 1:
            _merge(session, thread_id, thread_ids[1:])
        for message_id in ids:
            assigned[message_id] = thread_id
            if message_id not in threads:
                nodes.append({"message_id": message_id, "thread_id": thread_id})
    add(session, ThreadNode, nodes)
    mark_dirty(session, assigned.values())
    return {mail.message_id: assigned[mail.message_id] for mail in mails}


def mark_dirty(session: Session, thread_ids: Iterable[int]) -> None:
    """Ask for the places in these threads to be found anew."""
    for piece in pieces(sorted(set(thread_ids))):
        session.execute(update(Thread).where(Thread.id.in_(piece)).values(dirty=True))


def rethread(session: Session, thread_ids: Iterable[int], mails: Sequence[Mail | Note]) -> None:
    """Take threads apart and thread what is left of them anew; `mails` are all their messages that remain."""
    for piece in pieces(sorted(set(thread_ids))):
        session.execute(delete(ThreadNode).where(ThreadNode.thread_id.in_(piece)))
    for message_id, thread_id in assign(session, mails).items():
        session.execute(update(Message).where(Message.message_id == message_id).values(thread_id=thread_id))
    mark_dirty(session, thread_ids)


def _new_threads(session: Session, count: int) -> list[int]:
    if not count:
        return []
    return list(session.scalars(insert(Thread).returning(Thread.id), [{"dirty": True}] * count))


def _merge(session: Session, into: int, others: list[int]) -> None:
    # The oldest thread takes in the others: it is the longest one, as a rule, so the fewest rows change.
    for model in (ThreadNode, Message, Revision):
        session.execute(update(model).where(model.thread_id.in_(others)).values(thread_id=into))
    # What lies in one thread is evidence, so revisions that do so only now are to be linked anew.
    session.execute(update(Revision).where(Revision.thread_id == into).values(fresh=True))
    session.execute(delete(Thread).where(Thread.id.in_(others)))


def _join_unthreaded(session: Session, mails: Sequence[Mail | Note], unions: Unions[str]) -> None:
    """Patches of one series that were sent without threading (`git send-email --no-thread`) go into one thread.

    Two of them belong together if sender, version and count agree, their numbers differ, at least one of them is
    no cover, and not more than a session lies between them. That depends on the two alone, not on their order.
    """
    alone = [mail for mail in mails if _unthreaded(mail)]
    stored: list[tuple[str, str, int, int, int | None, int | None, dt.datetime]] = []
    for mail in alone:
        rows = session.execute(
            select(
                Message.message_id,
                Message.from_email,
                Message.version,
                Message.minor,
                Message.total,
                Message.number,
                Message.date,
            ).where(
                Message.from_email == mail.sender.email,
                Message.date.between(mail.date - SESSION, mail.date + SESSION),
                Message.references == "",
                Message.total == mail.subject.total,
                Message.kind.in_(("patch", "cover")),
            )
        )
        stored += rows
    stored += [
        (
            mail.message_id,
            mail.sender.email,
            mail.subject.version,
            mail.subject.minor,
            mail.subject.total,
            mail.subject.number,
            mail.date,
        )
        for mail in alone
    ]
    groups: dict[tuple[object, ...], list[tuple[dt.datetime, int, str]]] = {}
    for message_id, email, version, minor, total, number, date in stored:
        if total is not None and number is not None:
            groups.setdefault((email, version, minor, total), []).append((date, number, message_id))
    for group in groups.values():
        group.sort()
        for place, (date, number, message_id) in enumerate(group):
            for later, other_number, other in group[place + 1 : place + 1 + MOST_PATCHES]:
                if later - date > SESSION:
                    break
                if number != other_number:
                    unions.join(message_id, other)


def _unthreaded(mail: Mail | Note) -> bool:
    total = mail.subject.total
    return mail.kind in ("patch", "cover") and not mail.references and total is not None and total > 1
