"""What became of an objection, from what direct answers to it say.

In the order of the rules: whoever raised it takes it back, then it is `withdrawn`; the author accepts it (`conceded`)
or disagrees (`rebutted`), the last word counting; a question that anybody has answered is `answered`. Else it is
`open`. What a later version does about it, and what the words of others settle, is not looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

OUTCOMES = {
    "open": "nobody has settled it",
    "conceded": "the author accepts it",
    "rebutted": "the author disagrees",
    "answered": "a question that was answered",
    "withdrawn": "whoever raised it took it back",
}
_LINES = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """A remark of a mail that answers the one with the objection. `by` is who speaks, `act` is None while it is not
    classified, `said_by` says how sure the act is (`app.rules.certainty`)."""

    message_id: str
    number: int
    at: dt.datetime
    by: Literal["objector", "author", "other"]
    act: str | None
    said_by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of `OUTCOMES`, the sentence why, and the Message-IDs that it rests on."""

    name: str
    text: str
    evidence: tuple[str, ...]


def outcome(act: str | None, answers: Sequence[Answer]) -> Outcome:
    """What became of an objection whose remark does `act`, in the light of the answers to it in any order."""
    in_time = sorted(answers, key=lambda answer: (answer.at, answer.message_id, answer.number))
    asked = act == "question"

    def last(by: Collection[str], acts: Collection[str | None]) -> Answer | None:
        return next((answer for answer in reversed(in_time) if answer.by in by and answer.act in acts), None)

    if taken_back := last(["objector"], ["withdraw"]):
        return _settled("withdrawn", "Whoever raised it takes it back or calls it settled", taken_back)
    if word := last(["author"], ["concede", "rebut"]):
        if word.act == "concede":
            return _settled("conceded", "The author accepts it", word)
        if not asked:
            return _settled("rebutted", "The author disagrees, or says why the patch should stay as it is", word)
    if asked and (word := last(["author"], ["inform", "rebut"])):
        return _settled("answered", "The author answers it", word)
    if asked and (word := last(["other"], ["inform", "rebut", "concede", "approve"])):
        return _settled("answered", "Somebody else answers it", word)
    if not in_time:
        return Outcome("open", "Nobody has answered it, as far as the archives go.", ())
    if any(answer.act is None for answer in in_time):
        text = "It has an answer that is not classified yet."
    else:
        text = "It has answers, but none that accepts it, disputes it or takes it back."
    return Outcome("open", text, tuple(dict.fromkeys(answer.message_id for answer in in_time)))


def is_unsettled(name: str, act: str | None) -> bool:
    """Whether an objection with this outcome still stands against its version. Of a question that was answered,
    or that the author took to heart, nothing more is asked by mail."""
    return name == "open" or (name in ("conceded", "rebutted") and act != "question")


def lines(text: str) -> tuple[str, ...]:
    """The last lines of a remark or a quote without blanks and quote marks, to be compared with each other.

    Lines without a letter or digit tell nothing. A quote is kept with 40 lines, so no more can be repeated.
    """
    found = ("".join(line.lstrip("> |\t").split()) for line in text.split("\n")[-_LINES:])
    return tuple(line for line in found if any(map(str.isalnum, line)))


def repeats(quoted: Collection[str], said: Sequence[str]) -> bool:
    """Whether a quote repeats a remark: its last line, or more than half of its lines."""
    return bool(said) and (said[-1] in quoted or 2 * sum(line in quoted for line in said) > len(said))


def _settled(name: str, text: str, by: Answer) -> Outcome:
    return Outcome(name, f"{text} ({by.said_by}).", (by.message_id,))
