"""Where series stand, as it was derived and as people have set it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Address, Announcement, Attention, Message, Standing
from app.queries.rows import PersonRow, ReasonRow
from app.rules.override import Word, in_force
from app.rules.standing import CLOSED, STALLED, is_stalled

from .rows import StepRow
from .words import said

NAMED = 5
"""People who are named of those whose turn it is."""


class Stands(NamedTuple):
    """A row of `Standing`, all None where nothing was derived yet."""

    state: str | None
    turn: str | None
    since: dt.datetime | None
    objections: int | None
    set_state: str | None
    set_state_until: dt.datetime | None
    set_turn: str | None
    set_turn_until: dt.datetime | None
    snoozed_until: dt.datetime | None


COLUMNS = tuple(getattr(Standing, name) for name in Stands._fields)


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of a series at one time, people's words before those of the rules."""

    state: str | None
    turn: str | None
    since: dt.datetime | None
    stalled: bool
    snoozed_until: dt.datetime | None


def held(stands: Stands, now: dt.datetime) -> Held:
    state = stands.set_state if _holds(stands.set_state_until, now) and stands.set_state else stands.state
    turn = stands.set_turn if _holds(stands.set_turn_until, now) and stands.set_turn else stands.turn
    # Nothing is left to do in a series that somebody has closed.
    if state in CLOSED and state != stands.state and turn == stands.turn:
        turn = "nobody"
    snoozed = stands.snoozed_until if stands.snoozed_until and stands.snoozed_until > now else None
    stalled = bool(state and stands.since and not snoozed and is_stalled(state, stands.since, now))
    return Held(state, turn, stands.since, stalled, snoozed)


def _holds(until: dt.datetime | None, now: dt.datetime) -> bool:
    return until is None or until > now


def state_is(*states: str, now: dt.datetime) -> ColumnElement[bool]:
    """That a row of `Standing` has one of these states, as in `held`."""
    return _said(Standing.set_state, Standing.set_state_until, Standing.state, now).in_(states)


def turn_is(turn: str, now: dt.datetime) -> ColumnElement[bool]:
    """That it is the turn of this party in a row of `Standing`, as in `held`."""
    theirs = _said(Standing.set_turn, Standing.set_turn_until, Standing.turn, now) == turn
    closed = and_(state_is(*CLOSED, now=now), Standing.state.not_in(CLOSED), Standing.set_turn.is_(None))
    return or_(theirs, closed) if turn == "nobody" else and_(theirs, ~closed)


def stalled(now: dt.datetime) -> ColumnElement[bool]:
    """That a row of `Standing` is `stalled` as in `held`."""
    awake = or_(Standing.snoozed_until.is_(None), Standing.snoozed_until <= now)
    return and_(Standing.since < now - STALLED, ~state_is(*CLOSED, now=now), awake)


def _said(
    value: InstrumentedAttribute[str | None],
    until: InstrumentedAttribute[dt.datetime | None],
    derived: InstrumentedAttribute[str],
    now: dt.datetime,
) -> ColumnElement[str]:
    holds = and_(value.is_not(None), or_(until.is_(None), until > now))
    return case((holds, value), else_=derived)


_applies = (
    exists()
    .where(Message.from_email == Attention.email, Announcement.message_id == Message.id)
    .where(Announcement.what == "applied")
    .correlate(Attention)
)
_PEOPLE = (
    select(func.coalesce(func.nullif(Attention.name, ""), Address.name), Attention.email, _applies, Attention.certain)
    .outerjoin(Address, Address.email == Attention.email)
    # Who never wrote a mail is a mailing list, or nobody that could be told by name.
    .where(Attention.series_id == bindparam("series"), or_(Attention.certain, Address.email.is_not(None)))
    .order_by(Attention.position)
)
_REASON = select(Standing.text, Standing.evidence, Standing.steps, Standing.rules).where(
    Standing.series_id == bindparam("series")
)


def people(
    session: Session, series: int, held: Held, derived: str | None, author: PersonRow, words: Iterable[Word]
) -> tuple[PersonRow, ...]:
    """Whose turn it is by name, at most NAMED: of maintainers the one who was named for it, else those who have applied
    patches before, if any. Where a person has said that it is another one's turn than the rules have derived, that is
    its author, or nobody known by name."""
    delegate = next((parseaddr(word.value) for word in words if word.field == "delegate"), None)
    if held.turn == "maintainer" and delegate:
        return (PersonRow(*delegate),)
    if held.turn != derived:
        return (author,) if held.turn == "author" else ()
    turn = held.turn
    found = session.execute(_PEOPLE, {"series": series}).all()
    if turn == "maintainer" and any(applies for _, _, applies, _ in found):
        found = [row for row in found if row[2] or row[3]]
    return tuple(PersonRow(name or "", email) for name, email, *_ in found[:NAMED])


def reason(session: Session, series: int, words: tuple[Word, ...], now: dt.datetime) -> ReasonRow | None:
    """Why the series stands so: what a person said, and what the rules say."""
    row = session.execute(_REASON, {"series": series}).first()
    return told(row.text, row.evidence, words, now) if row else None


def told(text: str, evidence: str, words: Iterable[Word], now: dt.datetime) -> ReasonRow:
    """The reason from the sentence of the rules, its evidence (separated by blanks), and what people have set."""
    said = [
        f"{word.field} set to {word.value} by {word.by} on {word.at:%Y-%m-%d}" + (f": {word.why}" if word.why else "")
        for word in words
        if word.field in ("state", "turn") and _holds(word.until, now)
    ]
    return ReasonRow(f"{'; '.join(said)}. By the mails: {text}" if said else text, tuple(evidence.split()))


def steps(session: Session, series: int) -> tuple[tuple[StepRow, ...], int]:
    """The cases that the rules went through, the last of them being that which holds; and the rules' version."""
    row = session.execute(_REASON, {"series": series}).first()
    if row is None:
        return (), 0
    return tuple(StepRow(name, text) for name, text in json.loads(row.steps)), row.rules


def words(session: Session, series: int, updated: dt.datetime) -> tuple[Word, ...]:
    """What people have set of a series, the word in force on each field; its last mail came at `updated`."""
    return tuple(in_force(said(session, [series]).get(series, ()), updated).values())
