"""Judgements: what the rules make of the facts, kept for queries, and what people say in their place.

Nothing writes the judgements but `app.derive`, and doing so again gives the same rows.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class Standing(Base):
    """Where a series stands, by the rules of version `rules`.

    `state` and `turn` are words of `app.rules.standing`, `since` is when the turn began, `objections` how many stand
    against the newest version, `text` the sentence why and
    `evidence` the Message-IDs that it rests on, separated by blanks. `steps` is JSON `[[rule, sentence]]`, the way to
    the verdict. What people have set is in the `set_` columns, null where they have not, and holds until `set_until`,
    for good where that is null. `snoozed_until` is the time until which nobody wants to be reminded.
    """

    __tablename__ = "standing"

    series_id: Mapped[int] = mapped_column(BigInt, ForeignKey("series.id"), primary_key=True)
    state: Mapped[Key] = mapped_column(index=True)
    turn: Mapped[Key] = mapped_column(index=True)
    since: Mapped[Time] = mapped_column(index=True)
    objections: Mapped[int] = mapped_column(index=True)
    text: Mapped[str]
    evidence: Mapped[str]
    steps: Mapped[str]
    rules: Mapped[int] = mapped_column(index=True)
    set_state: Mapped[Key | None]
    set_state_until: Mapped[Time | None]
    set_turn: Mapped[Key | None]
    set_turn_until: Mapped[Time | None]
    snoozed_until: Mapped[Time | None]


class Attention(Base):
    """Somebody whose turn it is, the first at position 0. One who is not `certain` was only written to."""

    __tablename__ = "attention"
    __table_args__ = (Index("ix_attention_email", "email", "series_id"),)

    series_id: Mapped[int] = mapped_column(BigInt, ForeignKey("standing.series_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[Key]
    certain: Mapped[bool]


class Outcome(Base):
    """What became of an objection: a word of `app.rules.outcome.OUTCOMES`, the sentence why, and the Message-IDs that
    it rests on, separated by blanks."""

    __tablename__ = "outcome"
    __table_args__ = (
        ForeignKeyConstraint(["message_id", "number"], ["remark.message_id", "remark.number"]),
        Index("ix_outcome_name", "name", "message_id", "number"),
    )

    message_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Key]
    text: Mapped[str]
    evidence: Mapped[str]


class Override(Base):
    """A person's word on one field of a series: see `app.rules.override.FIELDS`. The latest one wins over the rules.

    The series is named by the Message-ID of a mail in it, so that the word outlives every re-ingest. It holds until
    `until`, or with `until_activity` until somebody writes to the series, else for good. One that was taken back
    stays, with who did it and when.
    """

    __tablename__ = "override"

    id: Mapped[Pk]
    message_id: Mapped[Key] = mapped_column(index=True)
    field: Mapped[str]
    value: Mapped[str]
    until: Mapped[Time | None]
    until_activity: Mapped[bool]
    by: Mapped[str]
    at: Mapped[Time]
    why: Mapped[str]
    undone_by: Mapped[str | None]
    undone_at: Mapped[Time | None]
