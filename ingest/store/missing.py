"""Messages that are referred to and that no list has brought."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models import Message, Placement, Removal, Revision, RevisionKey


def parents(session: Session, limit: int) -> list[str]:
    """Message-IDs that stored messages answer and that were never seen, those answered last first. What an archive has
    withdrawn is not missing."""
    known = aliased(Message)
    query = (
        select(Message.parent)
        .outerjoin(known, known.message_id == Message.parent)
        .outerjoin(Removal, Removal.message_id == Message.parent)
        .where(Message.parent.is_not(None), known.id.is_(None), Removal.message_id.is_(None))
        .group_by(Message.parent)
        .order_by(func.max(Message.received_at).desc(), Message.parent)
        .limit(limit)
    )
    return [each for each in session.scalars(query) if each is not None]


def versions(session: Session, message_id: str) -> list[str]:
    """Message-IDs that the series of a message names as its earlier versions and that were never seen."""
    series = (
        select(Revision.series_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(Message, Message.id == Placement.message_id)
        .where(Message.message_id == message_id)
    )
    query = (
        select(RevisionKey.value)
        .join(Revision, Revision.id == RevisionKey.revision_id)
        .outerjoin(Message, Message.message_id == RevisionKey.value)
        .where(Revision.series_id.in_(series), RevisionKey.kind.like("link%"), Message.id.is_(None))
        .distinct()
        .order_by(RevisionKey.value)
    )
    return list(session.scalars(query))
