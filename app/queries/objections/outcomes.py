"""What became of objections, as far as direct answers say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.rules.certainty import said_by
from app.rules.outcome import Answer, Outcome, is_unsettled, lines, outcome, repeats

from .raised import Asking, Given, Raised

Outcomes = Mapping[tuple[int, int], Outcome]


def raised(session: Session, asking: Asking, parameters: Mapping[str, Any]) -> tuple[Raised, ...]:
    """The objections, by version, date, message and number."""
    return tuple(Raised._make(row) for row in session.execute(asking.raised, parameters))


def outcomes(session: Session, asking: Asking, parameters: Mapping[str, Any], found: Sequence[Raised]) -> Outcomes:
    """The outcome of each objection `found` by this asking, by the row of its message and its number.

    What answers a mail with a single objection is about that one; else the answer has to quote it.
    """
    crowded = {each.message_id for each in found if not each.alone}
    given: defaultdict[str, list[tuple[Given, Collection[str]]]] = defaultdict(list)
    for row in session.execute(asking.answers, parameters):
        answer = Given._make(row)
        quoted = frozenset(lines(answer.quoted)) if answer.parent in crowded else ()
        given[answer.parent].append((answer, quoted))

    def settled(each: Raised) -> Outcome:
        answers = given.get(each.message_id, ())
        said = lines(each.text) if answers and not each.alone else ()
        return outcome(
            each.act, [_answer(answer, each) for answer, quoted in answers if each.alone or repeats(quoted, said)]
        )

    return {(each.message, each.number): settled(each) for each in found}


def unsettled(found: Iterable[Raised], became: Outcomes) -> Mapping[int, Sequence[int | None]]:
    """By revision, what each of the objections that still stand is about (`Raised.target`)."""
    about: defaultdict[int, list[int | None]] = defaultdict(list)
    for each in found:
        if is_unsettled(became[each.message, each.number].name, each.act):
            about[each.revision].append(each.target)
    return about


def _answer(given: Given, to: Raised) -> Answer:
    return Answer(
        message_id=given.message_id,
        number=given.number,
        at=given.date,
        by=_by(given, to),
        act=given.act,
        said_by="" if given.source is None else said_by(given.source, given.act_score or 0.0),
    )


def _by(given: Given, to: Raised) -> Literal["objector", "author", "other"]:
    if given.email == to.email or (given.person is not None and given.person == to.person):
        return "objector"
    return "author" if given.role == "author" else "other"
