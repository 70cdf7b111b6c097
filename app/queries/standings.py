"""What the terms `state:`, `turn:`, `waiting:` and `is:` mean: conditions on where a series stands."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.models import Address, Announcement, Attention, Message, Series, Standing
from app.rules.standing import CLOSED, STATES, TURNS

from . import ranges
from .language import TERMS as EXPECTED
from .language import QueryError, Term
from .series.standing import stalled, state_is, turn_is

TERMS = ("state", "turn", "waiting", "is")

Condition = ColumnElement[bool]


def condition(term: Term, now: dt.datetime, me: str | None) -> Condition:
    """The condition that one of TERMS puts on `Series`. Raises QueryError for a value that it cannot have."""
    match term.name:
        case "state":
            return _stands(state_is(_one_of(term, STATES), now=now))
        case "turn":
            if "@" in term.value:
                return _turn_of(term.value, now)
            return _stands(turn_is(_one_of(term, TURNS), now))
        case "waiting":
            try:
                return _stands(and_(ranges.ages(term.value, now).holds(Standing.since), ~state_is(*CLOSED, now=now)))
            except ValueError:
                raise QueryError(f"waiting: expects {EXPECTED['waiting']}, not {term.value}") from None
    return _IS[_one_of(term, _IS)](now, me)


def _one_of(term: Term, known: Iterable[str]) -> str:
    value = term.value.lower()
    choices = list(known)
    if value not in choices:
        (nearest, *_) = difflib.get_close_matches(value, choices, n=1, cutoff=0)
        problem = f"{term.name}: {term.value} is unknown; did you mean {nearest}?"
        raise QueryError(f"{problem} It is one of {', '.join(choices)}")
    return value


def _stands(holds: Condition) -> Condition:
    return exists().where(Standing.series_id == Series.id, holds).correlate(Series)


def _open(now: dt.datetime, me: str | None) -> Condition:
    return ~_stands(state_is(*CLOSED, now=now))


def _stalled(now: dt.datetime, me: str | None) -> Condition:
    return _stands(stalled(now))


def _snoozed(now: dt.datetime, me: str | None) -> Condition:
    return _stands(func.coalesce(Standing.snoozed_until > now, False))


def _mine(now: dt.datetime, me: str | None) -> Condition:
    """That `me` is its author, or that it is their turn: by name, or as one of those written to who applies patches."""
    if me is None:
        raise QueryError("is:mine: who you are is not known; sign in, or say it with --me ADDRESS or [user] email")
    return or_(_belongs(Series.author_email, me), and_(_asked(me), _open(now, me)))


def _turn_of(email: str, now: dt.datetime) -> Condition:
    """That it is the turn of the person who has this address, as `_mine` tells it, but where somebody has said that it
    is another one's turn than the rules have derived."""
    as_derived = or_(*(and_(Standing.turn == turn, turn_is(turn, now)) for turn in TURNS if turn != "nobody"))
    own = and_(_belongs(Series.author_email, email), _stands(turn_is("author", now)))
    return or_(own, and_(_asked(email), _stands(as_derived)))


def _belongs(address: InstrumentedAttribute[str], email: str) -> Condition:
    """That an address is this one, or another one of the same person."""
    person = select(Address.person_id).where(Address.email == email.lower())
    return or_(address == email.lower(), address.in_(select(Address.email).where(Address.person_id.in_(person))))


def _asked(email: str) -> Condition:
    """That the rules name this person among those whose turn it is, or that they apply patches and were written to."""
    applies = (
        exists()
        .where(Message.from_email == Attention.email, Announcement.message_id == Message.id)
        .where(Announcement.what == "applied", Standing.turn == "maintainer")
        .correlate(Attention, Standing)
    )
    return (
        exists()
        .where(Attention.series_id == Series.id, Standing.series_id == Series.id)
        .where(_belongs(Attention.email, email), or_(Attention.certain, applies))
        .correlate(Series)
    )


_IS: dict[str, Callable[[dt.datetime, str | None], Condition]] = {
    "open": _open,
    "stalled": _stalled,
    "snoozed": _snoozed,
    "mine": _mine,
}
