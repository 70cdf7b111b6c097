"""How a query that somebody is writing may go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Address, MailingList
from app.rules.outcome import OUTCOMES
from app.rules.remark import GROUPS, LABELS, SEVERITIES
from app.rules.standing import STATES, TURNS

from .language import MAX_LENGTH, TERMS
from .series.tags import REVIEW_TAGS
from .text import is_text

MOST = 10
VALUES: Mapping[str, tuple[str, ...]] = {
    "state": tuple(STATES),
    "turn": tuple(TURNS),
    "objection": (*LABELS, *GROUPS, "any"),
    "severity": tuple(SEVERITIES),
    "outcome": tuple(OUTCOMES),
    "tag": tuple(REVIEW_TAGS),
    "missing": ("patches", *REVIEW_TAGS),
    "is": ("open", "stalled", "snoozed", "mine"),
    "age": ("<1w", "<4w", ">2w"),
    "updated": ("<1d", "<1w", ">4w"),
    "waiting": (">1w", ">2w", ">4w"),
}
PEOPLE = ("author", "reviewer", "to", "objector", "turn")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A whole query that the one so far may become, and what its last term expects, empty where it is whole."""

    query: str
    hint: str


def completions(session: Session, query: str) -> tuple[Suggestion, ...]:
    """The terms that the last word of a query may become, or at most MOST values of its term. One statement at most."""
    before, last = _parted(query)
    if len(query) > MAX_LENGTH or before.count('"') % 2 or not is_text(query):
        return ()
    name, colon, value = last.partition(":")
    if not colon:
        terms = [term for term in TERMS if term.startswith(last.lower())]
        return tuple(Suggestion(f"{before}{term}:", TERMS[term]) for term in terms)
    found = dict.fromkeys(_values(session, name.lower(), value.lower()))
    return tuple(Suggestion(f"{before}{name}:{each}", "") for each in [*found][:MOST])


def _parted(query: str) -> tuple[str, str]:
    """A query before its last word, with what is put before that one, and the word."""
    cut = query.rfind(" ") + 1
    while query[cut : cut + 1] in ("-", "("):
        cut += 1
    return query[:cut], query[cut:]


def _values(session: Session, name: str, start: str) -> Iterator[str]:
    yield from (each for each in VALUES.get(name, ()) if each.lower().startswith(start))
    if name == "list":
        names = select(MailingList.name).where(MailingList.name.between(start, start + _LAST))
        yield from session.scalars(names.order_by(MailingList.name).limit(MOST))
    elif name in PEOPLE and start:
        emails = select(Address.email).where(Address.email.between(start, start + _LAST))
        yield from session.scalars(emails.order_by(Address.email).limit(MOST))
