"""What the terms that speak of an objection mean: conditions on one, and on its series."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select, true, tuple_

from app.models import Address, Message, Outcome, Placement, Remark, RemarkLabel, Revision, Series
from app.queries.language import TERMS, QueryError, Term
from app.rules.outcome import OUTCOMES
from app.rules.remark import GROUPS, LABELS, SEVERITIES

from .raised import IS_RAISED

Condition = ColumnElement[bool]

ANY = "any"
_VALUES: Mapping[str, Sequence[str]] = {
    "objection": (ANY, *GROUPS, *LABELS),
    "severity": tuple(SEVERITIES),
    "outcome": tuple(OUTCOMES),
}


def labelled(name: str) -> Condition:
    """That a remark has this label, or one of this group."""
    carry = select(RemarkLabel.message_id, RemarkLabel.number).where(RemarkLabel.label.in_(GROUPS.get(name, (name,))))
    return tuple_(Remark.message_id, Remark.number).in_(carry)


def of_series(terms: Iterable[Term]) -> Condition:
    """The condition on `Series` that one of its objections is as all the terms say. Raises QueryError for a value that
    no objection has."""
    found = (
        select(Revision.series_id)
        .select_from(Remark)
        .join(Placement, Placement.message_id == Remark.message_id)
        .join(Revision, Revision.id == Placement.revision_id)
        .where(IS_RAISED, *map(_condition, terms), Revision.series_id.is_not(None))
    )
    return Series.id.in_(found)


def objects(email: str) -> Condition:
    """That a remark is of the person who has this address."""
    person = select(Address.person_id).where(Address.email == email.lower())
    own = select(Address.email).where(Address.person_id.in_(person))
    said = or_(Message.from_email == email.lower(), Message.from_email.in_(own))
    return Remark.message_id.in_(select(Message.id).where(said))


def _condition(term: Term) -> Condition:
    if term.name == "objector":
        if "@" not in term.value:
            raise QueryError(f"objector: expects {TERMS['objector']}, not {term.value}")
        return objects(term.value)
    value = _value(term)
    if term.name == "outcome":
        became = select(Outcome.message_id, Outcome.number).where(Outcome.name == value)
        return tuple_(Remark.message_id, Remark.number).in_(became)
    if term.name == "severity":
        return Remark.severity == value
    return true() if value == ANY else labelled(value)


def _value(term: Term) -> str:
    value = term.value.lower()
    known = _VALUES[term.name]
    if value not in known:
        (nearest, *_) = difflib.get_close_matches(value, known, n=1, cutoff=0)
        choices = ", ".join(known)
        raise QueryError(f"{term.name}: {term.value} is unknown; did you mean {nearest}? It is one of {choices}")
    return value
