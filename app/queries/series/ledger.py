"""What became of the review tags of a series from version to version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from app.models import Followed
from app.rules.history import GivenTag, Who
from app.rules.tags import Became, TagChange, TaggedPatch, TaggedVersion, changes

from .mails import Written
from .postings import Placed, Posting, effective, lineage
from .rows import TagChangeRow
from .tags import REVIEW_TAGS, Given, Held
from .versions import Paired

SIGNED = ("Signed-off-by", "Co-developed-by")

_REVISIONS: BindParameter[Sequence[int]] = bindparam("revisions", expanding=True)
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
    holding: Mapping[int, Sequence[Held]],
    pairs: Sequence[Paired],
    mails: Mapping[int, Written],
) -> tuple[TagChangeRow, ...]:
    """The tags that the newest version lacks, and those that it keeps over a patch that has changed much."""
    following = [(earlier.id, later.id) for earlier, later in pairwise(revisions)]
    asked = {"revisions": [posting.id for posting in revisions]}
    became: defaultdict[tuple[int, int], dict[str, Became]] = defaultdict(dict)
    for pair in pairs:
        # What was compared may have been placed anew since.
        (one, other) = (mails.get(pair.before or 0), mails.get(pair.after or 0))
        if one and other:
            became[pair.earlier, pair.later][one.message_id] = Became(other.message_id, pair.likeness)
    said: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for earlier, later, line in session.execute(_NAMED, asked):
        said[earlier, later].append(line)
    by_id = {posting.id: posting for posting in revisions}
    senders = {mail.sender_person or mail.sender for mail in mails.values() if mail.number is not None}

    def patch(placed: Placed) -> TaggedPatch:
        mail = mails[placed.message_id]
        posting = by_id[placed.revision_id]
        own = senders | mail.people
        counted = tuple(
            _tag(tag) for tag, _ in holding[placed.message_id] if tag.kind in REVIEW_TAGS and tag.who not in own
        )
        signed = frozenset(str(tag.who) for tag in tags.get(placed.message_id, ()) if tag.kind in SIGNED)
        return TaggedPatch(mail.message_id, placed.number, posting.date, counted, signed)

    def version(posting: Posting, step: tuple[int, int]) -> TaggedVersion:
        parts = effective(tuple(lineage(posting, revisions)), patches)
        present = tuple(patch(each) for each in parts if each.message_id in mails)
        return TaggedVersion(posting.version, present, became[step], tuple(sorted(said[step])))

    # Nothing follows upon the newest version.
    steps = [*following, (0, 0)]
    found = changes([version(posting, step) for posting, step in zip(revisions, steps, strict=True)])
    return tuple(_row(each) for each in found if each.how != "carried")


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
