"""Which tags hold for which patch."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select, union_all
from sqlalchemy.orm import Session, aliased

from app.models import Address, Message, Placement, Tag

# The tags that count for a patch. A Nacked-by is a tag, and never one of these.
REVIEW_TAGS = ("Reviewed-by", "Acked-by", "Tested-by")


class Given(NamedTuple):
    """A tag and what it is on: `target` is the row of a patch or a cover, `message_id` the mail in which it stands."""

    target: int
    kind: str
    value: str
    name: str
    email: str
    person: int | None
    how: str
    message_id: str
    date: dt.datetime
    position: int
    origin: str | None

    @property
    def who(self) -> int | str:
        """What tells people apart: the person, where the address never wrote the address, the name without one."""
        return self.person or self.email or self.name.casefold()


class Mark(NamedTuple):
    """Of a review tag, what is enough to count it; see `Given`."""

    target: int
    kind: str
    who: int | str


class Held(NamedTuple):
    """A tag that holds for a patch, maybe because it was given to the cover."""

    tag: Given
    inherited: bool


_part, _reply, _origin = aliased(Placement), aliased(Placement), aliased(Message)
_REVISIONS: BindParameter[Sequence[int]] = bindparam("revisions", expanding=True)
_SOURCES = union_all(
    select(_part.message_id.label("target"), _part.message_id.label("source"))
    .where(_part.revision_id.in_(_REVISIONS))
    .where(_part.kind == "patch"),
    select(_part.message_id, _reply.message_id)
    .join(_reply, _reply.target_id == _part.message_id)
    .where(_part.revision_id.in_(_REVISIONS))
    .where(_part.number.is_not(None)),
).subquery()
_GIVEN = (
    select(
        _SOURCES.c.target,
        Tag.kind,
        Tag.value,
        Tag.name,
        Tag.email,
        Address.person_id,
        Tag.how,
        Message.message_id,
        Message.date,
        Tag.position,
        _origin.message_id,
    )
    .join(Tag, Tag.message_id == _SOURCES.c.source)
    .join(Message, Message.id == Tag.message_id)
    .outerjoin(Address, Address.email == Tag.email)
    .outerjoin(_origin, _origin.id == Tag.origin_id)
    .where((Tag.how == "written") == (_SOURCES.c.source == _SOURCES.c.target))
    .order_by(Message.date, Message.message_id, Tag.position)
)
_GIVEN_REVIEW = _GIVEN.where(Tag.kind.in_(REVIEW_TAGS))
_MARKS = (
    select(_SOURCES.c.target, Tag.kind, Address.person_id, Tag.email, Tag.name)
    .join(Tag, Tag.message_id == _SOURCES.c.source)
    .outerjoin(Address, Address.email == Tag.email)
    .where((Tag.how == "written") == (_SOURCES.c.source == _SOURCES.c.target), Tag.kind.in_(REVIEW_TAGS))
)


def given(session: Session, revisions: Collection[int], *, review_only: bool) -> Mapping[int, Sequence[Given]]:
    """By patch or cover of these revisions, the tags on it: what its replies give, and what is written in a patch.

    What an author writes in a cover is said of others and gives nothing.
    """
    result = defaultdict(list)
    for row in session.execute(_GIVEN_REVIEW if review_only else _GIVEN, {"revisions": revisions}):
        tag = Given._make(row)
        result[tag.target].append(tag)
    return result


def marks(session: Session, revisions: Collection[int]) -> Mapping[int, Sequence[Mark]]:
    """By patch or cover of these revisions, the review tags on it as in `given`, in no order."""
    result = defaultdict(list)
    for target, kind, person, email, name in session.execute(_MARKS, {"revisions": revisions}):
        result[target].append(Mark(target, kind, person or email or name.casefold()))
    return result


def held(own: Iterable[Given], cover: Iterable[Given]) -> Sequence[Held]:
    """The tags that hold for a patch, oldest first, from those on it and those on its revision's cover.

    Each person counts once a kind, by the best evidence: given on the patch, given to the cover, written down.
    A trailer that names nobody (Fixes, Link) counts once a value, and says nothing about the patches of a cover.
    """
    candidates = [Held(tag, False) for tag in own] + [Held(tag, True) for tag in cover if tag.who]
    best: dict[tuple[str, int | str], Held] = {}
    for each in sorted(candidates, key=_rank):
        best.setdefault((each.tag.kind, each.tag.who or each.tag.value), each)
    return sorted(best.values(), key=_time)


def _rank(each: Held) -> tuple[bool, bool, bool, dt.datetime, str, int]:
    return (each.tag.how == "written", each.inherited, each.tag.how == "relayed", *_time(each))


def _time(each: Held) -> tuple[dt.datetime, str, int]:
    return (each.tag.date, each.tag.message_id, each.tag.position)
