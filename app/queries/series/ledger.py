"""What became of the review tags of a series from version to version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from app.models import Followed, PatchPair
from app.rules.history import GivenTag, Who
from app.rules.tags import Became, TagChange, TaggedPatch, TaggedVersion, changes

from .mails import Written
from .postings import Placed, Posting, effective, lineage
from .rows import TagChangeRow
from .tags import REVIEW_TAGS, Given, held

SIGNED = ("Signed-off-by", "Co-developed-by")

_REVISIONS: BindParameter[Sequence[int]] = bindparam("revisions", expanding=True)
_PAIRS = select(
    PatchPair.earlier_id, PatchPair.later_id, PatchPair.earlier_patch_id, PatchPair.later_patch_id, PatchPair.likeness
).where(
    PatchPair.earlier_id.in_(_REVISIONS), PatchPair.earlier_patch_id.is_not(None), PatchPair.later_patch_id.is_not(None)
)
_NAMED = (
    select(Followed.earlier_id, Followed.later_id, Followed.named)
    .where(Followed.earlier_id.in_(_REVISIONS), Followed.named != "")
    .distinct()
)


def ledger(
    session: Session,
    revisions: Sequence[Posting],
    patches: Mapping[int, Sequence[Placed]],
    tags: Mapping[int, Sequence[Given]],
    mails: Mapping[int, Written],
) -> tuple[TagChangeRow, ...]:
    """The tags that the newest version lacks, and those that it keeps over a patch that has changed much."""
    following = [(earlier.id, later.id) for earlier, later in pairwise(revisions)]
    asked = {"revisions": [posting.id for posting in revisions]}
    became: defaultdict[tuple[int, int], dict[str, Became]] = defaultdict(dict)
    for earlier, later, before, after, likeness in session.execute(_PAIRS, asked):
        # What was compared may have been placed anew since.
        (one, other) = (mails.get(before or 0), mails.get(after or 0))
        if one and other:
            became[earlier, later][one.message_id] = Became(other.message_id, likeness)
    said: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for earlier, later, line in session.execute(_NAMED, asked):
        said[earlier, later].append(line)
    by_id = {posting.id: posting for posting in revisions}
    senders = {mail.sender_person or mail.sender for mail in mails.values() if mail.number is not None}

    def patch(placed: Placed) -> TaggedPatch:
        mail = mails[placed.message_id]
        posting = by_id[placed.revision_id]
        own = senders | mail.people
        on = tags.get(placed.message_id, ())
        holding = held(filter(_is_review, on), filter(_is_review, tags.get(posting.cover_id or 0, ())))
        counted = tuple(_tag(each.tag) for each in holding if each.tag.who not in own)
        signed = frozenset(str(tag.who) for tag in on if tag.kind in SIGNED)
        return TaggedPatch(mail.message_id, placed.number, posting.date, counted, signed)

    def version(posting: Posting, step: tuple[int, int]) -> TaggedVersion:
        parts = effective(tuple(lineage(posting, revisions)), patches)
        present = tuple(patch(each) for each in parts if each.message_id in mails)
        return TaggedVersion(posting.version, present, became[step], tuple(sorted(said[step])))

    # Nothing follows upon the newest version.
    steps = [*following, (0, 0)]
    found = changes([version(posting, step) for posting, step in zip(revisions, steps, strict=True)])
    return tuple(_row(each) for each in found if each.how != "carried")


def _is_review(tag: Given) -> bool:
    return tag.kind in REVIEW_TAGS


def _tag(tag: Given) -> GivenTag:
    who = Who(str(tag.who), tag.name, tag.email)
    return GivenTag(tag.kind, who, tag.origin or tag.message_id, tag.date, tag.how == "written")


def _row(change: TagChange) -> TagChangeRow:
    tag = change.tag
    return TagChangeRow(
        kind=tag.kind,
        name=tag.who.name,
        email=tag.who.email,
        how=change.how,
        earlier_version=change.earlier,
        later_version=change.later,
        patch=change.patch,
        message_id=tag.message_id,
        likeness=change.likeness,
        reason=change.reason,
    )
