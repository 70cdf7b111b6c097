"""The standings of series, and what became of the objections to them, as rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.models import Attention, Outcome, Series, Standing
from app.queries.series.words import said
from app.rules import RULES, standing
from app.rules.override import Word, in_force

from .load import histories

SERIES = 100
"""Series derived in one transaction; fewer than the parameters of a statement."""


@dataclass(frozen=True, slots=True)
class Change:
    """That a series stands otherwise than before: `was` and `now` are (state, turn), `rules` the version before."""

    series: str
    title: str
    was: tuple[str, str] | None
    now: tuple[str, str]
    rules: int | None


def mark(session: Session, series: Iterable[int]) -> None:
    """Ask for the standings of these series to be derived."""
    ids = sorted(set(series))
    for start in range(0, len(ids), SERIES):
        session.execute(update(Series).where(Series.id.in_(ids[start : start + SERIES])).values(stale=True))


def mark_all(session: Session) -> None:
    """Ask for the standings of all series to be derived."""
    session.execute(update(Series).values(stale=True))


def stale(session: Session, limit: int) -> list[int]:
    """Series that ask for their standing to be derived."""
    return list(session.scalars(select(Series.id).where(Series.stale).order_by(Series.id).limit(limit)))


def outdated(session: Session) -> None:
    """Mark the series whose standing other rules have derived."""
    others = select(Standing.series_id).where(Standing.rules != RULES)
    session.execute(update(Series).where(Series.id.in_(others)).values(stale=True))


def derive(session: Session, series: Sequence[int]) -> tuple[Change, ...]:
    """Derive the standings of at most SERIES series, and write them; gives those that are other than before.

    People's words are laid over what the rules say, and kept apart from it.
    """
    told = histories(session, series)
    words = said(session, series)
    updated = dict(session.execute(select(Series.id, Series.updated).where(Series.id.in_(series))).all())
    before = {row.series_id: row for row in session.execute(_BEFORE, {"series": series})}
    forget(session, series)
    mails = sorted({row for each in told.values() for row in each.mails.values()})
    for start in range(0, len(mails), SERIES):
        session.execute(delete(Outcome).where(Outcome.message_id.in_(mails[start : start + SERIES])))
    standings: list[dict[str, Any]] = []
    attention: list[dict[str, Any]] = []
    outcomes: list[dict[str, Any]] = []
    for key, each in told.items():
        judged = standing.standing(each.history)
        held = in_force(words.get(key, ()), updated[key])
        standings.append(_row(key, judged, held))
        attention += _people(key, judged.verdict, held)
        outcomes += [
            {
                "message_id": each.mails[message_id],
                "number": number,
                "name": outcome.name,
                "text": outcome.text,
                "evidence": " ".join(outcome.evidence),
            }
            for (message_id, number), outcome in judged.outcomes.items()
        ]
    for table, rows in ((Standing, standings), (Attention, attention), (Outcome, outcomes)):
        if rows:
            session.execute(insert(table), rows)
    session.execute(update(Series).where(Series.id.in_(series)).values(stale=False))
    return _changes(session, before, standings)


def forget(session: Session, series: Collection[int]) -> None:
    """Delete the standings of these series."""
    session.execute(delete(Attention).where(Attention.series_id.in_(series)))
    session.execute(delete(Standing).where(Standing.series_id.in_(series)))


_BEFORE = select(Standing.series_id, Standing.state, Standing.turn, Standing.rules).where(
    Standing.series_id.in_(bindparam("series", expanding=True))
)


def _row(key: int, judged: standing.Standing, held: Mapping[str, Word]) -> dict[str, Any]:
    verdict = judged.verdict
    state, turn, snooze = (held.get(field) for field in ("state", "turn", "snooze"))
    return {
        "series_id": key,
        "state": verdict.state,
        "turn": verdict.turn.whose,
        "since": verdict.turn.since,
        "objections": len(judged.standing),
        "text": f"{verdict.text} {verdict.turn.text}",
        "evidence": " ".join(verdict.evidence),
        "steps": json.dumps(judged.steps),
        "rules": RULES,
        "set_state": state and state.value,
        "set_state_until": state and state.until,
        "set_turn": turn and turn.value,
        "set_turn_until": turn and turn.until,
        "snoozed_until": snooze and snooze.until,
    }


def _people(key: int, verdict: standing.Verdict, held: Mapping[str, Word]) -> Iterator[dict[str, Any]]:
    """Whose turn it is; where a maintainer was named for the series, that one in place of the maintainers."""
    people, certain = [(who.name, who.email) for who in verdict.turn.people], verdict.turn.certain
    if verdict.turn.whose == "maintainer" and (delegate := held.get("delegate")):
        people, certain = [parseaddr(delegate.value)], True
    for position, (name, email) in enumerate(people):
        yield {"series_id": key, "position": position, "name": name, "email": email, "certain": certain}


def _changes(session: Session, before: Mapping[int, Any], standings: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    now = {row["series_id"]: (row["state"], row["turn"]) for row in standings}
    was = {key: (row.state, row.turn) for key, row in before.items()}
    other = [key for key in now if was.get(key) != now[key]]
    named = {
        key: (name, title)
        for key, name, title in session.execute(
            select(Series.id, Series.key, Series.title).where(Series.id.in_(other)).order_by(Series.key)
        )
    }
    return tuple(
        Change(*named[key], was.get(key), now[key], before[key].rules if key in before else None) for key in named
    )
