"""Reads the diff of a patch mail line by line, and finds the line of it that each remark of a reply is about.

No diff library is used. `unidiff` gives up a whole mail at the first hunk that is shorter than its header says,
and those come with every hand-edited patch; neither it nor `whatthepatch` tells where in the mail a line stands or
keeps the message above the diff, which remarks quote as well; both take twice the time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ingest.facts import Anchor, FileChange, Remark

MAX_PATH = 255
"""Characters kept of a path, as many as a database key may have."""
MAX_CODE = 1_000
"""Characters kept of the line that a remark is about."""
_MAX_PLACES = 64
"""Equal lines of a patch that are compared, the next ones below the last remark."""
_COMPARED = 500
"""Characters of a line that are compared, white space left away; a quoted line has been cut before."""
_SURE = 8
"""Letters and digits that make a match more than chance."""

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_VERSION = re.compile(r"\s?\d+\.\d[\w.() -]{0,40}\s*")
_EXTENDED = re.compile(
    r"(?:index|old mode|new mode|deleted file|new file|similarity|dissimilarity|rename|copy|Binary files|GIT binary) "
)
_PREFIX = re.compile(r"[abciow]/+")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"r": b"\r", b"v": b"\v"}
_QUOTE_MARKS = re.compile(r"\s{0,4}(?:>\s?)+")


class PatchLine(NamedTuple):
    """One line of a patch mail, as it is written there (with the `+`, `-` or blank before it).

    In a diff: `path` is the file's new name (the old one of a deleted file), `old` and `new` the line's number
    before and after, None where it is not there; both None in the headers of a file. In `@@` lines they are where
    the hunk begins. Outside a diff: `path` is None and `new` the line's number in the mail's text. In the mail's
    signature all three are None.
    """

    path: str | None
    old: int | None
    new: int | None
    text: str


def diff_lines(body: str) -> list[PatchLine]:
    """Every line of a patch mail's text with its place.

    What hunk headers say is believed for as long as the lines do not contradict it: a new header ends a hunk that
    is too short, a context line may have lost its blank. Combined diffs (`@@@`) and binary ones have no numbers.
    """
    return list(_diff_lines([line.removesuffix("\r") for line in body.split("\n")]))


def _diff_lines(lines: Sequence[str]) -> Iterator[PatchLine]:
    path: str | None = None
    old = new = old_left = new_left = 0
    is_signature = False
    for at, text in enumerate(lines):
        if (old_left > 0 or new_left > 0) and (text[:1] in " +" or not _ends_hunk(lines, at)):
            if text.startswith("+"):
                yield PatchLine(path, None, new, text)
                new, new_left = new + 1, new_left - 1
            elif text.startswith("-"):
                yield PatchLine(path, old, None, text)
                old, old_left = old + 1, old_left - 1
            elif text.startswith("\\"):
                yield PatchLine(path, None, None, text)
            else:
                yield PatchLine(path, old, new, text)
                old, old_left, new, new_left = old + 1, old_left - 1, new + 1, new_left - 1
            continue
        old_left = new_left = 0
        if text.startswith("diff --git ") or _names_files(lines, at):
            path = (_git_path(text[11:]) if text.startswith("d") else _path(text[4:], lines[at + 1][4:])) or None
            is_signature = False
            yield PatchLine(path, None, None, text)
        elif path and (hunk := _HUNK.match(text)):
            old, new = int(hunk[1]), int(hunk[3])
            old_left, new_left = int(hunk[2] or 1), int(hunk[4] or 1)
            yield PatchLine(path, old, new, text)
        elif path and (_EXTENDED.match(text) or text.startswith(("+++ ", "\\ No newline"))):
            yield PatchLine(path, None, None, text)
        else:
            is_signature = is_signature or (path is not None and text.rstrip() == "--")
            yield PatchLine(None, None, None if is_signature else at + 1, text)


def _ends_hunk(lines: Sequence[str], at: int) -> bool:
    """Whether a header or the signature of `git format-patch` stands where the hunk should go on."""
    text = lines[at]
    if text.startswith("--"):
        below = lines[at + 1 : at + 3]
        if text.rstrip() == "--":
            return bool(below) and _VERSION.fullmatch(below[0][:80]) is not None
        # Without the hunk header these would be a removed and an added line.
        return _names_files(lines, at) and len(below) == 2 and _HUNK.match(below[1]) is not None
    return text.startswith("diff --git ") or _HUNK.match(text) is not None


def _names_files(lines: Sequence[str], at: int) -> bool:
    """Whether `--- a/file` and `+++ b/file` stand here."""
    return lines[at].startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ ")


def _git_path(names: str) -> str:
    """The new name in `a/NAME b/NAME`. Names may hold blanks, but the two are mostly the same."""
    half = len(names) // 2
    if names[half : half + 1] == " " and names[:half][2:] == names[half + 1 :][2:]:
        return _path(names[:half], names[half + 1 :])
    mark = ' "b/' if names.endswith('"') else " b/" if " b/" in names else " "
    before = names.rpartition(mark)[0]
    return _path(before, names[len(before) :].removeprefix(" "))


def _path(old: str, new: str) -> str:
    """The name of a file from the names after `---` and `+++`."""
    before, after = _clean(old), _clean(new)
    if after == "/dev/null":
        return _PREFIX.sub("", before, count=1)
    if _PREFIX.match(after):
        return _PREFIX.sub("", after, count=1)
    # diff -urN makes names such as linux-6.1/mm/slab.c and linux-6.1-new/mm/slab.c.
    _top, _slash, rest = after.partition("/")
    return rest if rest and before.partition("/")[2] == rest and before != after else after


def _clean(name: str) -> str:
    """A name without the time that GNU diff adds and without git's quoting of unusual characters."""
    name = name.partition("\t")[0].rstrip()[: 4 * MAX_PATH]
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        raw = _ESCAPE.sub(_unescaped, name[1:-1].encode("utf-8", "replace"))
        name = raw.decode("utf-8", "replace").replace("\0", "")
    return name[:MAX_PATH]


def _unescaped(found: re.Match[bytes]) -> bytes:
    token = found[1]
    return bytes([int(token, 8) & 255]) if len(token) == 3 else _ESCAPES.get(token, token)


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
