"""What a person can say of a remark or a series, checked and in the form in which it is kept."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable
from email.utils import parseaddr, quote

from app.errors import UsageError
from app.models.base import KEY_LENGTH
from app.rules import finding, override
from app.rules.outcome import OUTCOMES
from app.rules.override import Word
from app.rules.remark import ACTS, LABELS, SEVERITIES
from app.rules.standing import STATES, TURNS

OF_REMARK = (*finding.FIELDS, "outcome")
OF_SERIES = tuple(override.FIELDS)
ACTIVITY = "activity"
NEVER = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
"""The end of a snooze that only a mail ends."""

_CHOICES: dict[str, Iterable[str]] = {
    "act": ACTS,
    "severity": SEVERITIES,
    "label": LABELS,
    "outcome": OUTCOMES,
    "state": STATES,
    "turn": TURNS,
}
# Characters of a note or a reason: a few sentences.
_LONGEST = 1000
_SHOWN = 40
# What shows nothing, or acts on how the text around it is read: control characters, marks, halves and holes.
_HIDDEN = ("Cc", "Cf", "Cs", "Cn")
# The units of ages in queries.
_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "y": 365}


def field(name: str) -> str:
    """The field of this name. Raises UsageError where there is none."""
    return _one_of("field", name, (*OF_REMARK, *OF_SERIES))


def word(field: str, value: str, until: str | None, by: str, at: dt.datetime, why: str) -> Word:
    """What somebody says of a field of a series. Raises UsageError for what cannot be said."""
    if field != "snooze":
        (end, activity) = ending(until, at) if until is not None else (None, False)
    elif until is not None:
        raise UsageError("the value of snooze says until when, so nothing else does")
    else:
        (end, activity) = ending(value, at)
        end = end or NEVER
    return Word(field, kept(field, value), end, activity, by, at, why)


def kept(field: str, value: str) -> str:
    """The value as it is kept; labels separated by blanks. Raises UsageError for one that the field cannot have."""
    match field:
        case "label":
            return _labels(value)
        case "delegate":
            return _address(value)
        case "note":
            if not (note := plain("note", value)):
                raise UsageError("the note is blank; take back what was said instead")
            return note
        case "snooze":
            return value
    return _one_of(field, value, _CHOICES[field])


def ending(text: str, now: dt.datetime) -> tuple[dt.datetime | None, bool]:
    """When a word ends: at a time, or (None, True) once somebody writes. Raises UsageError."""
    if text == ACTIVITY:
        return None, True
    try:
        end = _end(text, now)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{_shown(text)} is no time; give an age from now such as 2w (h, d, w, m or y), a day such as "
            f"{now:%Y}-12-31, or {ACTIVITY}"
        ) from None
    if end <= now:
        raise UsageError(f"{text} is over; give a day that is still to come")
    return end, False


def plain(what: str, text: str) -> str:
    """Text that a person wrote, on one line. Raises UsageError for what cannot be shown as it is, or is too long."""
    line = " ".join(text.split())
    if any(unicodedata.category(each) in _HIDDEN for each in line):
        raise UsageError(f"the {what} has characters that cannot be shown; write it in plain text")
    if len(line) > _LONGEST:
        raise UsageError(f"the {what} has {len(line)} characters; say it in at most {_LONGEST}")
    return line


def _one_of(what: str, value: str, choices: Iterable[str], besides: str = "") -> str:
    known = list(choices)
    if value not in known:
        near = difflib.get_close_matches(value[:_SHOWN], known, n=1)
        hint = f"did you mean {near[0]}? It" if near else "it"
        raise UsageError(f"{_shown(value)} is no {what}; {hint} is one of {', '.join(known)}{besides}")
    return value


def _labels(value: str) -> str:
    if value == "none":
        return ""
    words = [_one_of("label", word.strip(), LABELS, ", or none") for word in value.split(",")]
    if len(set(words)) < len(words) or len(words) > 3:
        raise UsageError("a remark has at most three labels, each once")
    return " ".join(words)


def _address(value: str) -> str:
    (name, email) = parseaddr(plain("delegate", value))
    email = email.lower()
    if value.count("@") != 1 or not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", email) or len(email) > KEY_LENGTH:
        raise UsageError(
            f"{_shown(value)} is no address; give one such as ada@example.org or 'Ada Lovelace <ada@example.org>'"
        )
    if not name:
        return email
    # `parseaddr` is what reads it again, and not every name can stand without quotes.
    bare = f"{name} <{email}>"
    return bare if parseaddr(bare) == (name, email) else f'"{quote(name)}" <{email}>'


def _end(text: str, now: dt.datetime) -> dt.datetime:
    if age := re.fullmatch(r"([0-9]{1,6})([hdwmy])", text):
        return now + dt.timedelta(days=int(age[1]) * _DAYS[age[2]])
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)


def _shown(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}...")
