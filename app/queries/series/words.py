"""What people have said of series in place of the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import Message, Override, Placement, Revision, Series
from app.rules.override import Word

_SAID = (
    select(
        Series.id,
        Override.field,
        Override.value,
        Override.until,
        Override.until_activity,
        Override.by,
        Override.at,
        Override.why,
    )
    .join(Message, Message.message_id == Override.message_id)
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .join(Series, Series.id == Revision.series_id)
    .where(Series.id.in_(bindparam("series", expanding=True)), Override.undone_at.is_(None))
    .order_by(Override.at, Override.id)
)


def said(session: Session, series: Collection[int]) -> Mapping[int, Sequence[Word]]:
    """What was said of these series and not taken back, the latest last."""
    found: defaultdict[int, list[Word]] = defaultdict(list)
    for key, field, value, until, until_activity, by, at, why in session.execute(_SAID, {"series": series}):
        found[key].append(Word(field, value, until, until_activity, by, at, why))
    return found
