"""What was compared and derived from mails and revisions goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, select, tuple_, union
from sqlalchemy.orm import Session

from app.models import Comparison, Followed, Outcome, PatchPair, Placement


def forget(session: Session, message_ids: Sequence[int]) -> None:
    """Delete what hangs on the remarks of these messages, and the comparisons of what they post."""
    session.execute(delete(Outcome).where(Outcome.message_id.in_(message_ids)))
    of_patches = select(PatchPair.earlier_id, PatchPair.later_id).where(
        or_(PatchPair.earlier_patch_id.in_(message_ids), PatchPair.later_patch_id.in_(message_ids))
    )
    of_remarks = select(Followed.earlier_id, Followed.later_id).where(Followed.message_id.in_(message_ids))
    forget_comparisons(session, [(one, other) for one, other in session.execute(union(of_patches, of_remarks))])


def forget_outcomes(session: Session, of: ColumnElement[bool]) -> None:
    """Delete the outcomes of remarks whose mails move: the condition is one on `Placement`."""
    session.execute(delete(Outcome).where(Outcome.message_id.in_(select(Placement.message_id).where(of))))


def forget_revisions(session: Session, revision_ids: Sequence[int]) -> None:
    """Delete the comparisons of these revisions."""
    compared = select(Comparison.earlier_id, Comparison.later_id).where(
        or_(Comparison.earlier_id.in_(revision_ids), Comparison.later_id.in_(revision_ids))
    )
    forget_comparisons(session, [(earlier, later) for earlier, later in session.execute(compared)])


def forget_comparisons(session: Session, pairs: Sequence[tuple[int, int]]) -> None:
    """Delete the comparisons of these pairs of revisions (earlier, later)."""
    for start in range(0, len(pairs), 200):
        piece = pairs[start : start + 200]
        for model in (Followed, PatchPair, Comparison):
            session.execute(delete(model).where(tuple_(model.earlier_id, model.later_id).in_(piece)))
