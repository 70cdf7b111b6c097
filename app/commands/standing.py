"""Where a series stands, in the words that `docket show`, `docket explain` and `docket set` have for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.errors import DocketError
from app.queries.series import ReasonRow, SeriesWhole, whole
from app.rules.override import Word

from .terminal import safe


def told(session: Session, ref: str, now: dt.datetime) -> SeriesWhole:
    """The series that REF names, as it stands `now`. Raises DocketError where there is none."""
    series = whole(session, ref, now=now)
    if series is None:
        raise DocketError(
            f"{ref}: no series has this id or Message-ID; if its list is not read yet, run: docket ingest"
        )
    return series


def lines(series: SeriesWhole, now: dt.datetime) -> Iterator[str]:
    """Its state and turn, why, and what people have set, as lines that are safe to print; none before it is derived."""
    if series.state is None:
        return
    yield safe(_stands(series, now))
    if series.reason is not None:
        yield f"  {reason(series.reason)}"
    yield from (f"  {_said(word)}" for word in series.words if word.until is None or word.until > now)


def reason(of: ReasonRow) -> str:
    """The sentence, and the mails that it rests on."""
    return safe("  ".join([of.text, *(f"<{each}>" for each in of.evidence)]))


def _stands(series: SeriesWhole, now: dt.datetime) -> str:
    names = ", ".join(person.name or person.email for person in series.waiting_on)
    words = [str(series.state), f"{series.turn}'s turn"]
    if names and series.turn != "nobody":
        words[-1] += f" ({names})"
    if series.waiting_since is not None:
        days = max(0, (now - series.waiting_since).days)
        words[-1] += f" since {series.waiting_since:%Y-%m-%d}"
        words.append("1 day" if days == 1 else f"{days} days")
    words += ["stalled"] if series.stalled else []
    words += [f"snoozed {_until(series.snoozed_until)}"] if series.snoozed_until else []
    return ", ".join(words)


def _said(word: Word) -> str:
    value = "" if word.field == "snooze" else f" {word.value}"
    end = "until somebody writes" if word.until_activity else _until(word.until) if word.until else ""
    who = f"{word.by} on {word.at:%Y-%m-%d}" + (f": {word.why}" if word.why else "")
    return safe(f"{word.field}:{value} {end}".rstrip() + f" ({who})")


def _until(end: dt.datetime) -> str:
    # The last year is the end of what only a mail ends.
    return "until somebody writes" if end.year == dt.MAXYEAR else f"until {end:%Y-%m-%d}"
