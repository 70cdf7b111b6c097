"""A series with all that is known of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from itertools import islice
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import Message, Patch, PatchFile, Placement, Series
from app.queries import objections
from app.queries.objections import OF_REVISIONS
from app.queries.rows import PersonRow

from . import standing
from .events import events
from .find import find
from .ledger import ledger
from .links import links
from .mails import mails
from .postings import Placed, Posting, effective, lineage, placed, postings
from .reports import reports
from .rows import PatchRow, RevisionRow, SeriesSummary, SeriesWhole, TagRow
from .summary import HEADS, Head, carried_by, received, summary
from .tags import Given, Held, given, held
from .unheard import unheard
from .unseen import unseen
from .unsettled import unsettled
from .unsure import unsure
from .versions import paired, versions

# How many missing patches of a revision are named: a subject may state any total.
MISSING = 100


class Detail(NamedTuple):
    """What a patch mail says; the numbers are None for one without a diff."""

    message_id: str
    title: str
    author: PersonRow
    date: dt.datetime
    added: int | None
    removed: int | None
    patch_id: str | None


def whole(session: Session, ref: str, *, now: dt.datetime) -> SeriesWhole | None:
    """The series that `ref` names (see `find`), as it stands `now`, None where it names none. A fixed number of
    statements."""
    key = find(session, ref)
    row = session.execute(HEADS.where(Series.key == key)).first()
    if row is None:
        return None
    head = Head.of(row)
    revisions = postings(session, [head.id]).get(head.id)
    # Between two statements the series may have been joined with another one.
    if not revisions:
        return None
    ids = [posting.id for posting in revisions]
    patches = placed(session, ids)
    tags = given(session, ids, review_only=False)
    lists = carried_by(session, [head.id])[head.id]
    raised = objections.raised(session, OF_REVISIONS, {"revisions": ids})
    objected = objections.rows(session, OF_REVISIONS, {"revisions": ids}, raised)
    line = tuple(lineage(revisions[-1], revisions))
    groups = unsettled(session, [head.id], {head.id: line}, patches).get(head.id, {})
    brief = summary(head, revisions, lists, patches, tags, groups, now)
    words = standing.words(session, head.id, head.updated)
    holding = _holding(revisions, patches, tags)
    rows = _revisions(session, revisions, patches, holding)
    writers = mails(session, ids)
    pairs = paired(session, ids)
    return SeriesWhole(
        **{field.name: getattr(brief, field.name) for field in fields(SeriesSummary)},
        reason=standing.reason(session, head.id, words, now),
        waiting_on=standing.people(
            session, head.id, standing.held(head.stands, now), head.stands.turn, brief.author, words
        ),
        words=words,
        revisions=rows,
        objections=objected,
        events=events(session, revisions, patches, tags),
        links=links(session, ids),
        history=versions(revisions, rows, pairs, writers),
        tag_ledger=ledger(session, revisions, patches, tags, holding, pairs, writers),
        unheard=unheard(session, revisions[-1], patches, tags, writers),
        reports=reports(session, ids),
        not_looked_at=(
            *(("standing is not derived yet",) if brief.state is None else ()),
            *unsure(session, ids, objected),
            *unseen(session, revisions, rows),
        ),
    )


def _holding(
    revisions: Sequence[Posting], patches: Mapping[int, Sequence[Placed]], tags: Mapping[int, Sequence[Given]]
) -> Mapping[int, Sequence[Held]]:
    """By patch, the tags that hold for it."""
    return {
        patch.message_id: held(tags.get(patch.message_id, ()), tags.get(posting.cover_id or 0, ()))
        for posting in revisions
        for patch in patches.get(posting.id, ())
    }


def _revisions(
    session: Session,
    revisions: Sequence[Posting],
    patches: Mapping[int, Sequence[Placed]],
    holding: Mapping[int, Sequence[Held]],
) -> tuple[RevisionRow, ...]:
    by_id = {posting.id: posting for posting in revisions}
    details = _details(session, [*by_id])
    files = _files(session, [*by_id])

    def patch_row(patch: Placed) -> PatchRow:
        detail = details[patch.message_id]
        return PatchRow(
            number=patch.number,
            message_id=detail.message_id,
            title=detail.title,
            files=tuple(files[patch.message_id]),
            added=detail.added or 0,
            removed=detail.removed or 0,
            patch_id=detail.patch_id,
            tags=tuple(map(_tag_row, holding[patch.message_id])),
            author=detail.author,
            date=detail.date,
            revision=by_id[patch.revision_id].key,
        )

    def row(posting: Posting) -> RevisionRow:
        line = tuple(lineage(posting, revisions))
        parts = [patch for patch in effective(line, patches) if patch.message_id in details]
        numbers = {patch.number for patch in parts}
        missing = (number for number in range(1, posting.total + 1) if number not in numbers)
        return RevisionRow(
            version=posting.version,
            message_id=posting.head,
            cover=posting.cover,
            date=posting.date,
            total=posting.total,
            received=received(posting, parts),
            complete=posting.complete,
            resend=posting.resend,
            patches=tuple(map(patch_row, parts)),
            id=posting.key,
            minor=posting.minor,
            rfc=posting.rfc,
            partial=posting.partial,
            base=line[1].key if len(line) > 1 else None,
            title=posting.title,
            author=PersonRow(posting.author_name, posting.author_email),
            missing=tuple(islice(missing, MISSING)),
        )

    return tuple(map(row, revisions))


def _tag_row(each: Held) -> TagRow:
    tag = each.tag
    return TagRow(
        kind=tag.kind,
        name=tag.name,
        email=tag.email,
        message_id=tag.message_id,
        inherited=each.inherited,
        how=tag.how,
        origin=tag.origin,
        value=tag.value,
    )


_OF_PATCHES = (
    Placement.revision_id.in_(bindparam("revisions", expanding=True)),
    Placement.kind == "patch",
    Placement.number.is_not(None),
)
_DETAILS = (
    select(
        Message.id,
        Message.message_id,
        Message.title,
        Message.from_name,
        Message.from_email,
        Message.author_name,
        Message.author_email,
        Message.date,
        Patch.added,
        Patch.removed,
        Patch.patch_id,
    )
    .join(Placement, Placement.message_id == Message.id)
    .outerjoin(Patch, Patch.message_id == Message.id)
    .where(*_OF_PATCHES)
)
_FILES = (
    select(PatchFile.message_id, PatchFile.path)
    .join(Placement, Placement.message_id == PatchFile.message_id)
    .where(*_OF_PATCHES)
    .order_by(PatchFile.message_id, PatchFile.position)
)


def _details(session: Session, revisions: Collection[int]) -> Mapping[int, Detail]:
    found = session.execute(_DETAILS, {"revisions": revisions})
    return {
        key: Detail(message_id, title, PersonRow(author_name or name, author_email or email), *rest)
        for key, message_id, title, name, email, author_name, author_email, *rest in found
    }


def _files(session: Session, revisions: Collection[int]) -> Mapping[int, Sequence[str]]:
    result: defaultdict[int, list[str]] = defaultdict(list)
    for key, path in session.execute(_FILES, {"revisions": revisions}):
        result[key].append(path)
    return result
