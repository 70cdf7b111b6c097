"""What changed in a patch since an earlier version, with what was objected to that at the lines that it was about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.queries.patch import Ported
from app.rules.interdiff import DiffLine


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines, and what was objected to the last of them."""

    lines: tuple[DiffLine, ...]
    ported: tuple[Ported, ...]


def ported(lines: Sequence[DiffLine], objections: Iterable[Ported]) -> tuple[tuple[Stretch, ...], tuple[Ported, ...]]:
    """The lines with the objections in their places, and the objections to lines that are not among them: those that
    nothing was changed around, and those about no line."""
    wanted: defaultdict[tuple[str, str], list[Ported]] = defaultdict(list)
    for each in objections:
        wanted[each.objection.file or "", (each.code or "").rstrip()].append(each)
    loose = wanted.pop(("", ""), [])
    stretches = tuple(_stretches(lines, wanted))
    loose += [each for rest in wanted.values() for each in rest]
    loose.sort(key=lambda each: (each.objection.date, each.objection.message_id, each.objection.number))
    return stretches, tuple(loose)


def _stretches(lines: Sequence[DiffLine], wanted: dict[tuple[str, str], list[Ported]]) -> Iterator[Stretch]:
    """Takes out of `wanted` (by file, empty for the commit message, and line) what was found."""
    path = ""
    start = 0
    for at, line in enumerate(lines, start=1):
        if line.sign == "@" or line.part == "hunk" or line.text.startswith("## "):
            path = _path(line.text)
        found = wanted.pop((path, line.text.rstrip()), None) if line.sign in "- " and line.text.strip() else None
        if found or at == len(lines):
            yield Stretch(tuple(lines[start:at]), tuple(found or ()))
            start = at


def _path(heading: str) -> str:
    """The file that the lines under a heading belong to, empty for the commit message; see `app.rules.interdiff`."""
    name = heading.strip("#@ ").partition(": ")[0]
    return "" if name == "Commit message" else name
