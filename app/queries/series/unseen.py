"""What of a series no list has brought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import bindparam, exists, not_, select
from sqlalchemy.orm import Session, aliased

from app.models import Message, Placement, Revision

from .postings import Posting
from .rows import RevisionRow

# How many Message-IDs are named: a mail may refer to any number that never were.
NAMED = 20


_answered = aliased(Message)
_UNSEEN = (
    select(Message.parent, Revision.id, Placement.number.is_not(None))
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .where(Revision.id.in_(bindparam("revisions", expanding=True)), Message.parent.is_not(None))
    .where(not_(exists().where(_answered.message_id == Message.parent)))
    .distinct()
    .order_by(Message.parent)
)


def unseen(session: Session, revisions: Sequence[Posting], rows: Sequence[RevisionRow]) -> Iterator[str]:
    """Sentences: patches that are missing, the mails that patches or replies answer and that were never seen."""
    for posting, row in zip(revisions, rows, strict=True):
        if row.missing:
            more = row.total - row.received > len(row.missing)
            numbers = ", ".join(map(str, row.missing)) + (", …" if more else "")
            yield f"{posting.label}: no list brought {numbers} of {row.total} patches"
    by_id = {posting.id: posting for posting in revisions}
    found = session.execute(_UNSEEN, {"revisions": [*by_id]}).all()
    heads = {parent: by_id[key] for parent, key, part in found if part and by_id[key].cover_id is None}
    for parent in islice(heads, NAMED):
        yield f"{heads[parent].label}: no list brought the mail that its patches answer, <{parent}>"
    parents = [parent for parent in dict.fromkeys(parent for parent, *_ in found) if parent not in heads]
    for parent in parents[:NAMED]:
        yield f"no list brought <{parent}>, which is answered here"
    if len(parents) > NAMED:
        yield f"no list brought {len(parents) - NAMED} other mails that are answered here"
