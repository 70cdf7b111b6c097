"""What one version of a series changed against another, and at the places that were remarked upon."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key


class Comparison(Base):
    """Two revisions of a series that were compared. `inputs` is a digest of what was looked at, so that the comparison
    is made anew when a patch or a remark has come to either."""

    __tablename__ = "comparison"

    earlier_id: Mapped[int] = mapped_column(BigInt, ForeignKey("revision.id"), primary_key=True)
    later_id: Mapped[int] = mapped_column(BigInt, ForeignKey("revision.id"), primary_key=True, index=True)
    inputs: Mapped[Key]


class PatchPair(Base):
    """A patch of the earlier revision with what it is in the later one; see `app.rules.rangediff.Pair`.

    `earlier_patch_id` is null for a `new` patch, `later_patch_id` for a `dropped` one. `likeness` runs from 0 to 1.
    """

    __tablename__ = "patch_pair"
    __table_args__ = (
        ForeignKeyConstraint(["earlier_id", "later_id"], ["comparison.earlier_id", "comparison.later_id"]),
    )

    earlier_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    later_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    earlier_patch_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("message.id"))
    later_patch_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("message.id"), index=True)
    how: Mapped[str]
    likeness: Mapped[float]


class Followed(Base):
    """What a later revision did at the place of a remark on an earlier one.

    `place` is one of `app.rules.followed.PLACES`; `named` is the line of the later revision's changelog that seems to
    speak of it, empty where none does.
    """

    __tablename__ = "followed"
    __table_args__ = (
        ForeignKeyConstraint(["earlier_id", "later_id"], ["comparison.earlier_id", "comparison.later_id"]),
        ForeignKeyConstraint(["message_id", "number"], ["remark.message_id", "remark.number"]),
    )

    message_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    later_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    earlier_id: Mapped[int] = mapped_column(BigInt, index=True)
    place: Mapped[str]
    named: Mapped[str]
