"""Remarks: what reviewers and authors say, passage by passage, and what is found in it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class Classifier(Base):
    """A model, with its rules, that has classified remarks. `version` names its weights; the newest row is in use, so
    that one which comes back after another gets a second row."""

    __tablename__ = "classifier"

    id: Mapped[Pk]
    version: Mapped[Key]


class Remark(Base):
    """One unquoted passage of a reply, with the quoted lines that it answers and the place that they come from.

    `number` counts the passages of the message. `path` and `line` point into the diff of the patch that the reply
    is about (new file, or old file where `code` starts with `-`); `path` is null and `line` set where the
    remark is about a line of the commit message; both are null where no place was found.

    `role` is who speaks: `author` of the series, `reviewer`, or `unknown` where the reply belongs to none.
    What holds of the remark is in `act`, `severity` (of an `object`, else `none`), their scores from 0 to 1 and
    `source`: `model`, `rule: ` and its name, or `person`; all are null where nothing was found yet. `origin` names what
    speaks through a person, such as `form letter`. `objection` says whether the remark counts as one
    (`app.rules.remark.is_objection`). `classifier_id` is null where the remark is still to be classified.
    """

    __tablename__ = "remark"
    __table_args__ = (
        Index(
            "ix_remark_unclassified",
            "message_id",
            "number",
            sqlite_where=text("classifier_id IS NULL"),
            postgresql_where=text("classifier_id IS NULL"),
        ),
        # A new classifier does all remarks again, in the order of their rows.
        Index("ix_remark_classifier_id_message_id_number", "classifier_id", "message_id", "number"),
        Index(
            "ix_remark_objection",
            "message_id",
            "number",
            sqlite_where=text("objection = 1"),
            postgresql_where=text("objection"),
        ),
    )

    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("message.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    quoted: Mapped[str]
    path: Mapped[Key | None]
    line: Mapped[int | None]
    code: Mapped[str | None]
    role: Mapped[str]
    act: Mapped[str | None]
    act_score: Mapped[float | None]
    severity: Mapped[str | None]
    severity_score: Mapped[float | None]
    source: Mapped[Key | None]
    origin: Mapped[Key | None]
    objection: Mapped[bool]
    classifier_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("classifier.id"))


class RemarkLabel(Base):
    """One label that holds of a remark, the most important at position 0.

    `start` and `stop` are the character offsets of the words in `Remark.text` that carry it, null where a
    person gave none. `source` is as in `Remark`; a person's label has the score 1.
    """

    __tablename__ = "remark_label"
    __table_args__ = (
        ForeignKeyConstraint(["message_id", "number"], ["remark.message_id", "remark.number"]),
        Index("ix_remark_label_label_message_id", "label", "message_id", "number"),
    )

    message_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[Key]
    score: Mapped[float]
    start: Mapped[int | None]
    stop: Mapped[int | None]
    source: Mapped[Key]


class Finding(Base):
    """What one classifier found in one remark; those of earlier ones are kept as history.

    `labels` is JSON `[[label, score, start, stop, source]]`. A person's correction changes nothing here.
    """

    __tablename__ = "finding"
    __table_args__ = (ForeignKeyConstraint(["message_id", "number"], ["remark.message_id", "remark.number"]),)

    message_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    classifier_id: Mapped[int] = mapped_column(BigInt, ForeignKey("classifier.id"), primary_key=True)
    act: Mapped[str]
    act_score: Mapped[float]
    severity: Mapped[str]
    severity_score: Mapped[float]
    source: Mapped[Key]
    origin: Mapped[Key | None]
    labels: Mapped[str]


class Correction(Base):
    """A person's word on one field of a remark: its `act`, its `severity`, or its `labels` (blank-separated, the most
    important first, empty for none). The latest one wins over every finding.

    The remark is named by Message-ID and number, so that the word outlives every re-ingest. One that was taken back
    stays, with who did it and when.
    """

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_message_id_number", "message_id", "number"),)

    id: Mapped[Pk]
    message_id: Mapped[Key]
    number: Mapped[int]
    field: Mapped[str]
    value: Mapped[str]
    by: Mapped[str]
    at: Mapped[Time]
    why: Mapped[str]
    undone_by: Mapped[str | None]
    undone_at: Mapped[Time | None]
