"""What the terms `objection:`, `severity:` and `outcome:` mean: conditions on one objection, and on its series."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import BindParameter, ColumnElement, bindparam, select, tuple_
from sqlalchemy.orm import Session

from app.models import Placement, Remark, RemarkLabel, Revision, Series
from app.queries.language import QueryError, Term
from app.rules.outcome import OUTCOMES
from app.rules.remark import GROUPS, LABELS, SEVERITIES

from .outcomes import outcomes, raised
from .raised import IS_RAISED, asking

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


def of_series(session: Session, terms: Iterable[Term], within: Condition) -> Condition:
    """The condition on `Series` that one of its objections is as all the terms say; right of the series `within`.

    Outcomes are in no table, so where one is asked for, the objections of which the rest holds are looked at.
    Raises QueryError for a value that no objection has.
    """
    (conditions, wanted) = _on_objection(terms)
    if wanted is None:
        found = (
            select(Revision.series_id)
            .select_from(Remark)
            .join(Placement, Placement.message_id == Remark.message_id)
            .join(Revision, Revision.id == Placement.revision_id)
            .where(IS_RAISED, *conditions, Revision.series_id.is_not(None))
        )
        return Series.id.in_(found)
    candidates = asking(*conditions, Revision.series_id.in_(select(Series.id).where(within)))
    all_of_them = raised(session, candidates, {})
    became = outcomes(session, candidates, {}, all_of_them)
    series = {each.series_id for each in all_of_them if became[each.message, each.number].name in wanted}
    # There may be more of them than a statement may have parameters, and they are numbers of our own.
    listed: BindParameter[Sequence[int]] = bindparam(
        "objected", sorted(filter(None, series)), expanding=True, literal_execute=True, unique=True
    )
    return Series.id.in_(listed)


def _on_objection(terms: Iterable[Term]) -> tuple[list[Condition], set[str] | None]:
    """The conditions on `Remark`, and the outcomes of which each is right, None for all."""
    conditions: list[Condition] = []
    wanted: set[str] | None = None
    for term in terms:
        value = _value(term)
        if term.name == "outcome":
            wanted = {value} if wanted is None else wanted & {value}
        elif term.name == "severity":
            conditions.append(Remark.severity == value)
        elif value != ANY:
            conditions.append(labelled(value))
    return conditions, wanted


def _value(term: Term) -> str:
    value = term.value.lower()
    known = _VALUES[term.name]
    if value not in known:
        (nearest, *_) = difflib.get_close_matches(value, known, n=1, cutoff=0)
        choices = ", ".join(known)
        raise QueryError(f"{term.name}: {term.value} is unknown; did you mean {nearest}? It is one of {choices}")
    return value
