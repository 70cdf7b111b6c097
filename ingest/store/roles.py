"""Who speaks in a remark: the author of the series, a reviewer, or somebody in a thread that belongs to none.

It follows from where the message was placed, so it is derived anew whenever its thread is, in whatever order mails
came.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from app.models import Message, Placement, Remark, Revision
from ingest.store.sql import pieces


def role(name: str, email: str, authors: Iterable[tuple[str | None, str | None]]) -> str:
    """`author` where one of the (name, address) pairs is the speaker's; a name counts when it has a blank in it."""
    for their_name, their_email in authors:
        if email and email == their_email:
            return "author"
        if their_name and " " in name.strip() and name.casefold().split() == their_name.casefold().split():
            return "author"
    return "reviewer"


def derive(session: Session, message_ids: Iterable[int]) -> None:
    """Write the roles of the remarks of these messages; where one is another than before, what was found is to be
    found anew, for the classifier looks at it."""
    target = aliased(Message)
    changed: dict[str, list[int]] = {}
    for piece in pieces(message_ids):
        rows = session.execute(
            select(
                Message.id,
                Message.from_name,
                Message.from_email,
                Placement.revision_id,
                Revision.author_name,
                Revision.author_email,
                target.from_name,
                target.from_email,
                target.author_name,
                target.author_email,
                Remark.role,
            )
            .join(Remark, Remark.message_id == Message.id)
            .outerjoin(Placement, Placement.message_id == Message.id)
            .outerjoin(Revision, Revision.id == Placement.revision_id)
            .outerjoin(target, target.id == Placement.target_id)
            .where(Message.id.in_(piece))
            .distinct()
        )
        for message_id, name, email, revision_id, *people, before in rows:
            authors = list(zip(people[::2], people[1::2], strict=True))
            now = "unknown" if revision_id is None else role(name, email, authors)
            if now != before:
                changed.setdefault(now, []).append(message_id)
    for now, moved in changed.items():
        for piece in pieces(moved):
            session.execute(update(Remark).where(Remark.message_id.in_(piece)).values(role=now, classifier_id=None))
