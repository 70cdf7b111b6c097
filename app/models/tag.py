"""Review tags and other trailers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key


class Tag(Base):
    """One trailer of one message.

    `how` is `given` (by the sender, in a reply), `relayed` (in a reply, for somebody else) or `written` (in a
    patch's commit message). `origin_id` is the reply to an earlier version in which a written tag was given.
    What a reply gives belongs to its `Placement.target_id`; a tag given to a cover holds for every patch.
    """

    __tablename__ = "tag"
    __table_args__ = (Index("ix_tag_email_kind", "email", "kind"),)

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Key]
    value: Mapped[str]
    name: Mapped[str]
    email: Mapped[Key]
    how: Mapped[str]
    origin_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("message.id"), index=True)
