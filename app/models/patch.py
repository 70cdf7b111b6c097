"""What a patch changes."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key


class Patch(Base):
    """A patch's diff in numbers. `patch_id` is that of `git patch-id --stable`, `content_hash` Patchwork's."""

    __tablename__ = "patch"

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), primary_key=True)
    patch_id: Mapped[Key | None] = mapped_column(index=True)
    content_hash: Mapped[Key]
    added: Mapped[int]
    removed: Mapped[int]


class PatchFile(Base):
    """One file that a patch touches."""

    __tablename__ = "patch_file"
    __table_args__ = (Index("ix_patch_file_path", "path"),)

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("patch.message_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[Key]
    added: Mapped[int]
    removed: Mapped[int]
