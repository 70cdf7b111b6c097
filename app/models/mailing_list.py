"""Mailing lists, the sources they are read from, and how far each was read."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class MailingList(Base):
    __tablename__ = "mailing_list"

    id: Mapped[Pk]
    name: Mapped[Key] = mapped_column(unique=True)
    address: Mapped[str | None]


class Source(Base):
    """A place that a list's mail is read from: an archive directory, a git epoch, an mbox, a URL."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("list_id", "locator"),)

    id: Mapped[Pk]
    list_id: Mapped[int] = mapped_column(BigInt, ForeignKey("mailing_list.id"))
    locator: Mapped[str]
    read_at: Mapped[Time | None]


class Cursor(Base):
    """The last commit read of one epoch. Moves in the transaction that stores the messages up to it."""

    __tablename__ = "cursor"

    source_id: Mapped[int] = mapped_column(BigInt, ForeignKey("source.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    commit: Mapped[str]


class Removal(Base):
    """A message that a list's archive has withdrawn: whatever copy of it this list brings later stays out."""

    __tablename__ = "removal"

    list_id: Mapped[int] = mapped_column(BigInt, ForeignKey("mailing_list.id"), primary_key=True)
    message_id: Mapped[Key] = mapped_column(primary_key=True)
    removed_at: Mapped[Time]
