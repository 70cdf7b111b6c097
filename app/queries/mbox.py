"""The patches of one version as they came, for whoever applies them."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import Content, Message

_RAW = (
    select(Message.message_id, Content.data)
    .join(Content, Content.id == Message.content_id)
    .where(Message.message_id.in_(bindparam("mails", expanding=True)))
)


def raw(session: Session, mails: Collection[str]) -> Mapping[str, bytes]:
    """By Message-ID, the bytes of these mails."""
    return {name: zlib.decompress(data) for name, data in session.execute(_RAW, {"mails": mails})}
