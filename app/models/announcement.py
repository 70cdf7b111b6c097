"""What mails say to have been done with patches."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key


class Announcement(Base):
    """One announcement of one mail: see `ingest.facts.Announcement`.

    `numbers`, `excluded` and `links` are separated by blanks, `titles` is JSON `[title]`.
    """

    __tablename__ = "announcement"

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    numbers: Mapped[str]
    titles: Mapped[str]
    excluded: Mapped[str]
    tree: Mapped[str]
    commit: Mapped[str]
    links: Mapped[str]
    text: Mapped[str]


class Pulled(Base):
    """A commit that a pull request lists: its title as `app.rules.title.normal` has it, and its author's name."""

    __tablename__ = "pulled"

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Key] = mapped_column(index=True)
    author: Mapped[str]
