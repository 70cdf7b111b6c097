"""What programs found when they tried patches."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.models import Check


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A result, as in `app.models.Check`, in Patchwork's words. `target_url` is the address of a log, empty without
    one; `by` is the address of the account that posted it."""

    id: int
    context: str
    state: str
    target_url: str
    description: str
    by: str
    at: dt.datetime


_COLUMNS = (Check.id, Check.context, Check.state, Check.target, Check.description, Check.by, Check.at)
_OF_PATCHES = Check.message_id.in_(bindparam("patches", expanding=True))
_LATEST = (
    select(Check.message_id, *_COLUMNS)
    .where(
        Check.id.in_(select(func.max(Check.id)).where(_OF_PATCHES).group_by(Check.message_id, Check.by, Check.context))
    )
    .order_by(Check.at, Check.id)
)


def checks(session: Session, message_ids: Collection[str]) -> Mapping[str, tuple[CheckRow, ...]]:
    """By the Message-IDs of patches, the latest result of each account and context, the oldest first; patches without
    one are left out. One statement."""
    latest: defaultdict[str, list[CheckRow]] = defaultdict(list)
    for row in session.execute(_LATEST, {"patches": message_ids}):
        latest[row[0]].append(CheckRow(*row[1:]))
    return {message_id: tuple(rows) for message_id, rows in latest.items()}


def results(session: Session, message_id: str, *, limit: int, before: int | None = None) -> tuple[CheckRow, ...]:
    """At most `limit` results of a patch, the newest first, those that came before the one with the id `before`."""
    every = select(*_COLUMNS).where(Check.message_id == message_id)
    if before is not None:
        every = every.where(Check.id < before)
    return tuple(CheckRow(*row) for row in session.execute(every.order_by(Check.id.desc()).limit(limit)))
