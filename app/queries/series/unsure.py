"""What of a series was not classified, and how far what was classified can be trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.models import Placement, Remark
from app.queries.objections import ObjectionRow
from app.rules.certainty import MODEL

_WAITING = (
    select(func.count())
    .select_from(Remark)
    .join(Placement, Placement.message_id == Remark.message_id)
    .where(Placement.revision_id.in_(bindparam("revisions", expanding=True)), Remark.classifier_id.is_(None))
)


def unsure(session: Session, revisions: Collection[int], objections: Sequence[ObjectionRow]) -> Iterator[str]:
    """Sentences: how many remarks wait to be classified, and whether labels are the model's."""
    waiting = session.scalar(_WAITING, {"revisions": revisions})
    if waiting:
        yield "1 remark is not classified yet" if waiting == 1 else f"{waiting} remarks are not classified yet"
    if any(label.source == MODEL for objection in objections for label in objection.labels):
        yield "labels by the model are right about as often as docs/model-card.md says"
