"""What programs found when they tried a patch: results of continuous integration."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Key, Pk, Time


class Check(Base):
    """A result of one `context` (what was tried, such as `build-arm64`) for one patch; the latest of a user and a
    context counts. `state` is a word of `app.rules.check.STATES`, `target` the address of the log, empty without one.

    The patch is named by its Message-ID, so that the result outlives every re-ingest. `by` is the address of the user
    whose token it came with.
    """

    __tablename__ = "check"

    id: Mapped[Pk]
    message_id: Mapped[Key] = mapped_column(index=True)
    context: Mapped[Key]
    state: Mapped[Key]
    target: Mapped[str]
    description: Mapped[str]
    by: Mapped[Key]
    at: Mapped[Time] = mapped_column(index=True)
