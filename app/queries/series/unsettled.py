"""The open objections of a page of series, by the group of what each of them says first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Message, Outcome, PatchPair, Placement, Remark, RemarkLabel, Revision
from app.queries.objections import IS_RAISED
from app.rules.outcome import OUTCOMES, STANDING, is_unsettled
from app.rules.remark import GROUP_OF, GROUPS

from .postings import Placed, Posting

OTHER = "other"
"""The group of an objection without a label."""

_target = aliased(Placement)
_first = and_(
    RemarkLabel.message_id == Remark.message_id, RemarkLabel.number == Remark.number, RemarkLabel.position == 0
)
_goes_on = (
    exists()
    .where(PatchPair.earlier_id == Revision.id, PatchPair.earlier_patch_id == _target.message_id)
    .where(PatchPair.later_patch_id.is_not(None))
    .correlate(Revision, _target)
)
# Of a cover, or of no part, everything goes on.
_still_there = or_(_target.message_id.is_(None), _target.number == 0, _goes_on)
_UNSETTLED = (
    select(
        Revision.series_id,
        Revision.id,
        Message.date,
        _target.message_id,
        _still_there,
        Outcome.name,
        Remark.act,
        RemarkLabel.label,
    )
    .select_from(Revision)
    .join(Placement, Placement.revision_id == Revision.id)
    .join(Remark, Remark.message_id == Placement.message_id)
    .join(Outcome, and_(Outcome.message_id == Remark.message_id, Outcome.number == Remark.number))
    .join(Message, Message.id == Placement.message_id)
    .outerjoin(_target, _target.message_id == Placement.target_id)
    .outerjoin(RemarkLabel, _first)
    .where(Revision.series_id.in_(bindparam("series", expanding=True)))
    # Said so, no database begins with all the open objections that there are.
    .where(IS_RAISED, Placement.kind != "bot", Outcome.name.not_in(OUTCOMES.keys() - set(STANDING)))
)


def unsettled(
    session: Session,
    series: Collection[int],
    lines: Mapping[int, Sequence[Posting]],
    patches: Mapping[int, Sequence[Placed]],
) -> Mapping[int, Mapping[str, int]]:
    """Of each of these series, how many objections stand against the newest version by group, in the order of
    `app.rules.remark.GROUPS`; `lines` are their newest versions with what those take patches from. One statement.

    Told as `app.rules.standing` tells it, but that a patch which a version after the next one drops still counts as
    there when somebody speaks of it late.
    """
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for key, revision, date, target, there, outcome, act, label in session.execute(_UNSETTLED, {"series": series}):
        # The statement asks for these series only.
        assert key is not None
        line = lines[key]
        newest = line[0]
        own = {each.cover_id for each in line} | {patch.message_id for each in line for patch in patches[each.id]}
        late = there and date > newest.date
        if (revision == newest.id or target in own or late) and is_unsettled(outcome, act):
            found[key][GROUP_OF.get(label, OTHER)] += 1
    return {key: {group: counts[group] for group in (*GROUPS, OTHER) if counts[group]} for key, counts in found.items()}
