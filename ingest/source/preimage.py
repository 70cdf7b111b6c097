"""The files that the patches of a series build upon, by the headers that git writes above each file's hunks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_SECTION = re.compile(rb"^diff --git ", re.MULTILINE)
_INDEX = re.compile(rb"index ([0-9a-f]{4,64})\.\.[0-9a-f]{4,64}(?: ([0-7]{6}))?")
_MODE = re.compile(rb"(?:old|deleted file) mode ([0-7]{6})")
_OLD = re.compile(rb'(?:--- [^/\t"]+/|rename from |copy from )([^\t"]+)\t?')
_NEW = re.compile(rb'(?:\+\+\+ [^/\t"]+/|rename to |copy to )([^\t"]+)\t?')
_NOTHING = re.compile(rb"0+")


@dataclass(frozen=True, slots=True)
class File:
    """A file before a series: its blob (hex digits, as many as the patch states) and mode. Without a blob, as in a
    mere rename, no patch of the series depends on what is in it."""

    blob: bytes | None
    mode: bytes


@dataclass(frozen=True, slots=True)
class _Change:
    old: bytes | None
    new: bytes
    file: File


def has_diff(patch: bytes) -> bool:
    """Whether a patch has a diff as git writes it."""
    return _SECTION.search(patch) is not None


def files(patches: Iterable[bytes]) -> dict[bytes, File]:
    """The files that a series changes and does not create, by name (of any bytes, as git has it)."""
    found: dict[bytes, File] = {}
    seen: set[bytes] = set()
    # A file that no patch has named a blob of yet, by the name that it has now.
    unnamed: dict[bytes, bytes] = {}
    for patch in patches:
        changes = list(_changes(patch))
        for change in changes:
            if change.old is None:
                continue
            if change.old not in seen:
                found.setdefault(change.old, change.file)
                if change.file.blob is None:
                    unnamed[change.new] = change.old
            elif (origin := unnamed.pop(change.old, None)) is not None:
                if change.file.blob is None:
                    unnamed[change.new] = origin
                else:
                    found[origin] = replace(found[origin], blob=change.file.blob)
        seen |= {name for change in changes for name in (change.old, change.new) if name is not None}
    return found


def _changes(patch: bytes) -> Iterator[_Change]:
    for section in _SECTION.split(patch)[1:]:
        names, *lines = re.split(rb"\n(?:@@ |GIT binary patch)", section, maxsplit=1)[0].split(b"\n")
        # A file that is empty, binary or changes its mode only is named nowhere else.
        old = new = _same(names)
        blob = mode = None
        created = False
        for line in lines:
            created = created or line.startswith(b"new file mode ")
            if match := _INDEX.fullmatch(line):
                blob, mode = match[1], match[2] or mode
            elif match := _MODE.fullmatch(line):
                mode = match[1]
            elif match := _OLD.fullmatch(line):
                old = match[1]
            elif match := _NEW.fullmatch(line):
                new = match[1]
        created = created or (blob is not None and _NOTHING.fullmatch(blob) is not None)
        new = new or old
        if new is not None:
            yield _Change(None if created else old, new, File(blob, mode or b"100644"))


def _same(names: bytes) -> bytes | None:
    """The file of `a/PATH b/PATH`; None where there are two, or they are quoted."""
    middle = len(names) // 2
    old, new = (name.partition(b"/")[2] for name in (names[:middle], names[middle + 1 :]))
    return old if old == new and b'"' not in names else None
