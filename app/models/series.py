"""Series, their revisions, and the evidence that ties one revision to another."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class Series(Base):
    """One piece of work over all its versions. `key` is the public id: that of its earliest revision.

    `uncompared` asks for its revisions to be compared with each other, `stale` for its standing to be derived.
    """

    __tablename__ = "series"
    __table_args__ = (
        Index("ix_series_updated_id", "updated", "id"),
        Index("ix_series_started_key", "started", "key"),
        Index("ix_series_uncompared", "id", sqlite_where=text("uncompared = 1"), postgresql_where=text("uncompared")),
        Index("ix_series_stale", "id", sqlite_where=text("stale = 1"), postgresql_where=text("stale")),
    )

    id: Mapped[Pk]
    key: Mapped[Key] = mapped_column(unique=True)
    title: Mapped[str]
    author_name: Mapped[str]
    author_email: Mapped[Key] = mapped_column(index=True)
    started: Mapped[Time]
    updated: Mapped[Time]
    uncompared: Mapped[bool] = mapped_column(server_default=true())
    stale: Mapped[bool] = mapped_column(server_default=true())


class SeriesList(Base):
    """A list that carried part of a series; `updated` is repeated so that a list's page can be read in its order."""

    __tablename__ = "series_list"
    __table_args__ = (Index("ix_series_list_list_id_updated_series_id", "list_id", "updated", "series_id"),)

    series_id: Mapped[int] = mapped_column(BigInt, ForeignKey("series.id"), primary_key=True)
    list_id: Mapped[int] = mapped_column(BigInt, ForeignKey("mailing_list.id"), primary_key=True)
    updated: Mapped[Time]


class Revision(Base):
    """One posting of a series: a version, a resend, or a partial re-roll.

    `total` is the stated number of patches and `received` how many of them were seen. A partial re-roll brings
    some patches only; `base_id` is the revision that the others are taken from, and `complete` counts those too.
    `numbers` are the places that were seen, the cover's being 0, separated by blanks. `answers` is the key of the
    revision that the head was sent in reply to. `fresh` asks for the links to earlier versions to be found.
    `key` is made from the Message-ID of the head (the cover, else the first patch seen).
    """

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_series_id_version", "series_id", "version"),
        Index("ix_revision_fresh", "fresh"),
    )

    id: Mapped[Pk]
    key: Mapped[Key] = mapped_column(unique=True)
    series_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("series.id"))
    thread_id: Mapped[int] = mapped_column(BigInt, ForeignKey("thread.id"), index=True)
    head_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), index=True)
    cover_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("message.id"))
    base_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("revision.id"), index=True)
    version: Mapped[int]
    minor: Mapped[int]
    total: Mapped[int]
    received: Mapped[int]
    complete: Mapped[bool]
    partial: Mapped[bool]
    resend: Mapped[bool]
    rfc: Mapped[bool]
    title: Mapped[str]
    author_name: Mapped[str]
    author_email: Mapped[Key]
    date: Mapped[Time]
    numbers: Mapped[str]
    answers: Mapped[Key | None]
    fresh: Mapped[bool]


class RevisionKey(Base):
    """Something by which a revision's other versions can be found.

    Kinds: `title` (of the cover or a patch, normalised), `patch` (a patch's title), `patch-id`, `change-id`, `person`
    (sender and patch authors), `branch` (a stable branch), and `link` or `link vN` (the Message-ID of a version that
    the author names).
    """

    __tablename__ = "revision_key"
    __table_args__ = (Index("ix_revision_key_value_kind", "value", "kind"),)

    revision_id: Mapped[int] = mapped_column(BigInt, ForeignKey("revision.id"), primary_key=True)
    kind: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[Key] = mapped_column(primary_key=True)


class RevisionLink(Base):
    """Evidence that `later_id` is a version of the work of `earlier_id`.

    `confidence` runs from 0 to 1; only an `accepted` link joins the two into one series, the others are
    suggestions. `message_id` is the Message-ID in which the evidence can be read.
    """

    __tablename__ = "revision_link"
    __table_args__ = (UniqueConstraint("later_id", "earlier_id"),)

    id: Mapped[Pk]
    later_id: Mapped[int] = mapped_column(BigInt, ForeignKey("revision.id"))
    earlier_id: Mapped[int] = mapped_column(BigInt, ForeignKey("revision.id"), index=True)
    evidence: Mapped[str]
    detail: Mapped[str]
    message_id: Mapped[Key]
    confidence: Mapped[float]
    accepted: Mapped[bool]


class Grouping(Base):
    """A person's word that two postings are, or are not, versions of one work. Wins over all other evidence.

    The postings are named by Message-ID, so that the word outlives every re-ingest.
    """

    __tablename__ = "grouping"
    __table_args__ = (UniqueConstraint("message_id", "other_message_id"),)

    id: Mapped[Pk]
    message_id: Mapped[Key]
    other_message_id: Mapped[Key] = mapped_column(index=True)
    together: Mapped[bool]
    by: Mapped[str]
    at: Mapped[Time]
    why: Mapped[str]
