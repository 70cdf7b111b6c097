"""What happened to a series, in order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Address, Announcement, Message, Placement, Revision
from app.queries.rows import PersonRow

from .postings import Placed, Posting
from .rows import EventRow
from .tags import Given


def events(
    session: Session,
    revisions: Sequence[Posting],
    patches: Mapping[int, Sequence[Placed]],
    tags: Mapping[int, Sequence[Given]],
) -> tuple[EventRow, ...]:
    """Versions posted, replies of others than their author, tags given, what was said to be applied or dropped, and
    robots' reports, each message once."""
    gifts: defaultdict[str, list[Given]] = defaultdict(list)
    for tag in (tag for on in tags.values() for tag in on if tag.how != "written"):
        gifts[tag.message_id].append(tag)
    found = [*_posted(revisions, patches), *_replies(session, revisions, gifts)]
    return tuple(sorted(found, key=lambda event: (event.at, event.message_id)))


def _posted(revisions: Sequence[Posting], patches: Mapping[int, Sequence[Placed]]) -> Iterator[EventRow]:
    for posting in revisions:
        author = PersonRow(posting.author_name, posting.author_email)
        count = f"{posting.received} of {posting.total} patches" if posting.total > 1 else "1 patch"
        what = "sent again" if posting.resend else "posted in part" if posting.partial else "posted"
        yield EventRow(posting.date, "posted", f"{posting.label} {what}: {count}", posting.head, author)


_target, _sender, _author = aliased(Placement), aliased(Address), aliased(Address)
_REPLIES = (
    select(
        Message.message_id,
        Message.date,
        Message.from_name,
        Message.from_email,
        Placement.kind,
        Revision.id,
        _target.number,
        func.coalesce(or_(Message.from_email == Revision.author_email, _sender.person_id == _author.person_id), False),
    )
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .outerjoin(_target, _target.message_id == Placement.target_id)
    .outerjoin(_sender, _sender.email == Message.from_email)
    .outerjoin(_author, _author.email == Revision.author_email)
    .where(Revision.id.in_(bindparam("revisions", expanding=True)), Placement.kind.in_(("reply", "bot")))
)


_ANNOUNCED = (
    select(Message.message_id, Announcement.what, Announcement.text)
    .join(Announcement, Announcement.message_id == Message.id)
    .join(Placement, Placement.message_id == Message.id)
    .where(Placement.revision_id.in_(bindparam("revisions", expanding=True)), Placement.number.is_(None))
    .order_by(Announcement.position.desc())
)


def _replies(
    session: Session, revisions: Sequence[Posting], gifts: Mapping[str, Sequence[Given]]
) -> Iterator[EventRow]:
    by_id = {posting.id: posting for posting in revisions}
    announced = {name: (what, text) for name, what, text in session.execute(_ANNOUNCED, {"revisions": [*by_id]})}
    found = session.execute(_REPLIES, {"revisions": [*by_id]})
    for message_id, date, name, email, kind, revision, number, by_author in found:
        where = _where(by_id[revision], number)
        given = gifts.get(message_id)
        if message_id in announced:
            (what, text) = announced[message_id]
            yield EventRow(date, what, f'says of {where}: "{text}"', message_id, PersonRow(name, email))
        elif given:
            yield EventRow(date, "tag", f"{_kinds(given)} on {where}", message_id, PersonRow(name, email))
        elif kind == "bot":
            yield EventRow(date, "bot", f"report on {where}", message_id, PersonRow(name, email))
        elif not by_author:
            yield EventRow(date, "reply", f"reply to {where}", message_id, PersonRow(name, email))


def _where(posting: Posting, number: int | None) -> str:
    if number is None or posting.total == 1:
        return posting.label
    return f"the cover of {posting.label}" if number == 0 else f"{posting.label} {number}/{posting.total}"


def _kinds(given: Sequence[Given]) -> str:
    """`Reviewed-by, Acked-by`, and for whom where the sender speaks for others."""
    words = (f"{tag.kind} for {tag.name or tag.email}" if tag.how == "relayed" else tag.kind for tag in given)
    return ", ".join(dict.fromkeys(words))
