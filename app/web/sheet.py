"""A patch as a sheet: its lines with what was said set right below the lines that it is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from app.queries.talks import Talk
from app.rules.diff import PatchLine, diff_lines, is_hunk, message_lines

from .mail import Reading

LINES = 5000
"""Lines of a patch that a page shows."""
FOLDED = 400
"""Lines over which a file is folded, unless something was said about it."""
PLAIN = ("text/plain", "text/x-patch", "text/x-diff")

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown: `look` is one of `file`, `meta`, `hunk`, `add`, `del`, `ctx`, or empty for text; `places`
    are its numbers before and after, set in two columns. Of a changed line `changed` is what is new in it, or no longer
    there, between `text` and `rest`; empty where that is all of it."""

    look: str
    places: str
    text: str
    changed: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that nothing was said about but the last, and what was said about that one."""

    lines: tuple[Line, ...]
    talks: tuple[Talk, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The text above the diff (`path` is None), one file of the diff, or text between two of them. `open` is False
    where it is folded."""

    path: str | None
    added: int
    removed: int
    runs: tuple[Run, ...]
    said: int
    open: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A patch set in lines. `loose` are the talks that are about none of the shown lines, `omitted` the lines that are
    left out."""

    parts: tuple[Part, ...]
    loose: tuple[Talk, ...]
    omitted: int


def text(mail: Reading) -> str:
    """The text of a patch mail that the diff is in: the first plain part, or a later one with a diff."""
    found: str | None = None
    for part in mail.parts:
        if part.text is None or part.type not in PLAIN:
            continue
        if found is None or any(line.path is not None for line in diff_lines(part.text)):
            found = part.text
    return (found or "").replace("\r", "\n")


def beginning(body: str, lines: int) -> str:
    """The first lines of a text."""
    return "\n".join(body.split("\n", lines)[:lines])


def sheet(body: str, talks: Iterable[Talk]) -> Sheet:
    """A patch mail's text with the talks about it in their places (`app.models.Remark`)."""
    shown = _shown(diff_lines(beginning(body, LINES)))
    at: defaultdict[tuple[str | None, int | None], list[Talk]] = defaultdict(list)
    for talk in talks:
        at[talk.remark.path, talk.remark.line].append(talk)
    loose = at.pop((None, None), [])
    below = _placed(shown, at)
    loose += [talk for rest in at.values() for talk in rest]
    loose.sort(key=lambda talk: (talk.date, talk.message_id, talk.remark.number))
    return Sheet(tuple(_parts(shown, below)), tuple(loose), max(0, body.rstrip("\n").count("\n") + 1 - LINES))


def _shown(lines: Sequence[PatchLine]) -> Sequence[PatchLine]:
    """Without what git puts above the commit message, and without the signature of the mail."""
    said = message_lines(lines)
    first = said[0].new if said else None
    return [
        line
        for line in lines
        if line.path is not None or (line.new is not None and (first is None or line.new >= first))
    ]


def _placed(
    lines: Sequence[PatchLine], at: dict[tuple[str | None, int | None], list[Talk]]
) -> Mapping[int, Sequence[Talk]]:
    """The talks by the index of the line that they are about; those are taken out of `at`."""
    below: defaultdict[int, list[Talk]] = defaultdict(list)
    for index, line in enumerate(lines):
        key = (line.path, line.old if line.new is None else line.new)
        for talk in at.get(key, ()):
            # A removed line and an added one may have the same number.
            if line.text.startswith(talk.remark.code or ""):
                below[index].append(talk)
        if index in below:
            at[key] = [talk for talk in at[key] if talk not in below[index]]
    return below


def _parts(lines: Sequence[PatchLine], below: Mapping[int, Sequence[Talk]]) -> Iterator[Part]:
    for path, numbered in groupby(enumerate(lines), key=lambda pair: pair[1].path):
        ours = list(numbered)
        if path is None and not any(line.text.strip() or index in below for index, line in ours):
            continue
        said = sum(1 + len(talk.answers) for index, _ in ours for talk in below.get(index, ()))
        looks = _compared([_line(line) for _, line in ours])
        yield Part(
            path=path,
            added=sum(line.look == "add" for line in looks),
            removed=sum(line.look == "del" for line in looks),
            runs=tuple(_runs([index for index, _ in ours], looks, below)),
            said=said,
            open=said > 0 or len(ours) <= FOLDED,
        )


def _compared(lines: list[Line]) -> list[Line]:
    """With what is changed within lines told apart, as git's contrib/diff-highlight does it: where as many lines are
    added as are removed right above them, each is compared with the one that it replaces."""
    blocks = [list(places) for _, places in groupby(range(len(lines)), key=lambda at: lines[at].look)]
    for removed, added in pairwise(blocks):
        if lines[removed[0]].look == "del" and lines[added[0]].look == "add" and len(removed) == len(added):
            for old, new in zip(removed, added, strict=True):
                (lines[old], lines[new]) = _marked(lines[old], lines[new])
    return lines


def _marked(old: Line, new: Line) -> tuple[Line, Line]:
    (before, after) = (old.text[1:], new.text[1:])
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    # Where nothing but blanks and signs is alike, one line has not come out of the other.
    if not _WORD.search(before[:start]) and not _WORD.search(before[len(before) - end :]):
        return old, new
    return _split(old, start + 1, end), _split(new, start + 1, end)


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    differ = (at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs)
    return next(differ, min(len(one), len(other)))


def _split(line: Line, start: int, end: int) -> Line:
    stop = len(line.text) - end
    if start == stop:
        return line
    return replace(line, text=line.text[:start], changed=line.text[start:stop], rest=line.text[stop:])


def _runs(indices: Sequence[int], lines: Sequence[Line], below: Mapping[int, Sequence[Talk]]) -> Iterator[Run]:
    start = 0
    for at, index in enumerate(indices, start=1):
        if index in below or at == len(indices):
            yield Run(tuple(lines[start:at]), tuple(below.get(index, ())))
            start = at


def _line(line: PatchLine) -> Line:
    (path, old, new, text) = line
    if path is None:
        return Line("", "", text)
    if is_hunk(line):
        return Line("hunk", "", text)
    if old is None and new is None:
        return Line("file" if text.startswith(("diff ", "--- ", "+++ ")) else "meta", "", text)
    look = "add" if old is None else "del" if new is None else "ctx"
    return Line(look, f"{'' if old is None else old:>5} {'' if new is None else new:>5}", text)
