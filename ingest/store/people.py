"""Addresses and people: who wrote, by the name that each address used first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import derive
from app.models import Address, Message, Person
from ingest.facts import Mail
from ingest.store import series
from ingest.store.sql import add, pieces, put


def key(name: str, email: str) -> str:
    """What tells one person from another: see `app.models.Person`."""
    words = name.lower().split()
    return " ".join(words) if len(words) > 1 else email


def remember(session: Session, mails: Iterable[Mail]) -> None:
    """Note the senders of mails. Of several names of an address the earliest counts, whenever it was read."""
    first: dict[str, tuple[dt.datetime, str]] = {}
    for mail in mails:
        email, candidate = mail.sender.email, (mail.date, mail.sender.name)
        if email and (email not in first or candidate < first[email]):
            first[email] = candidate
    for piece in pieces(first):
        rows = session.execute(select(Address.email, Address.since, Address.name).where(Address.email.in_(piece)))
        for email, since, name in rows:
            if (since, name) <= first[email]:
                del first[email]
    _write(session, first)


def recall(session: Session, emails: Iterable[str]) -> None:
    """Look again at addresses some of whose messages are gone or say something else now; one that wrote none of those
    that are left goes too."""
    first: dict[str, tuple[dt.datetime, str]] = {}
    emails = {email for email in emails if email}
    for piece in pieces(sorted(emails)):
        since = (
            select(Message.from_email, func.min(Message.date).label("since"))
            .where(Message.from_email.in_(piece))
            .group_by(Message.from_email)
            .subquery()
        )
        # Databases differ in how they sort names; here and in `remember` it is Python that compares them.
        for email, date, name in session.execute(
            select(Message.from_email, Message.date, Message.from_name).join(
                since, (since.c.from_email == Message.from_email) & (since.c.since == Message.date)
            )
        ):
            first[email] = min(first.get(email, (date, name)), (date, name))
    gone = sorted(emails - first.keys())
    owners: set[int] = set()
    derive.mark(session, series.of_people(session, gone))
    for piece in pieces(gone):
        owners.update(session.scalars(select(Address.person_id).where(Address.email.in_(piece))))
        session.execute(delete(Address).where(Address.email.in_(piece)))
    _name(session, owners)
    _write(session, first)


def _write(session: Session, first: dict[str, tuple[dt.datetime, str]]) -> None:
    if not first:
        return
    keys = {email: key(name, email)[:255] for email, (_, name) in first.items()}
    add(session, Person, [{"key": each, "name": ""} for each in sorted(set(keys.values()))])
    ids: dict[str, int] = {}
    for piece in pieces(sorted(set(keys.values()))):
        ids.update(session.execute(select(Person.key, Person.id).where(Person.key.in_(piece))).all())
    before: dict[str, tuple[str, int]] = {}
    for piece in pieces(first):
        rows = session.execute(select(Address.email, Address.name, Address.person_id).where(Address.email.in_(piece)))
        before.update({email: (name, person) for email, name, person in rows})
    now = {email: (name, ids[keys[email]]) for email, (_, name) in first.items()}
    # Whether two addresses are one person's bears on where a series stands.
    derive.mark(session, series.of_people(session, {email for email in now if before.get(email) != now[email]}))
    put(
        session,
        Address,
        [
            {"email": email, "name": name, "since": since, "person_id": ids[keys[email]]}
            for email, (since, name) in first.items()
        ],
        "email",
    )
    _name(session, {person for _, person in before.values()} | set(ids.values()))


def _name(session: Session, person_ids: Iterable[int]) -> None:
    """A person is called as the address called itself that wrote first; one without addresses goes."""
    for piece in pieces(sorted(person_ids)):
        rank = func.row_number().over(partition_by=Address.person_id, order_by=(Address.since, Address.email))
        ranked = (
            select(Address.person_id, Address.name, rank.label("place")).where(Address.person_id.in_(piece)).subquery()
        )
        names = dict(session.execute(select(ranked.c.person_id, ranked.c.name).where(ranked.c.place == 1)).all())
        if names:
            session.execute(update(Person), [{"id": each, "name": name} for each, name in names.items()])
        empty = [each for each in piece if each not in names]
        if empty:
            session.execute(delete(Person).where(Person.id.in_(empty)))
