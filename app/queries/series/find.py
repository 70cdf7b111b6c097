"""From what people paste to the series that it names."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.orm import Session

from app.models import Message, Placement, Revision, Series
from app.queries.text import is_text

_NAMED = bindparam("name", type_=String)
_BY_KEY = select(Series.id).where(Series.key == _NAMED).scalar_subquery()
_BY_REVISION = select(Revision.series_id).where(Revision.key == _NAMED).scalar_subquery()
_BY_MESSAGE = (
    select(Revision.series_id)
    .join(Placement, Placement.revision_id == Revision.id)
    .join(Message, Message.id == Placement.message_id)
    .where(Message.message_id == _NAMED)
    .scalar_subquery()
)
_FOUND = select(Series.key).where(Series.id == func.coalesce(_BY_KEY, _BY_REVISION, _BY_MESSAGE))


def find(session: Session, ref: str) -> str | None:
    """The key of the series that `ref` names, None where it names none.

    `ref` is a series key, a revision key, the Message-ID of any mail in the series (with or without angle
    brackets), or the URL of one in a public-inbox archive.
    """
    name = _name(ref)
    return None if name is None else session.scalar(_FOUND, {"name": name})


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
