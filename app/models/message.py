"""Messages: each one once, with the bytes as they came and the lists that carried it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class Content(Base):
    """The bytes of a mail, zlib-compressed. Cross-posted copies differ in headers, so each distinct one is kept."""

    __tablename__ = "content"

    id: Mapped[Pk]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    size: Mapped[int]
    data: Mapped[bytes]


class Thread(Base):
    """Messages that refer to each other, directly or through messages that nobody has seen."""

    __tablename__ = "thread"
    __table_args__ = (Index("ix_thread_dirty", "dirty"),)

    id: Mapped[Pk]
    dirty: Mapped[bool]


class ThreadNode(Base):
    """One Message-ID of a thread, of a stored message or of one that is only referred to."""

    __tablename__ = "thread_node"

    message_id: Mapped[Key] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(BigInt, ForeignKey("thread.id"), index=True)


class Message(Base):
    """What one mail says; nothing here depends on any other mail but `thread_id`.

    `kind` is what the mail alone says (see `ingest.facts.Kind`), `marks` the words `reply patch rfc resend diff
    diffstat stated` that hold of it, `references`, `recipients` and `prefixes` are separated by blanks,
    `version_links` is JSON `[[message_id, version or null]]`. `problem` is why a mail could not be read whole.
    `parser` is the version of the parser that these facts come from; 0 asks for them to be made anew.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_from_email_date", "from_email", "date"),
        Index("ix_message_received_at_message_id", "received_at", "message_id"),
        # Few mails have a problem, and every page of lists counts them.
        Index(
            "ix_message_problem",
            "id",
            sqlite_where=text("problem IS NOT NULL"),
            postgresql_where=text("problem IS NOT NULL"),
        ),
    )

    id: Mapped[Pk]
    message_id: Mapped[Key] = mapped_column(unique=True)
    content_id: Mapped[int] = mapped_column(BigInt, ForeignKey("content.id"), index=True)
    thread_id: Mapped[int] = mapped_column(BigInt, ForeignKey("thread.id"), index=True)
    kind: Mapped[str]
    subject: Mapped[str]
    title: Mapped[str]
    version: Mapped[int]
    minor: Mapped[int]
    number: Mapped[int | None]
    total: Mapped[int | None]
    prefixes: Mapped[str]
    marks: Mapped[str]
    from_name: Mapped[str]
    from_email: Mapped[Key]
    author_name: Mapped[str | None]
    author_email: Mapped[Key | None]
    recipients: Mapped[str]
    date: Mapped[Time]
    received_at: Mapped[Time]
    parent: Mapped[Key | None] = mapped_column(index=True)
    references: Mapped[str]
    change_id: Mapped[Key | None]
    base_commit: Mapped[Key | None]
    version_links: Mapped[str]
    problem: Mapped[str | None]
    parser: Mapped[int] = mapped_column(index=True)


class Placement(Base):
    """Where grouping has put a message; made anew from the facts whenever its thread changes.

    `kind` is `Message.kind` unless the thread says otherwise (a cover without 0/N is known by its patches).
    `revision_id` is the version that the message is part of or speaks about, `number` its place there (0 the
    cover) where it is part of it, `target_id` the patch or cover that a reply speaks about. `unanchored` asks for
    the places of the reply's remarks in that patch to be found.
    """

    __tablename__ = "placement"
    __table_args__ = (Index("ix_placement_revision_id_number", "revision_id", "number"),)

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), primary_key=True)
    kind: Mapped[str]
    revision_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("revision.id"))
    number: Mapped[int | None]
    target_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("message.id"), index=True)
    unanchored: Mapped[bool] = mapped_column(index=True)


class Copy(Base):
    """A message as one list brought it: the list membership, and where the bytes can be found again."""

    __tablename__ = "copy"
    __table_args__ = (
        UniqueConstraint("source_id", "epoch", "locator", "content_id"),
        Index("ix_copy_list_id_message_id", "list_id", "message_id"),
        Index("ix_copy_list_id_received_at", "list_id", "received_at"),
    )

    id: Mapped[Pk]
    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), index=True)
    content_id: Mapped[int] = mapped_column(BigInt, ForeignKey("content.id"), index=True)
    list_id: Mapped[int] = mapped_column(BigInt, ForeignKey("mailing_list.id"))
    source_id: Mapped[int] = mapped_column(BigInt, ForeignKey("source.id"))
    epoch: Mapped[int]
    locator: Mapped[Key]
    munged: Mapped[bool]
    received_at: Mapped[Time]
