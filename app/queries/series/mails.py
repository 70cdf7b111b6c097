"""Who wrote the mails of a series: its parts, and what was said about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.models import Address, Message, Placement


class Written(NamedTuple):
    """A mail. `number` is its place in the revision where it is part of it, `author` that of a patch by another than
    its sender."""

    message_id: str
    number: int | None
    sender: str
    sender_person: int | None
    author: str | None
    author_person: int | None

    @property
    def people(self) -> frozenset[int | str]:
        """Sender and author, told apart as `Given.who` does it."""
        return frozenset(who for who in (self.sender_person or self.sender, self.author_person or self.author) if who)


_sender, _author = aliased(Address), aliased(Address)
_WRITTEN = (
    select(
        Message.id,
        Message.message_id,
        Placement.number,
        Message.from_email,
        _sender.person_id,
        Message.author_email,
        _author.person_id,
    )
    .join(Placement, Placement.message_id == Message.id)
    .outerjoin(_sender, _sender.email == Message.from_email)
    .outerjoin(_author, _author.email == Message.author_email)
    .where(Placement.revision_id.in_(bindparam("revisions", expanding=True)))
)


def mails(session: Session, revisions: Collection[int]) -> Mapping[int, Written]:
    """The mails of these revisions and those about them, by their rows."""
    return {row: Written._make(rest) for row, *rest in session.execute(_WRITTEN, {"revisions": revisions})}
