"""The query language: `list:linux-erofs (author:jane OR missing:Reviewed-by) -tag:Tested-by age:<2w "use after free"`.

Terms beside each other must all hold, `OR` joins what stands on its two sides, `-` turns a term or a group round,
quotes keep blanks, colons and parentheses. `objection:`, `severity:`, `outcome:` and `objector:` beside each other
speak of one and the same objection; those in parentheses of their own may speak of another one. `parse` gives the
syntax tree, `app.queries.filters` its meaning.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from app.errors import UsageError

from .text import is_text

MAX_LENGTH = 1000
MAX_TERMS = 20
MAX_DEPTH = 10

# What each term expects, as it is told to people.
TERMS = {
    "list": "the name or address of a mailing list",
    "author": "an address, or part of a name",
    "reviewer": "an address, or part of a name",
    "to": "an address, or part of one",
    "subject": "part of a subject",
    "file": "a path, a directory, or a pattern with *",
    "tag": "a tag such as Reviewed-by, or Reviewed-by=ADDRESS",
    "missing": "patches, or a tag such as Reviewed-by",
    "version": "a number or a range, such as 3, >=3 or 2..4",
    "age": "an age, such as >14d, <2w or 1w..2w",
    "updated": "a day, a range of days or an age, such as 2026-07-01, 2026-07-01..2026-07-15 or <2w",
    "state": "a state such as changes-requested",
    "turn": "author, reviewer, maintainer, nobody, or the address of somebody whose turn it is",
    "objection": "a label such as abstraction, a group such as design, or any",
    "severity": "a severity such as blocking",
    "outcome": "an outcome such as open",
    "objector": "the address of somebody who objects",
    "waiting": "an age, such as >14d",
    "is": "open, stalled, snoozed or mine",
}
# These speak about one objection of a series.
OF_OBJECTION = ("objection", "severity", "outcome", "objector")


class QueryError(UsageError):
    """The query cannot be understood; the message says which part, and what it expects."""


@dataclass(frozen=True, slots=True)
class Term:
    """`name:value`; free text has the name `text`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Objected:
    """Terms that hold together of one objection."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Parts joined by a word; `not` has one part. `and` without parts holds for everything."""

    word: Literal["and", "or", "not"]
    parts: tuple[Query, ...]


Query = Term | Objected | Group
EVERYTHING = Group("and", ())

Sign = Literal["(", ")", "-", "OR"]
_NAME = re.compile(r"[A-Za-z_-]+:")
Value = TypeVar("Value")


def parse(text: str) -> Query:
    """The syntax tree of a query. Raises QueryError, also for one over the bounds of this module."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query is longer than {MAX_LENGTH} characters")
    if not is_text(text):
        raise QueryError("the query has characters that no text can have")
    open_groups = [_Open(False)]
    terms = 0
    negated = False
    for piece in _tokens(text):
        if piece == "-":
            negated = not negated
            continue
        if negated and piece in ("OR", ")"):
            raise QueryError("- needs a term after it")
        if piece == "(":
            open_groups.append(_Open(negated))
            if len(open_groups) > MAX_DEPTH:
                raise QueryError(f"the query has parentheses more than {MAX_DEPTH - 1} deep")
        elif piece == ")":
            closed = open_groups.pop()
            if not open_groups:
                raise QueryError("a ) closes nothing; put it in quotes to search for it")
            open_groups[-1].add(closed.close())
        elif piece == "OR":
            open_groups[-1].alternative()
        else:
            assert isinstance(piece, Term)
            terms += 1
            if terms > MAX_TERMS:
                raise QueryError(f"the query has more than {MAX_TERMS} terms")
            open_groups[-1].add(Group("not", _together([piece])) if negated else piece)
        negated = False
    if len(open_groups) > 1:
        raise QueryError("a ( is never closed; put it in quotes to search for it")
    return open_groups[0].close() if terms else EVERYTHING


def fold(query: Query, leaf: Callable[[Term | Objected], Value], join: Callable[[Group, list[Value]], Value]) -> Value:
    """The value of a tree, from its leaves up. A loop, for nesting comes from outside."""
    todo: list[tuple[Query, bool]] = [(query, False)]
    values: list[Value] = []
    while todo:
        (node, seen) = todo.pop()
        if not isinstance(node, Group):
            values.append(leaf(node))
        elif not seen:
            todo.append((node, True))
            todo.extend((part, False) for part in reversed(node.parts))
        else:
            first = len(values) - len(node.parts)
            values[first:] = [join(node, values[first:])]
    return values[0]


class _Open:
    """A group that is being read: alternatives, each a list of what must hold together."""

    def __init__(self, negated: bool) -> None:
        self.negated = negated
        self.alternatives: list[list[Query]] = [[]]

    def add(self, part: Query) -> None:
        self.alternatives[-1].append(part)

    def alternative(self) -> None:
        if not self.alternatives[-1]:
            raise QueryError("OR needs a term on both sides; put it in quotes to search for it")
        self.alternatives.append([])

    def close(self) -> Query:
        if not self.alternatives[-1]:
            problem = "OR needs a term on both sides" if len(self.alternatives) > 1 else "() holds nothing"
            raise QueryError(f"{problem}; put it in quotes to search for it")
        together = map(_together, self.alternatives)
        joined = [parts[0] if len(parts) == 1 else Group("and", parts) for parts in together]
        whole = joined[0] if len(joined) == 1 else Group("or", tuple(joined))
        return Group("not", (whole,)) if self.negated else whole


def _together(parts: list[Query]) -> tuple[Query, ...]:
    """The parts of a conjunction, those that speak about an objection as one."""
    terms = tuple(part for part in parts if isinstance(part, Term) and part.name in OF_OBJECTION)
    others = (part for part in parts if part not in terms)
    return (*others, Objected(terms)) if terms else tuple(parts)


def _tokens(text: str) -> Iterator[Sign | Term]:
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
        elif character == "(" or character == ")":
            yield "(" if character == "(" else ")"
            at += 1
        elif character == "-" and at + 1 < len(text) and not text[at + 1].isspace():
            yield "-"
            at += 1
        else:
            (word, name, at) = _word(text, at)
            yield "OR" if word == "OR" and name is None else _term(word, name)


def _word(text: str, start: int) -> tuple[str, str | None, int]:
    """The word at `start` without its quotes, its name where it is `name:value`, and where it ends.

    A parenthesis that a word opens and closes itself is part of it, so that `kfree()` can be searched for.
    The name of a word that begins with a quote is `text`.
    """
    named = _NAME.match(text, start)
    name = named.group()[:-1].lower() if named else "text" if text[start] == '"' else None
    at = named.end() if named else start
    characters: list[str] = []
    open_parentheses = 0
    while at < len(text) and not text[at].isspace():
        if text[at] == '"':
            end = text.find('"', at + 1)
            if end < 0:
                raise QueryError("a quote is never closed")
            characters.append(text[at + 1 : end])
            at = end + 1
            continue
        open_parentheses += (text[at] == "(") - (text[at] == ")")
        if open_parentheses < 0:
            break
        characters.append(text[at])
        at += 1
    return "".join(characters), name, at


def _term(value: str, name: str | None) -> Term:
    if name in (None, "text"):
        return Term("text", value)
    if name not in TERMS:
        (nearest, *_) = difflib.get_close_matches(name, TERMS, n=1, cutoff=0)
        raise QueryError(f'{name}: is not a term; did you mean {nearest}: or the text "{name}:{value}" in quotes?')
    if not value:
        raise QueryError(f"{name}: expects {TERMS[name]}")
    return Term(name, value)
