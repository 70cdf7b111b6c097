"""The versions of series compared with each other, by the workers: each with the next one, and one that was remarked
upon with the next three."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from app.models import Comparison, Content, Followed, Message, PatchPair, Placement, Remark, Series
from app.queries.series.postings import Posting, effective, lineage, placed, postings
from ingest.facts import Compared
from ingest.jobs import CompareJob, Place, Posted
from ingest.store.judgements import forget_comparisons
from ingest.store.sql import add, pieces

# Series compared in one transaction.
SERIES = 50
NEXT = 3
"""Later versions into which the remarks on a version are followed."""

Said = tuple[int, int]
"""The row of a mail, and the number of the remark in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The comparisons of one series that are to be made: pairs of revisions with the digest of what is looked at and
    the remarks that are followed; those that hold no longer; and the rows of its patches by Message-ID."""

    series: int
    pairs: tuple[tuple[int, int, str, tuple[Said, ...]], ...]
    gone: tuple[tuple[int, int], ...]
    patches: Mapping[str, int]


def wanted(session: Session, limit: int) -> list[tuple[Wanted, CompareJob]]:
    """Series whose versions are to be compared, with what to compare."""
    marked = select(Series.id).where(Series.uncompared).order_by(Series.id).limit(limit)
    return _wanted(session, list(session.scalars(marked)))


def _wanted(session: Session, series: Sequence[int]) -> list[tuple[Wanted, CompareJob]]:
    posted = postings(session, series)
    loaded = _Loaded(session, [each.id for revisions in posted.values() for each in revisions])
    return [loaded.wanted(key, posted.get(key, ())) for key in series]


def write(session: Session, found: Sequence[tuple[Wanted, Sequence[Compared]]]) -> None:
    """Write what was compared, as far as it is still wanted: another run may have brought or withdrawn mails meanwhile,
    and then the series stays marked."""
    now = {wanted.series: wanted for wanted, _ in _wanted(session, [wanted.series for wanted, _ in found])}
    done = []
    for wanted, compared in found:
        still = now[wanted.series]
        due = {(earlier, later): (inputs, remarks) for earlier, later, inputs, remarks in still.pairs}
        forget_comparisons(session, still.gone)
        for (earlier, later, inputs, _), each in zip(wanted.pairs, compared, strict=True):
            if (earlier, later) not in due or due[earlier, later][0] != inputs:
                continue
            _, remarks = due.pop((earlier, later))
            forget_comparisons(session, [(earlier, later)])
            ends = {"earlier_id": earlier, "later_id": later}
            add(session, Comparison, [ends | {"inputs": inputs}])
            add(session, PatchPair, [ends | row for row in _pairs(each, still.patches)])
            add(session, Followed, [ends | row for row in _followed(each, remarks)])
        if not due:
            done.append(wanted.series)
    for piece in pieces(done):
        session.execute(update(Series).where(Series.id.in_(piece)).values(uncompared=False, stale=True))


def _pairs(compared: Compared, patches: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "earlier_patch_id": patches[earlier] if earlier else None,
            "later_patch_id": patches[later] if later else None,
            "how": how,
            "likeness": likeness,
        }
        for position, (earlier, later, how, likeness) in enumerate(compared.pairs)
    ]


def _followed(compared: Compared, remarks: Sequence[Said]) -> list[dict[str, Any]]:
    return [
        {"message_id": message, "number": number, "place": each[0], "named": each[1]}
        for (message, number), each in zip(remarks, compared.followed, strict=False)
        if each is not None
    ]


_target = aliased(Message)
_PATCHES = select(Message.id, Message.message_id, Message.title, Content.sha256, Content.data).join(
    Content, Content.id == Message.content_id
)
_REMARKS = (
    select(
        Placement.revision_id,
        Remark.message_id,
        Remark.number,
        Message.message_id,
        Message.from_name,
        Message.from_email,
        _target.message_id,
        Remark.path,
        Remark.line,
        Remark.code,
        Remark.quoted,
        Remark.text,
    )
    .join(Placement, Placement.message_id == Remark.message_id)
    .join(Message, Message.id == Remark.message_id)
    .outerjoin(_target, _target.id == Placement.target_id)
    .where(Remark.role != "author", Remark.origin.is_(None), Placement.revision_id.is_not(None))
    .order_by(Message.message_id, Remark.number)
)


class _Loaded:
    def __init__(self, session: Session, revisions: Sequence[int]) -> None:
        self.placed: dict[int, Any] = {}
        self.remarks: defaultdict[int, list[tuple[Said, Place, str]]] = defaultdict(list)
        self.before: dict[tuple[int, int], str] = {}
        for piece in pieces(revisions):
            self.placed.update(placed(session, piece))
            for revision, *row in session.execute(_REMARKS.where(Placement.revision_id.in_(piece))):
                self.remarks[revision or 0].append(_remark(*row))
            ends = or_(Comparison.earlier_id.in_(piece), Comparison.later_id.in_(piece))
            for earlier, later, inputs in session.execute(
                select(Comparison.earlier_id, Comparison.later_id, Comparison.inputs).where(ends)
            ):
                self.before[earlier, later] = inputs
        self.session = session
        self.mails: dict[int, Any] = {}

    def wanted(self, series: int, revisions: Sequence[Posting]) -> tuple[Wanted, CompareJob]:
        """The comparisons of a series that are missing or were made of other mails."""
        ids = {each.id for each in revisions}
        known = {pair: inputs for pair, inputs in self.before.items() if ids & set(pair)}
        if len(revisions) < 2:
            return Wanted(series, (), tuple(known), {}), CompareJob((), ())
        parts = {each.id: effective(tuple(lineage(each, revisions)), self.placed) for each in revisions}
        self._load([row for each in revisions for row in self._rows(each, parts)])
        digests = [self._digest(each, parts) for each in revisions]
        due = []
        for at, earlier in enumerate(revisions):
            remarks = self.remarks[earlier.id]
            for to in range(at + 1, min(at + 1 + (NEXT if remarks else 1), len(revisions))):
                inputs = _digest(digests[at], digests[to], *(mark for _, _, mark in remarks))
                if known.pop((earlier.id, revisions[to].id), None) != inputs:
                    due.append((at, to, inputs, remarks))
        return (
            Wanted(
                series,
                tuple(
                    (revisions[at].id, revisions[to].id, inputs, tuple(said for said, _, _ in remarks))
                    for at, to, inputs, remarks in due
                ),
                tuple(known),
                {self.mails[row].message_id: row for each in parts.values() for row in map(_row, each)},
            ),
            CompareJob(
                tuple(self._posted(each, parts) for each in revisions) if due else (),
                tuple((at, to, tuple(place for _, place, _ in remarks)) for at, to, _, remarks in due),
            ),
        )

    def _rows(self, posting: Posting, parts: Mapping[int, Any]) -> list[int]:
        return [*map(_row, parts[posting.id]), *([posting.cover_id] if posting.cover_id else [])]

    def _load(self, rows: Sequence[int]) -> None:
        for piece in pieces(row for row in dict.fromkeys(rows) if row not in self.mails):
            found = self.session.execute(_PATCHES.where(Message.id.in_(piece)))
            self.mails.update((row.id, row) for row in found)

    def _digest(self, posting: Posting, parts: Mapping[int, Any]) -> str:
        return _digest(*(self.mails[row].sha256.hex() for row in self._rows(posting, parts)), str(posting.version))

    def _posted(self, posting: Posting, parts: Mapping[int, Any]) -> Posted:
        mails = [(each.number, self.mails[each.message_id]) for each in parts[posting.id]]
        cover = self.mails[posting.cover_id].data if posting.cover_id else None
        patches = tuple((mail.message_id, number, mail.title, mail.data) for number, mail in mails)
        return Posted(patches, cover, posting.version)


def _row(patch: Any) -> int:
    return int(patch.message_id)


def _remark(row: int, number: int, message_id: str, name: str, email: str, patch: str | None, *rest: Any) -> Any:
    (path, line, code, quoted, text) = rest
    mark = _digest(message_id, str(number), patch or "", path or "", str(line), code or "", text)
    return (row, number), Place(patch, path, line, code, quoted, text, (name, email)), mark


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
