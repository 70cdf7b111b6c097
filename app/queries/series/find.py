"""From what people paste to the series that it names."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Message, Placement, Revision, Series
from app.queries.text import is_text


def find(session: Session, ref: str) -> str | None:
    """The key of the series that `ref` names, None where it names none.

    `ref` is a series key, a revision key, the Message-ID of any mail in the series (with or without angle
    brackets), or the URL of one in a public-inbox archive.
    """
    name = _name(ref)
    if name is None:
        return None
    by_key = select(Series.id).where(Series.key == name).scalar_subquery()
    by_revision = select(Revision.series_id).where(Revision.key == name).scalar_subquery()
    by_message = (
        select(Revision.series_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(Message, Message.id == Placement.message_id)
        .where(Message.message_id == name)
        .scalar_subquery()
    )
    return session.scalar(select(Series.key).where(Series.id == func.coalesce(by_key, by_revision, by_message)))


def _name(ref: str) -> str | None:
    """The key or Message-ID in `ref`. In a URL it is the last part of the path with an @: `…/all/<Message-ID>/T/`."""
    name = ref.strip()
    if "://" in name:
        try:
            path = urlsplit(name).path
        except ValueError:
            return None
        parts = [part for part in map(unquote, path.split("/")) if "@" in part]
        name = parts[-1] if parts else ""
    name = name.removeprefix("<").removesuffix(">")
    return name if is_text(name) else None
