"""One patch: its mail, its neighbours in the version, what holds of it, and what it was in earlier versions."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.models import Content, Followed, Message, Patch, PatchPair, Placement, Remark, Revision, Series
from app.queries import objections
from app.queries.objections import IS_RAISED
from app.queries.objections.raised import asking
from app.queries.objections.rows import ObjectionRow
from app.queries.rows import PersonRow
from app.queries.series.postings import Placed, Posting, effective, lineage, placed, postings
from app.queries.series.tags import Held, given, held
from app.queries.talks import Talk, talks
from app.queries.text import is_text

# Objections to an earlier version that are looked up.
OBJECTIONS = 100


@dataclass(frozen=True, slots=True)
class Beside:
    """Another patch of the version."""

    message_id: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A revision in which an earlier version of the patch stands; `id` is the key of the revision."""

    id: str
    version: int
    minor: int


@dataclass(frozen=True, slots=True)
class PatchWhole:
    """A patch. `raw` is the beginning of its mail's bytes, at most as many as were asked for, `size` how many there
    are.

    `series` is None for a version that is in no series yet; it and `revision` are keys. `earlier` are the versions
    that it can be compared with, newest first, `since` is the one that was asked for. `more` says that there are more
    remarks than `talks` has.
    """

    message_id: str
    title: str
    by: PersonRow
    date: dt.datetime
    raw: bytes
    size: int
    number: int
    total: int
    added: int
    removed: int
    series: str | None
    series_title: str
    revision: str
    version: int
    minor: int
    previous: Beside | None
    next: Beside | None
    tags: tuple[Held, ...]
    earlier: tuple[EarlierRow, ...]
    talks: tuple[Talk, ...]
    more: bool
    since: Since | None


@dataclass(frozen=True, slots=True)
class Ported:
    """An objection to an earlier version, and the line of the patch there that it is about, if one was found. `place`
    is what was done there since, a word of `app.rules.followed.PLACES`, and `named` the line of the changelog that
    seems to speak of it, empty where none does; `place` is None where nobody looked."""

    objection: ObjectionRow
    code: str | None
    place: str | None
    named: str


@dataclass(frozen=True, slots=True)
class Since:
    """The patch as it was in an earlier version: `raw` is the beginning of its mail's bytes, and `objections` what was
    objected to it, at most `OBJECTIONS`; `omitted` more are left out."""

    message_id: str
    title: str
    number: int
    version: int
    minor: int
    raw: bytes
    size: int
    objections: tuple[Ported, ...]
    omitted: int


class _Head(NamedTuple):
    id: int
    message_id: str
    title: str
    name: str
    email: str
    author_name: str | None
    author_email: str | None
    date: dt.datetime
    data: bytes
    size: int
    number: int
    added: int | None
    removed: int | None
    revision_id: int
    revision: str
    version: int
    minor: int
    total: int
    revision_title: str
    cover_id: int | None
    series_id: int | None
    series: str | None
    series_title: str | None


_HEAD = (
    select(
        Message.id,
        Message.message_id,
        Message.title,
        Message.from_name,
        Message.from_email,
        Message.author_name,
        Message.author_email,
        Message.date,
        Content.data,
        Content.size,
        Placement.number,
        Patch.added,
        Patch.removed,
        Revision.id,
        Revision.key,
        Revision.version,
        Revision.minor,
        Revision.total,
        Revision.title,
        Revision.cover_id,
        Series.id,
        Series.key,
        Series.title,
    )
    .select_from(Message)
    .join(Content, Content.id == Message.content_id)
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .outerjoin(Patch, Patch.message_id == Message.id)
    .outerjoin(Series, Series.id == Revision.series_id)
    .where(Message.message_id == bindparam("message_id"), Placement.kind == "patch", Placement.number.is_not(None))
)
_BESIDE = select(Message.id, Message.message_id, Message.title).where(
    Message.id.in_(bindparam("messages", expanding=True))
)
_PAIRS = select(PatchPair.earlier_id, PatchPair.earlier_patch_id, PatchPair.later_patch_id).where(
    PatchPair.earlier_id.in_(bindparam("revisions", expanding=True)),
    PatchPair.earlier_patch_id.is_not(None),
    PatchPair.later_patch_id.is_not(None),
)
_BEFORE = (
    select(Message.message_id, Message.title, Content.data, Content.size)
    .join(Content, Content.id == Message.content_id)
    .where(Message.id == bindparam("message"))
)
_is_followed = and_(
    Followed.message_id == Remark.message_id,
    Followed.number == Remark.number,
    Followed.later_id == bindparam("later"),
)
_FOLLOWED = (
    select(Remark.message_id, Remark.number, Remark.code, Followed.place, func.coalesce(Followed.named, ""))
    .join(Placement, Placement.message_id == Remark.message_id)
    .outerjoin(Followed, _is_followed)
    .where(Placement.target_id == bindparam("target"), IS_RAISED)
)
_ON_PATCH = asking(Placement.target_id == bindparam("target"))


class _Before(NamedTuple):
    """The patch (`message` is its row) in an earlier revision."""

    posting: Posting
    message: int


def whole(session: Session, message_id: str, *, limit: int, since: str | None = None) -> PatchWhole | None:
    """The patch that is the mail with this Message-ID, with the first `limit` bytes of it; None where no such mail is
    a patch of a version. `since` is the `id` of one of its `earlier`. A fixed number of statements."""
    if not is_text(message_id):
        return None
    row = session.execute(_HEAD, {"message_id": message_id}).first()
    if row is None:
        return None
    found = _Head._make(row)
    revisions = postings(session, [found.series_id or 0]).get(found.series_id or 0, ())
    patches = placed(session, [found.revision_id, *(each.id for each in revisions)])
    (previous, following) = _neighbours(session, found, revisions, patches)
    tags = given(session, [found.revision_id], review_only=False)
    (said, more) = talks(session, found.id)
    earlier = _earlier(session, found, revisions)
    chosen = next((each for each in earlier if each.posting.key == since), None)
    return PatchWhole(
        message_id=found.message_id,
        title=found.title,
        by=PersonRow(found.author_name or found.name, found.author_email or found.email),
        date=found.date,
        raw=_beginning(found.data, limit),
        size=found.size,
        number=found.number,
        total=found.total,
        added=found.added or 0,
        removed=found.removed or 0,
        series=found.series,
        series_title=found.revision_title if found.series_title is None else found.series_title,
        revision=found.revision,
        version=found.version,
        minor=found.minor,
        previous=previous,
        next=following,
        tags=tuple(held(tags.get(found.id, ()), tags.get(found.cover_id or 0, ()))),
        earlier=tuple(EarlierRow(each.posting.key, each.posting.version, each.posting.minor) for each in earlier),
        talks=said,
        more=more,
        since=_since(session, chosen, found.revision_id, patches, limit) if chosen else None,
    )


def _since(session: Session, before: _Before, later: int, patches: Mapping[int, Sequence[Placed]], limit: int) -> Since:
    (message_id, title, data, size) = session.execute(_BEFORE, {"message": before.message}).one()
    asked = {"target": before.message}
    raised = objections.raised(session, _ON_PATCH, asked)
    rows = objections.rows(session, _ON_PATCH, asked, raised[:OBJECTIONS])
    became = {
        (message, number): (code, place, named)
        for message, number, code, place, named in session.execute(_FOLLOWED, asked | {"later": later})
    }
    return Since(
        message_id=message_id,
        title=title,
        number=next(each.number for each in patches[before.posting.id] if each.message_id == before.message),
        version=before.posting.version,
        minor=before.posting.minor,
        raw=_beginning(data, limit),
        size=size,
        objections=tuple(
            Ported(row, *became[each.message, each.number]) for each, row in zip(raised, rows, strict=False)
        ),
        omitted=len(raised) - len(rows),
    )


def _beginning(data: bytes, limit: int) -> bytes:
    return zlib.decompressobj().decompress(data, limit)


def _neighbours(
    session: Session, found: _Head, revisions: Sequence[Posting], patches: Mapping[int, Sequence[Placed]]
) -> tuple[Beside | None, Beside | None]:
    """The patches before and after in the version, which may take some from the one that it is based on."""
    own = next((each for each in revisions if each.id == found.revision_id), None)
    parts = effective(tuple(lineage(own, revisions)), patches) if own else patches.get(found.revision_id, ())
    at = next((at for at, each in enumerate(parts) if each.message_id == found.id), len(parts))
    around = [parts[at - 1] if 0 < at < len(parts) else None, parts[at + 1] if at + 1 < len(parts) else None]
    rows = session.execute(_BESIDE, {"messages": [each.message_id for each in around if each]})
    known = {row: rest for row, *rest in rows}

    def beside(patch: Placed | None) -> Beside | None:
        if patch is None or patch.message_id not in known:
            return None
        (message_id, title) = known[patch.message_id]
        return Beside(message_id, patch.number, title)

    return beside(around[0]), beside(around[1])


def _earlier(session: Session, found: _Head, revisions: Sequence[Posting]) -> Sequence[_Before]:
    """What the patch was in earlier versions, newest first: the pairs of it, of those, and so on."""
    earlier: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    asked = {"revisions": [each.id for each in revisions]}
    for revision, patch, later in session.execute(_PAIRS, asked):
        earlier[later or 0].append((revision, patch or 0))
    known: dict[int, int] = {}
    wave = [found.id]
    while wave:
        new = [pair for patch in wave for pair in earlier[patch] if pair[0] not in known]
        known.update(reversed(new))
        wave = [patch for _, patch in new if patch != found.id]
    # A version that takes the patch from the one before brings nothing to compare it with.
    result: dict[int, _Before] = {}
    for posting in revisions:
        patch = known.get(posting.id, found.id)
        if patch != found.id:
            result.setdefault(patch, _Before(posting, patch))
    return tuple(reversed(result.values()))
