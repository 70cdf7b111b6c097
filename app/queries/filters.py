"""What the terms of the query language mean: conditions on `Series`.

Each condition is true or false, never null, so that it can be turned round. What a term compares with is always a
bound parameter, and % and _ in it stand for themselves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from sqlalchemy import (
    CTE,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models import (
    Address,
    MailingList,
    Message,
    PatchFile,
    Placement,
    Revision,
    Series,
    SeriesList,
    Tag,
)

from . import ranges, standings
from .language import TERMS, Group, Objected, Query, QueryError, Term, fold
from .objections.conditions import of_series

Condition = ColumnElement[bool]

# What makes somebody a reviewer, beside a reply.
_VERDICTS = ("Reviewed-by", "Acked-by", "Tested-by", "Nacked-by")


def condition(query: Query, now: dt.datetime, me: str | None = None) -> Condition:
    """The condition that a query puts on `Series`; ages are counted back from `now`, and `me` is the address of whoever
    asks. Raises QueryError where a value is not what its term expects."""

    def leaf(part: Term | Objected) -> Condition:
        if isinstance(part, Objected):
            return of_series(part.terms)
        if part.name in standings.TERMS:
            return standings.condition(part, now, me)
        try:
            return CONDITIONS[part.name](part.value, now)
        except ValueError:
            raise QueryError(f"{part.name}: expects {TERMS[part.name]}, not {part.value}") from None

    return fold(query, leaf, _join)


def only_list(query: Query) -> ScalarSelect[int] | None:
    """The row of the one list to which a query confines itself by its first `list:`, None where it does not."""
    names = [part.value for part in _parts(query) if isinstance(part, Term) and part.name == "list"]
    return _list_id(names[0]) if names else None


def _parts(query: Query) -> tuple[Query, ...]:
    """What must all hold where the query does."""
    todo = [query]
    parts: list[Query] = []
    while todo:
        part = todo.pop()
        if isinstance(part, Group) and part.word == "and":
            todo.extend(reversed(part.parts))
        else:
            parts.append(part)
    return tuple(parts)


def _join(group: Group, parts: list[Condition]) -> Condition:
    match group.word:
        case "and":
            return and_(true(), *parts)
        case "or":
            return or_(false(), *parts)
        case "not":
            return not_(parts[0])


def _list_id(name: str) -> ScalarSelect[int]:
    named = MailingList.name == name
    return (
        select(MailingList.id)
        .where(or_(named, MailingList.address == name))
        .order_by(named.desc(), MailingList.name)
        .limit(1)
        .scalar_subquery()
    )


def _list(value: str, now: dt.datetime) -> Condition:
    carried = exists().where(SeriesList.series_id == Series.id, SeriesList.list_id == _list_id(value))
    # A page that is read along a list's index has a SeriesList of its own.
    return carried.correlate(Series)


def _author(value: str, now: dt.datetime) -> Condition:
    if _is_address(value):
        return _is_somebody(Series.author_email, value)
    return or_(
        Series.author_name.icontains(value, autoescape=True), Series.author_email.icontains(value, autoescape=True)
    )


def _reviewer(value: str, now: dt.datetime) -> Condition:
    replied = (
        select(Revision.series_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(Message, Message.id == Placement.message_id)
        .where(
            Placement.kind == "reply",
            Message.from_email != Revision.author_email,
            _is_somebody(Message.from_email, value),
            Revision.series_id.is_not(None),
        )
    )
    tagged = (
        select(Revision.series_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(Tag, Tag.message_id == Placement.message_id)
        .where(Tag.kind.in_(_VERDICTS), _is_somebody(Tag.email, value), Revision.series_id.is_not(None))
    )
    return Series.id.in_(union(replied, tagged))


def _to(value: str, now: dt.datetime) -> Condition:
    recipients = literal(" ").concat(Message.recipients).concat(" ")
    wanted = f" {value.lower()} " if _is_address(value) else value.lower()
    return exists(_posted().where(recipients.contains(wanted, autoescape=True)))


def _subject(value: str, now: dt.datetime) -> Condition:
    return exists(_posted().where(Message.subject.icontains(value, autoescape=True)))


def _text(value: str, now: dt.datetime) -> Condition:
    return or_(Series.title.icontains(value, autoescape=True), _subject(value, now))


def _file(value: str, now: dt.datetime) -> Condition:
    escaped = re.sub(r"([\\%_])", r"\\\1", value)
    if "*" in value:
        matches: Condition = PatchFile.path.ilike(escaped.replace("*", "%"), escape="\\")
    else:
        directory = escaped.rstrip("/") + "/%"
        matches = or_(PatchFile.path.ilike(escaped, escape="\\"), PatchFile.path.ilike(directory, escape="\\"))
    touched = (
        select(Revision.series_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(PatchFile, PatchFile.message_id == Placement.message_id)
        .where(matches, Placement.number.is_not(None), Revision.series_id.is_not(None))
    )
    return Series.id.in_(touched)


def _tag(value: str, now: dt.datetime) -> Condition:
    (kind, equals, email) = value.partition("=")
    found = (
        select(Revision.series_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(Tag, Tag.message_id == Placement.message_id)
        .where(_is_kind(kind), Revision.series_id.is_not(None))
    )
    if not equals:
        return exists(found.where(Revision.series_id == Series.id).correlate(Series))
    if not _is_address(email):
        raise ValueError(value)
    return Series.id.in_(found.where(_is_somebody(Tag.email, email)))


def _missing(value: str, now: dt.datetime) -> Condition:
    if value.lower() == "patches":
        return exists().where(Revision.id == _latest(), not_(Revision.complete))
    if not value.lower().endswith("-by"):
        raise ValueError(value)
    return _some_patch_without(_is_kind(value))


def _some_patch_without(kind: Condition) -> Condition:
    """That a patch of the latest revision, or one that it takes from its base, has no such tag, nor has its cover."""
    latest, posted = aliased(Revision), aliased(Revision)
    patch, newer, reply = aliased(Placement), aliased(Placement), aliased(Placement)
    bases = select(_LINEAGE.c.base).where(_LINEAGE.c.top == latest.id).correlate(latest)
    taken_over = (
        exists()
        .where(newer.kind == "patch", newer.number == patch.number)
        .where(or_(newer.revision_id == latest.id, newer.revision_id.in_(bases)))
        .where(_LINEAGE.c.top == newer.revision_id, _LINEAGE.c.base == patch.revision_id)
        .correlate(latest, patch)
    )
    written = exists().where(Tag.message_id == patch.message_id, Tag.how == "written", kind).correlate(patch)
    replied = (
        exists()
        .where(or_(reply.target_id == patch.message_id, reply.target_id == posted.cover_id))
        .where(Tag.message_id == reply.message_id, Tag.how != "written", kind)
        .correlate(patch, posted)
    )
    return exists(
        select(patch.message_id)
        .join(posted, posted.id == patch.revision_id)
        .join(latest, or_(posted.id == latest.id, posted.id.in_(bases)))
        .where(latest.id == _latest(), patch.kind == "patch", patch.number.is_not(None))
        .where(not_(taken_over), not_(written), not_(replied))
        .correlate(Series)
    )


def _version(value: str, now: dt.datetime) -> Condition:
    newest = select(func.max(Revision.version)).where(Revision.series_id == Series.id).scalar_subquery()
    return func.coalesce(ranges.numbers(value).holds(newest), false())


def _age(value: str, now: dt.datetime) -> Condition:
    return ranges.ages(value, now).holds(Series.started)


def _updated(value: str, now: dt.datetime) -> Condition:
    return ranges.times(value, now).holds(Series.updated)


CONDITIONS: dict[str, Callable[[str, dt.datetime], Condition]] = {
    "list": _list,
    "author": _author,
    "reviewer": _reviewer,
    "to": _to,
    "subject": _subject,
    "file": _file,
    "tag": _tag,
    "missing": _missing,
    "version": _version,
    "age": _age,
    "updated": _updated,
    "text": _text,
}


def _lineage() -> CTE:
    """Each partial re-roll (`top`) with the revisions that it takes patches from, directly or not (`base`)."""
    line = (
        select(Revision.id.label("top"), Revision.base_id.label("base"))
        .where(Revision.partial, Revision.base_id.is_not(None))
        .cte("lineage", recursive=True)
    )
    # A union drops what it has brought before, so that bases in a circle come to an end.
    return line.union(
        select(line.c.top, Revision.base_id)
        .join(Revision, Revision.id == line.c.base)
        .where(Revision.partial, Revision.base_id.is_not(None), Revision.base_id != line.c.top)
    )


_LINEAGE = _lineage()


def _latest() -> ScalarSelect[int]:
    """The latest revision of a series, in the order of `app.queries.series.postings`."""
    revision = aliased(Revision)
    return (
        select(revision.id)
        .where(revision.series_id == Series.id)
        .order_by(revision.version.desc(), revision.minor.desc(), revision.date.desc(), revision.key.desc())
        .limit(1)
        .correlate(Series)
        .scalar_subquery()
    )


def _posted() -> Select[int]:
    """The covers and patches of a series."""
    return (
        select(Message.id)
        .join(Placement, Placement.message_id == Message.id)
        .join(Revision, Revision.id == Placement.revision_id)
        .where(Revision.series_id == Series.id, Placement.number.is_not(None))
        .correlate(Series)
    )


def _is_kind(value: str) -> Condition:
    if not re.fullmatch(r"[A-Za-z][A-Za-z-]*", value):
        raise ValueError(value)
    return func.lower(Tag.kind) == value.lower()


def _is_address(value: str) -> bool:
    return "@" in value.removeprefix("@")


def _is_somebody(email: InstrumentedAttribute[str], value: str) -> Condition:
    """That the address is this one or another one of the same person; or, for part of a name, of somebody so named."""
    if not _is_address(value):
        named = or_(Address.name.icontains(value, autoescape=True), Address.email.icontains(value, autoescape=True))
        return email.in_(select(Address.email).where(named))
    person = select(Address.person_id).where(Address.email == value.lower())
    return or_(email == value.lower(), email.in_(select(Address.email).where(Address.person_id.in_(person))))
