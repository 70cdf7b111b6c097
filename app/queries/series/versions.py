"""The versions of a series side by side: each patch with what it was before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import PatchPair

from .mails import Written
from .postings import Posting
from .rows import PatchCell, PatchHistory, PatchRow, RevisionRow


class Paired(NamedTuple):
    """A row of `PatchPair`."""

    earlier: int
    later: int
    before: int | None
    after: int | None
    how: str
    likeness: float


_PAIRS = select(
    PatchPair.earlier_id,
    PatchPair.later_id,
    PatchPair.earlier_patch_id,
    PatchPair.later_patch_id,
    PatchPair.how,
    PatchPair.likeness,
).where(PatchPair.earlier_id.in_(bindparam("revisions", expanding=True)))


def paired(session: Session, revisions: Collection[int]) -> Sequence[Paired]:
    """What became of the patches of these revisions in those that they were compared with."""
    return [Paired._make(row) for row in session.execute(_PAIRS, {"revisions": revisions})]


class _Compared(NamedTuple):
    """What became of patches: `pairs` (the Message-ID before, how, likeness) by the later revision and the patch there,
    `dropped` the later revisions with the patches that they lack. Revisions are keys, patches are Message-IDs."""

    pairs: Mapping[tuple[str, str], tuple[str | None, str, float]]
    dropped: Set[tuple[str, str]]


def versions(
    revisions: Sequence[Posting], rows: Sequence[RevisionRow], pairs: Sequence[Paired], mails: Mapping[int, Written]
) -> tuple[PatchHistory, ...]:
    """The patches of these revisions (all of a series): those of the newest by number, then what was dropped, the last
    first."""
    steps = {(earlier.id, later.id): later.key for earlier, later in pairwise(revisions)}
    became: dict[tuple[str, str], tuple[str | None, str, float]] = {}
    dropped: set[tuple[str, str]] = set()
    for pair in pairs:
        key = steps.get((pair.earlier, pair.later))
        # What was compared may have been placed anew since.
        (before, after) = (mails.get(pair.before or 0), mails.get(pair.after or 0))
        if key and after:
            became[key, after.message_id] = (before.message_id if before else None, pair.how, pair.likeness)
        elif key and before:
            dropped.add((key, before.message_id))
    return tuple(_histories(rows, _Compared(became, dropped)))


def _histories(revisions: Sequence[RevisionRow], compared: _Compared) -> Iterator[PatchHistory]:
    left = [{patch.message_id: patch for patch in revision.patches} for revision in revisions]
    for last in reversed(range(len(revisions))):
        for patch in tuple(left[last].values()):
            cells: list[PatchCell | None] = [None] * len(revisions)
            if last + 1 < len(revisions) and (revisions[last + 1].id, patch.message_id) in compared.dropped:
                cells[last + 1] = PatchCell(patch.number, patch.message_id, "dropped", patch.number, None)
            at: int = last
            current: PatchRow | None = patch
            while current:
                del left[at][current.message_id]
                (before, how, likeness) = compared.pairs.get((revisions[at].id, current.message_id), _UNKNOWN)
                earlier = left[at - 1].get(current.message_id) if at else None
                how = "taken" if earlier else how
                if at and before and not earlier:
                    earlier = left[at - 1].get(before)
                cells[at] = PatchCell(
                    number=current.number,
                    message_id=current.message_id,
                    how=how,
                    before=earlier.number if earlier else None,
                    likeness=likeness if earlier else None,
                )
                (at, current) = (at - 1, earlier)
            yield PatchHistory(patch.title, tuple(cells))


_UNKNOWN: tuple[None, None, None] = (None, None, None)
