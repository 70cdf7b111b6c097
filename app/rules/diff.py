"""The lines of a patch mail: which belong to the commit message, which to the diff, and where they stand.

No diff library is used. `unidiff` gives up a whole mail at the first hunk that is shorter than its header says,
and those come with every hand-edited patch; neither it nor `whatthepatch` tells where in the mail a line stands or
keeps the message above the diff, which remarks quote as well; both take twice the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

MAX_PATH = 255
"""Characters kept of a path, as many as a database key may have."""

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_VERSION = re.compile(r"\s?\d+\.\d[\w.() -]{0,40}\s*")
_EXTENDED = re.compile(
    r"(?:index|old mode|new mode|deleted file|new file|similarity|dissimilarity|rename|copy|Binary files|GIT binary) "
)
_PREFIX = re.compile(r"[abciow]/+")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"r": b"\r", b"v": b"\v"}
_STAT = re.compile(r" (?:\d{1,9} files? changed\b|\S.{0,300}? {1,100}\| {1,20}(?:\d{1,9}(?: [+-]*)?|Bin .*)$)")
_IN_BODY = re.compile(r"(?:From|Subject|Date): ")

_SMALL = 100_000
"""Characters of a text whose lines are remembered."""


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


def diff_lines(body: str) -> Sequence[PatchLine]:
    """Every line of a patch mail's text with its place.

    What hunk headers say is believed for as long as the lines do not contradict it: a new header ends a hunk that
    is too short, a context line may have lost its blank. Combined diffs (`@@@`) and binary ones have no numbers.
    """
    return _remembered(body) if len(body) <= _SMALL else _read(body)


def _read(body: str) -> Sequence[PatchLine]:
    return tuple(_diff_lines([line.removesuffix("\r") for line in body.split("\n")]))


# A patch is asked about again and again while its version is compared with others. Large ones would fill the memory.
_remembered = lru_cache(maxsize=64)(_read)


def message_lines(lines: Sequence[PatchLine]) -> Sequence[PatchLine]:
    """The lines of a commit message among those of a mail: what stands above the `---`, the diffstat and the diff,
    without the headers that git puts above it (`git mailinfo`), and without empty lines at its ends."""
    start = stop = 0
    while stop < len(lines) and not _ends_message(lines[stop]):
        stop += 1
    while start < stop and (not lines[start].text.strip() or _IN_BODY.match(lines[start].text)):
        start += 1
    while start < stop and not lines[stop - 1].text.strip():
        stop -= 1
    return lines[start:stop]


def message(body: str) -> str:
    """The commit message in a patch mail's text."""
    return "\n".join(line.text.rstrip() for line in message_lines(diff_lines(body)))


def is_changed(line: PatchLine) -> bool:
    """Whether a patch adds or removes this line."""
    return (line.old is None) != (line.new is None) and line.path is not None


def is_hunk(line: PatchLine) -> bool:
    """Whether this is the `@@` line that a hunk begins with."""
    return line.old is not None and line.new is not None and _HUNK.match(line.text) is not None


def heading(hunk: PatchLine) -> str:
    """The function that git names behind the second `@@`."""
    return hunk.text[2:].partition("@@")[2].strip()


def is_stat(text: str) -> bool:
    """Whether this is a line of a diffstat."""
    return _STAT.match(text) is not None


def _ends_message(line: PatchLine) -> bool:
    return line.path is not None or line.new is None or line.text.rstrip() == "---" or is_stat(line.text)


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
