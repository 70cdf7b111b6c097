"""Whom a series was sent to, and who has said nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from sqlalchemy import bindparam, exists, not_, select
from sqlalchemy.orm import Session

from app.models import Address, MailingList, Message
from app.queries.rows import PersonRow

from .mails import Written
from .postings import Placed, Posting
from .tags import REVIEW_TAGS, Given

ADDRESSED = 100
"""Addresses that are looked at of those whom a version was sent to."""

_RECIPIENTS = select(Message.id, Message.recipients).where(Message.id.in_(bindparam("mails", expanding=True)))
# An address that only robots write from is nobody's, and a list's can stand for those who write to it.
_PEOPLE = (
    select(Address.email, Address.name, Address.person_id)
    .where(Address.email.in_(bindparam("emails", expanding=True)))
    .where(not_(exists().where(MailingList.address == Address.email)))
    .where(exists().where(Message.from_email == Address.email, Message.kind != "bot"))
)


def unheard(
    session: Session,
    newest: Posting,
    patches: Mapping[int, Sequence[Placed]],
    tags: Mapping[int, Sequence[Given]],
    mails: Mapping[int, Written],
) -> tuple[PersonRow, ...]:
    """The people whom the newest version was sent to, in the order in which its mails name them, who have written to
    the archive before, and neither written a mail nor given a tag in this series."""
    heads = [newest.cover_id, *(each.message_id for each in patches.get(newest.id, ()))]
    sent = dict(session.execute(_RECIPIENTS, {"mails": [row for row in heads if row]}).all())
    addressed = (email for row in heads if row in sent for email in sent[row].split())
    emails = list(islice(dict.fromkeys(addressed), ADDRESSED))
    known = {email: (name, person) for email, name, person in session.execute(_PEOPLE, {"emails": emails})}
    heard = {who for mail in mails.values() for who in mail.people}
    heard |= {tag.who for on in tags.values() for tag in on if tag.kind in REVIEW_TAGS}
    people: dict[int, PersonRow] = {}
    for email in emails:
        (name, person) = known.get(email, ("", None))
        if person and person not in heard:
            people.setdefault(person, PersonRow(name, email))
    return tuple(people.values())
