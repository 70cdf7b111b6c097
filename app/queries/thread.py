"""The discussion around a version: its threads as flat lists of nodes, in reading order."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.orm import Session

from app.models import Message, Placement, Remark, Revision, Tag
from app.queries.objections import IS_RAISED

# A page shows this many messages of a version at most, the newest ones.
LIMIT = 300


@dataclass(frozen=True, slots=True)
class Node:
    """A message and how deep it stands: 0 begins a thread, and a node follows the one that it answers.

    `kind` is that of `Placement`, or `elsewhere` for a message that is answered here and is not itself among
    those that are shown, or `missing` for one that was never seen; of these only `message_id` (and `title`) are known.
    `version` and `number` are where grouping has put it, the number None for what speaks about the version.
    `tags` are the kinds of tags that the message gives, `remarks` is how many remarks it makes, and `objections` how
    many of them object to the series.
    """

    depth: int
    message_id: str
    kind: str
    title: str
    name: str = ""
    email: str = ""
    date: dt.datetime | None = None
    version: int | None = None
    number: int | None = None
    tags: tuple[str, ...] = ()
    remarks: int = 0
    objections: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages that hang together, and the versions of the series that they are about."""

    versions: tuple[int, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Discussion:
    """The threads about a version, the first begun first; `omitted` older messages are left out."""

    threads: tuple[Thread, ...]
    omitted: int


class Row(NamedTuple):
    """A stored message; `references` are separated by blanks, oldest first; `found` is how many the series has."""

    id: int
    message_id: str
    parent: str | None
    references: str
    date: dt.datetime
    title: str
    name: str
    email: str
    kind: str
    version: int | None
    number: int | None
    found: int = 1


_SAID = (
    select(
        Message.id,
        Message.message_id,
        Message.parent,
        Message.references,
        Message.date,
        Message.title,
        Message.from_name,
        Message.from_email,
        func.coalesce(Placement.kind, Message.kind),
        Revision.version,
        Placement.number,
        func.count().over(),
    )
    .outerjoin(Placement, Placement.message_id == Message.id)
    .outerjoin(Revision, Revision.id == Placement.revision_id)
    .where(
        Message.id.in_(
            union_all(
                select(Placement.message_id)
                .join(Revision, Revision.id == Placement.revision_id)
                .where(Revision.key == bindparam("revision")),
                select(Message.id)
                .join(Revision, Revision.thread_id == Message.thread_id)
                .outerjoin(Placement, Placement.message_id == Message.id)
                .where(Revision.key == bindparam("revision"), Placement.revision_id.is_(None)),
            )
        )
    )
    .order_by(Message.date.desc(), Message.message_id)
    .limit(bindparam("limit"))
)


def discussion(session: Session, revision: str) -> Discussion:
    """The version with the key `revision`, what was said about it, and what nobody could place in its thread."""
    found = session.execute(_SAID, {"revision": revision, "limit": LIMIT})
    rows = {row.message_id: row for row in (Row(*columns) for columns in found)}
    trees = list(arrange(rows.values()))
    total = max((row.found for row in rows.values()), default=0)
    tags = _tags(session, rows.values())
    remarks = _remarks(session, rows.values())
    elsewhere = _titles(session, [top for (_, top), *_ in trees if top not in rows])

    def node(depth: int, message_id: str) -> Node:
        row = rows.get(message_id)
        if row is None:
            title = elsewhere.get(message_id)
            return Node(depth, message_id, "missing" if title is None else "elsewhere", title or "")
        (remarked, objected) = remarks.get(row.id, (0, 0))
        return Node(
            depth=depth,
            message_id=message_id,
            kind=row.kind,
            title=row.title,
            name=row.name,
            email=row.email,
            date=row.date,
            version=row.version,
            number=row.number,
            tags=tuple(tags[row.id]),
            remarks=remarked,
            objections=0 if row.version is None else objected,
        )

    return Discussion(
        threads=tuple(_thread(tuple(node(depth, message_id) for depth, message_id in tree)) for tree in trees),
        omitted=total - len(rows),
    )


def arrange(rows: Iterable[Row]) -> Iterator[list[tuple[int, str]]]:
    """Threads in reading order, each a list of (depth, Message-ID).

    A message hangs from the nearest one it refers to, siblings in order of date. Where none of those is among
    `rows`, the thread begins with the Message-ID that it answers. No recursion: a thread may be 10,000 deep.
    """
    known = {row.message_id: row for row in sorted(rows, key=lambda row: (row.date, row.message_id))}
    answers: defaultdict[str, list[str]] = defaultdict(list)
    tops = []
    for row in known.values():
        parent = _answered(row, known)
        if parent is None:
            tops.append(row.message_id)
            continue
        if parent not in known and parent not in answers:
            tops.append(parent)
        answers[parent].append(row.message_id)
    seen = set()
    # Messages that answer each other in a circle hang from no top, so the first of them is made one.
    for top in (*tops, *known):
        tree = []
        stack = [(0, top)]
        while stack:
            depth, message_id = stack.pop()
            if message_id not in seen:
                seen.add(message_id)
                tree.append((depth, message_id))
                stack.extend((depth + 1, answer) for answer in reversed(answers[message_id]))
        if tree:
            yield tree


def _answered(row: Row, known: Mapping[str, Row]) -> str | None:
    nearest = (row.parent, *reversed(row.references.split()))
    found = next((each for each in nearest if each in known and each != row.message_id), row.parent)
    return None if found == row.message_id else found


def _thread(nodes: tuple[Node, ...]) -> Thread:
    return Thread(versions=tuple(sorted({node.version for node in nodes if node.version is not None})), nodes=nodes)


def _tags(session: Session, rows: Iterable[Row]) -> Mapping[int, list[str]]:
    given: defaultdict[int, list[str]] = defaultdict(list)
    query = select(Tag.message_id, Tag.kind).where(Tag.message_id.in_([row.id for row in rows]), Tag.how != "written")
    for message, kind in session.execute(query.order_by(Tag.message_id, Tag.position)):
        given[message].append(kind)
    return given


def _remarks(session: Session, rows: Iterable[Row]) -> Mapping[int, tuple[int, int]]:
    """By message, how many remarks it makes and how many of them are objections."""
    query = select(Remark.message_id, func.count(), func.count().filter(IS_RAISED))
    found = session.execute(query.where(Remark.message_id.in_([row.id for row in rows])).group_by(Remark.message_id))
    return {message: (remarks, objections) for message, remarks, objections in found}


def _titles(session: Session, message_ids: list[str]) -> Mapping[str, str]:
    query = select(Message.message_id, Message.title).where(Message.message_id.in_(message_ids))
    return dict(session.execute(query).all())
