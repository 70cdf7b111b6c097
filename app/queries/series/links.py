"""Why revisions are, or may be, versions of one piece of work."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Message, Revision, RevisionLink, Series

from .rows import LinkRow, RevisionRef

_later, _earlier = aliased(Revision), aliased(Revision)
_later_series, _earlier_series = aliased(Series), aliased(Series)
_later_head, _earlier_head = aliased(Message), aliased(Message)
_REVISIONS: BindParameter[Sequence[int]] = bindparam("revisions", expanding=True)
_LINKS = (
    select(
        RevisionLink.evidence,
        RevisionLink.detail,
        RevisionLink.message_id,
        RevisionLink.confidence,
        RevisionLink.accepted,
        _earlier.key,
        _earlier_series.key,
        _earlier.version,
        _earlier.minor,
        _earlier.title,
        _earlier_head.message_id,
        _later.key,
        _later_series.key,
        _later.version,
        _later.minor,
        _later.title,
        _later_head.message_id,
    )
    .join(_later, _later.id == RevisionLink.later_id)
    .join(_earlier, _earlier.id == RevisionLink.earlier_id)
    .join(_later_head, _later_head.id == _later.head_id)
    .join(_earlier_head, _earlier_head.id == _earlier.head_id)
    .outerjoin(_later_series, _later_series.id == _later.series_id)
    .outerjoin(_earlier_series, _earlier_series.id == _earlier.series_id)
    .where(or_(RevisionLink.later_id.in_(_REVISIONS), RevisionLink.earlier_id.in_(_REVISIONS)))
    .order_by(RevisionLink.accepted.desc(), RevisionLink.confidence.desc(), _later.date, _later.key, _earlier.key)
)


def links(session: Session, revisions: Collection[int]) -> tuple[LinkRow, ...]:
    """The links from and to these revisions: what holds them together first, then suggestions, the surest first."""
    return tuple(
        LinkRow(evidence, detail, message_id, confidence, accepted, RevisionRef(*ends[:6]), RevisionRef(*ends[6:]))
        for evidence, detail, message_id, confidence, accepted, *ends in session.execute(
            _LINKS, {"revisions": revisions}
        )
    )
