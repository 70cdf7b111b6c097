"""Commits of configured git trees, by which patches are known to have landed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class Tree(Base):
    """A configured git tree, the commit up to which it was read, and the time from which on its commits were read; null
    before the first time."""

    __tablename__ = "tree"

    id: Mapped[Pk]
    name: Mapped[Key] = mapped_column(unique=True)
    tip: Mapped[str | None]
    after: Mapped[Time | None]


class Commit(Base):
    """A commit on the branch of a tree. `title` is the subject as `app.rules.title.normal` has it, `patch_id` that
    of `git patch-id --stable`, `date` the committer's."""

    __tablename__ = "commit"
    __table_args__ = (UniqueConstraint("tree_id", "sha"),)

    id: Mapped[Pk]
    tree_id: Mapped[int] = mapped_column(BigInt, ForeignKey("tree.id"))
    sha: Mapped[Key]
    title: Mapped[Key] = mapped_column(index=True)
    author_name: Mapped[str]
    author_email: Mapped[Key]
    date: Mapped[Time]
    patch_id: Mapped[Key | None] = mapped_column(index=True)


class CommitLink(Base):
    """A Message-ID that a commit names in a Link: or Message-ID: trailer."""

    __tablename__ = "commit_link"

    commit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("commit.id"), primary_key=True)
    message_id: Mapped[Key] = mapped_column(primary_key=True, index=True)
