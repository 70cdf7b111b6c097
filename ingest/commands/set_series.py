"""The half of `docket set` that is about a series."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import derive
from app.commands.standing import told
from app.derive import words
from app.errors import DocketError, UsageError
from app.models import Series
from app.queries.series import SeriesWhole
from app.rules.override import Word


def change(session: Session, ref: str, field: str, said: Word | None, by: str, now: dt.datetime) -> SeriesWhole:
    """Note what was said of a field of the series that REF names, or with None take back all that was, and derive where
    it stands. Raises DocketError where there is no such series, or nothing to take back."""
    if named := re.search(r"#[0-9]+$", ref.strip()):
        raise UsageError(f"set: {field} is said of a series, and {ref} names a remark; leave out the {named[0]}")
    series = told(session, ref, now)
    row = session.scalars(select(Series.id).where(Series.key == series.id)).one()
    if said is not None:
        words.say(session, series.latest.message_id, said)
    elif not words.undo(session, row, field, by, now):
        raise DocketError(f"set: nobody has said anything of the {field} of {ref}")
    derive.derive(session, [row])
    return told(session, series.id, now)


def answer(series: SeriesWhole) -> dict[str, Any]:
    """What JSON says of it."""
    return {name: getattr(series, name) for name in ("id", "title", "state", "turn", "waiting_since", "words")}
