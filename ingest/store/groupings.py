"""What people say of pairs of postings: versions of one work, or not. Kept by Message-ID, so that no re-ingest and no
other evidence undoes it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.models import Grouping, Message, Placement, Revision
from ingest.store.sql import add


def revision(session: Session, name: str) -> int | None:
    """The row id of the revision that `name` is the key of, or the Message-ID of a message that is part of it or speaks
    about it. The key of a series is that of its first revision."""
    by_message = (
        select(Placement.revision_id)
        .join(Message, Message.id == Placement.message_id)
        .where(Message.message_id == name, Placement.revision_id.is_not(None))
    )
    return session.scalar(
        select(Revision.id).where(or_(Revision.key == name, Revision.id == by_message.scalar_subquery()))
    )


def say(session: Session, one: int, other: int, together: bool, by: str, at: dt.datetime, why: str) -> None:
    """Note a person's word on two revisions, in place of what was said of them before."""
    forget(session, one, other)
    first, second = sorted(
        session.scalars(
            select(Message.message_id)
            .join(Revision, Revision.head_id == Message.id)
            .where(Revision.id.in_((one, other)))
        )
    )
    word = {"together": together, "by": by, "at": at, "why": why}
    add(session, Grouping, [{"message_id": first, "other_message_id": second, **word}])


def forget(session: Session, one: int, other: int) -> bool:
    """Take back what was said of two revisions, and ask for both to be linked anew; False where nothing was said."""
    # A cover that came later is the head now, and then the word names what was the head when it was given.
    theirs = [
        select(Message.message_id)
        .join(Placement, Placement.message_id == Message.id)
        .where(Placement.revision_id == revision_id)
        for revision_id in (one, other)
    ]
    said = session.scalars(
        select(Grouping.id).where(
            or_(
                Grouping.message_id.in_(theirs[0]) & Grouping.other_message_id.in_(theirs[1]),
                Grouping.message_id.in_(theirs[1]) & Grouping.other_message_id.in_(theirs[0]),
            )
        )
    ).all()
    session.execute(delete(Grouping).where(Grouping.id.in_(said)))
    session.execute(update(Revision).where(Revision.id.in_((one, other))).values(fresh=True))
    return bool(said)
