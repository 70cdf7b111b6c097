"""Why each series of a list stands as it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import Series, Standing
from app.queries.rows import ReasonRow
from app.rules.override import in_force

from .standing import told
from .words import said

_REASONS = (
    select(Series.id, Series.key, Series.updated, Standing.text, Standing.evidence)
    .join(Standing, Standing.series_id == Series.id)
    .where(Series.key.in_(bindparam("series", expanding=True)))
)


def reasons(session: Session, series: Collection[str], now: dt.datetime) -> Mapping[str, ReasonRow]:
    """By the ids (keys) of these series, why each of them stands so, as `whole` tells it; those for which nothing was
    derived yet are left out. Two statements."""
    rows = session.execute(_REASONS, {"series": series}).all()
    words = said(session, [row.id for row in rows])
    return {
        row.key: told(row.text, row.evidence, tuple(in_force(words.get(row.id, ()), row.updated).values()), now)
        for row in rows
    }
