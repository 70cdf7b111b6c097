"""The diff of two patches, as `git range-diff` shows it: each is taken as a text, commit message first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from .align import align
from .diff import diff_lines, heading, is_hunk, message_lines

CONTEXT = 3
"""Equal lines shown around a difference."""

_IGNORED = re.compile(r"(?:index|similarity index|dissimilarity index) |(?:---|\+\+\+) |diff --git ")

Part = Literal["section", "message", "hunk", "code"]


class DiffLine(NamedTuple):
    """A line of the difference of two patches.

    `sign` is `+`, `-` or blank as between the patches, or `@` where lines are left out; `part` says what the line is in
    its patch: `section` (a heading, or the one that lines after `@` stand under), `message`, `hunk` or `code` (with
    the patch's own `+`, `-` or blank before it).
    """

    sign: str
    part: Part
    text: str


class Line(NamedTuple):
    part: Part
    text: str


def rendered(title: str, body: str) -> Iterator[Line]:
    """The lines of a patch without what says nothing of the change: line numbers, blob ids."""
    lines = diff_lines(body)
    yield Line("section", "## Commit message ##")
    yield Line("message", title)
    yield Line("message", "")
    yield from (Line("message", line.text.rstrip()) for line in message_lines(lines))
    path: str | None = None
    for line in lines:
        if line.path is None:
            continue
        if line.path != path:
            path = line.path
            yield Line("section", f"## {path} ##")
        if is_hunk(line):
            above = heading(line)
            yield Line("hunk", f"@@ {path}: {above}" if above else f"@@ {path}")
        elif line.old is not None or line.new is not None or line.text.startswith("\\"):
            yield Line("code", line.text or " ")
        elif not _IGNORED.match(line.text):
            yield Line("section", line.text)


def compare(before: Sequence[Line], after: Sequence[Line]) -> Iterator[DiffLine]:
    """What differs, with the lines around."""
    lines: list[DiffLine] = []
    at = other = 0
    for stop, stop_other in [*align(before, after), (len(before), len(after))]:
        lines += [DiffLine("-", *line) for line in before[at:stop]]
        lines += [DiffLine("+", *line) for line in after[other:stop_other]]
        lines += [DiffLine(" ", *line) for line in after[stop_other : stop_other + 1]]
        at, other = stop + 1, stop_other + 1
    return _shortened(lines)


def _shortened(lines: Sequence[DiffLine]) -> Iterator[DiffLine]:
    """The lines that differ and those around; each gap begins with the heading that the lines below stand under."""
    keep = bytearray(len(lines))
    for at, line in enumerate(lines):
        if line.sign != " ":
            around = range(max(0, at - CONTEXT), min(len(lines), at + CONTEXT + 1))
            keep[around.start : around.stop] = b"\1" * len(around)
    above = ""
    shown = False
    for at, line in enumerate(lines):
        if keep[at]:
            if not shown:
                yield DiffLine("@", "section", above)
            yield line
        shown = bool(keep[at])
        if line.part in ("section", "hunk"):
            above = line.text.strip("#@ ")
