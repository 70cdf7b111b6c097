"""People, and the addresses that they write from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Address, Person


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address with the name that it first used, and when."""

    email: str
    name: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """One human (or robot) with all addresses, the first used first. `id` is as `app.models.Person.key`."""

    id: str
    name: str
    addresses: tuple[AddressRow, ...]


def people(session: Session, sought: str, *, limit: int, after: str | None = None) -> tuple[PersonSummary, ...]:
    """At most `limit` people in the order of their ids, those after the id `after`.

    `sought` is an address, which names one person, or part of a name or of an address; empty, it holds for everybody.
    """
    chosen = select(Person.id, Person.key, Person.name)
    if "@" in sought.removeprefix("@"):
        chosen = chosen.where(Person.id.in_(select(Address.person_id).where(Address.email == sought.lower())))
    elif sought:
        named = or_(Address.name.icontains(sought, autoescape=True), Address.email.icontains(sought, autoescape=True))
        chosen = chosen.where(Person.id.in_(select(Address.person_id).where(named)))
    if after is not None:
        chosen = chosen.where(Person.key > after)
    found = session.execute(chosen.order_by(Person.key).limit(limit)).all()
    addresses: defaultdict[int, list[AddressRow]] = defaultdict(list)
    theirs = select(Address.person_id, Address.email, Address.name, Address.since).where(
        Address.person_id.in_([row for row, *_ in found])
    )
    for person, email, name, since in session.execute(theirs.order_by(Address.since, Address.email)):
        addresses[person].append(AddressRow(email, name, since))
    return tuple(PersonSummary(key, name, tuple(addresses[row])) for row, key, name in found)
