"""The files that a patch mail changes, and the line of it that each remark of a reply is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from app.rules.diff import PatchLine, diff_lines
from ingest.facts import Anchor, FileChange, Remark

MAX_CODE = 1_000
"""Characters kept of the line that a remark is about."""
_MAX_PLACES = 64
"""Equal lines of a patch that are compared, the next ones below the last remark."""
_COMPARED = 500
"""Characters of a line that are compared, white space left away; a quoted line has been cut before."""
_SURE = 8
"""Letters and digits that make a match more than chance."""

_QUOTE_MARKS = re.compile(r"\s{0,4}(?:>\s?)+")


def files(body: str) -> tuple[FileChange, ...]:
    """The files that a patch mail changes, in its order, with the lines added and removed."""
    counts: dict[str, list[int]] = {}
    for line in diff_lines(body):
        if line.path is not None:
            count = counts.setdefault(line.path, [0, 0])
            count[0] += line.old is None and line.new is not None
            count[1] += line.new is None and line.old is not None
    return tuple(FileChange(path, added, removed) for path, (added, removed) in counts.items())


def anchors(body: str, remarks: Iterable[Remark]) -> list[Anchor | None]:
    """The line of a patch mail (its text is `body`) that each remark of one reply is about; None where none is found.

    That is the last line with a word in the quoted passage that is also in the patch, white space and all quote
    marks left away, so that damaged white space and replies to replies do no harm; a line that a mail program
    has broken is put together. Of equal lines the one is taken whose lines above are quoted as well, else the next
    one below the last remark, since people comment from top to bottom.
    """
    patch = _Patch(body)
    below = -1
    found: list[Anchor | None] = []
    for remark in remarks:
        at = patch.find(remark.quoted, below)
        if at is None:
            found.append(None)
            continue
        below = at
        line = patch.lines[at]
        found.append(Anchor(line.path, line.old if line.new is None else line.new, line.text[:MAX_CODE]))
    return found


class _Patch:
    """The lines of a patch that hold something, and where each text occurs among them."""

    def __init__(self, body: str) -> None:
        self.lines: list[PatchLine] = []
        self.keys: list[str] = []
        self.places: dict[str, list[int]] = {}
        for line in diff_lines(body):
            key = _key(line.text)
            if key and (line.path is not None or line.new is not None) and not line.text.startswith("\\"):
                self.places.setdefault(key, []).append(len(self.lines))
                self.lines.append(line)
                self.keys.append(key)

    def find(self, quoted: str, below: int) -> int | None:
        """The index of the last quoted line that is surely a line of the patch.

        Surely: it, or the lines right above it that match as well, hold a word or two; else a `}` or `return;` of
        code that somebody proposes in the discussion would be taken for one of the patch.
        """
        # By the place in the patch where a row of quoted lines ends: how many there are, and the letters in them.
        rows: dict[int, tuple[int, int]] = {}
        found: int | None = None
        for count, key in enumerate(self._rejoined([key for line in quoted.split("\n") if (key := _key(line))])):
            places = self._near(key, rows, below if found is None else found)
            if not places:
                # Somebody's words between quoted lines of the patch, or a line that was edited.
                continue
            letters = sum(map(str.isalnum, key))
            rows = {place: _longer(rows.get(place - 1), letters) for place in places}
            longest = max(rows.values())
            is_marked = key[0] in "+-" and letters >= 3
            if key in ("+", "-") or not (longest[1] >= _SURE or is_marked or longest[0] == count + 1):
                continue
            likely = sorted(place for place, row in rows.items() if row == longest)
            after = bisect_right(likely, below if found is None else found)
            found = likely[after] if after < len(likely) else likely[0]
        return found

    def _near(self, key: str, rows: dict[int, tuple[int, int]], below: int) -> list[int]:
        """The places of a line that go on from a row or are the next ones below; all, unless it is a common line."""
        places = self.places.get(key, [])
        if len(places) <= _MAX_PLACES:
            return places
        start = bisect_right(places, below)
        following = [place + 1 for place in rows if place + 1 < len(self.keys) and self.keys[place + 1] == key]
        return list(dict.fromkeys(following[:_MAX_PLACES] + places[start : start + _MAX_PLACES]))

    def _rejoined(self, keys: Sequence[str]) -> Iterator[str]:
        at = 0
        while at < len(keys):
            joined, end = keys[at], at + 1
            while joined not in self.places and end < min(at + 3, len(keys)):
                joined += keys[end]
                end += 1
            if joined not in self.places:
                joined, end = keys[at], at + 1
            yield joined
            at = end


def _longer(row: tuple[int, int] | None, letters: int) -> tuple[int, int]:
    return (1, letters) if row is None else (row[0] + 1, row[1] + letters)


def _key(line: str) -> str:
    """What is compared of a line: no quote marks, no white space."""
    line = line[:MAX_CODE]
    marks = _QUOTE_MARKS.match(line)
    return "".join((line[marks.end() :] if marks else line).split())[:_COMPARED]
