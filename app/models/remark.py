"""Remarks: what reviewers and authors say, passage by passage."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key


class Remark(Base):
    """One unquoted passage of a reply, with the quoted lines that it answers and the place that they come from.

    `number` counts the passages of the message. `path` and `line` point into the diff of the patch that the reply
    is about (new file, or old file where `code` starts with `-`); `path` is null and `line` set where the
    remark is about a line of the commit message; both are null where no place was found.
    """

    __tablename__ = "remark"

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    quoted: Mapped[str]
    path: Mapped[Key | None]
    line: Mapped[int | None]
    code: Mapped[str | None]
