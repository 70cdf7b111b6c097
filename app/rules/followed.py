"""What a later version of a patch did at the place that a remark is about.

The place is the lines quoted right above the remark. Lines are compared without their white space, so that a block
that was indented anew is still the same; only where nothing else has changed there does white space count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .align import align
from .diff import PatchLine, diff_lines, is_changed, is_hunk, message_lines
from .rangediff import PatchText, same_message

PLACES = {
    "line": "the lines it is about were changed",
    "near": "the lines it is about are as they were, but lines beside them were changed",
    "message": "the commit message was changed",
    "elsewhere": "the patch was changed, but not there, or it is not known where",
    "none": "the patch is the same",
    "hunk-gone": "the patch no longer touches that part of the file",
    "patch-gone": "the patch is no longer there",
}

QUOTED = 3
"""Added or removed lines above a remark that it is taken to be about."""
NEAR = 8
"""Lines on both sides of these that are beside them."""
SURE = 12
"""Letters and digits in lines that are surely the same where they are found in another patch."""


def followed(
    path: str | None,
    line: int | None,
    code: str | None,
    quoted: str,
    earlier: PatchText,
    later: PatchText | None,
    others: Sequence[PatchText] = (),
) -> str:
    """One of PLACES, for a remark on the patch `earlier` of which `later` is the next version.

    `path`, `line`, `code` and `quoted` are as in `app.models.Remark`, `others` are the other patches of the later
    version: where the lines have moved to one of them, the place is looked at there.
    """
    before = _read(earlier.body)
    at = before.find(path, line, code)
    wanted = [] if at is None else before.quoted(at, quoted)
    place = "patch-gone"
    if later is not None:
        says_same = same_message(earlier, later)
        is_same = says_same and before.changes() == _read(later.body).changes()
        if at is None:
            is_message = path is None and line is not None and line in before.message
            return "none" if is_same else "message" if is_message and not says_same else "elsewhere"
        place = _compared(earlier.body, later.body).judge(at, wanted)
        if is_same:
            # The same lines may have come to stand somewhere else.
            return place if place == "near" else "none"
    if at is not None and place in ("line", "hunk-gone", "patch-gone"):
        for other in others:
            if _holds(other, before, wanted):
                return _compared(earlier.body, other.body).judge(at, wanted)
    return place


class _Diff(NamedTuple):
    """The lines of a diff, what is compared of each, and the number of the hunk that it is in."""

    lines: Sequence[PatchLine]
    keys: Sequence[str]
    hunks: Sequence[int]
    message: range

    def find(self, path: str | None, line: int | None, code: str | None) -> int | None:
        """The index of the line that a remark is about; None where it is none of the diff."""
        if path is None or code is None:
            return None
        for at, each in enumerate(self.lines):
            number = each.old if each.new is None else each.new
            if (each.path, number) == (path, line) and each.text.startswith(code):
                return at
        return None

    def quoted(self, at: int, quoted: str) -> list[int]:
        """The lines that a remark is about: the one found, and the changed ones above it that are quoted too."""
        shown = {_key(line.lstrip("> ")) for line in quoted.split("\n")}
        found = [at]
        said = 1
        for above in range(at - 1, max(at - 2 * NEAR, 0) - 1, -1):
            if self.hunks[above] != self.hunks[at] or self.keys[above] not in shown or said == QUOTED:
                break
            if is_changed(self.lines[above]):
                found.append(above)
                # A brace is shown because of what stands before it.
                said += _letters(self.keys[above]) > 0
        return found

    def window(self, at: int) -> range:
        """The lines beside one, in the same hunk."""
        start, stop = max(0, at - NEAR), min(len(self.lines), at + NEAR + 1)
        while self.hunks[start] != self.hunks[at]:
            start += 1
        while self.hunks[stop - 1] != self.hunks[at]:
            stop -= 1
        return range(start, stop)

    def changes(self) -> list[tuple[str | None, str]]:
        """What it changes, whatever stands around that."""
        return [(line.path, line.text) for line in self.lines if _counts(line)]


@lru_cache(maxsize=16)
def _read(body: str) -> _Diff:
    lines = diff_lines(body)
    said = message_lines(lines)
    message = range(said[0].new or 0, (said[-1].new or 0) + 1) if said else range(0)
    in_diff = [line for line in lines if line.path is not None]
    hunks = []
    number = 0
    for line in in_diff:
        number += is_hunk(line) or line.text.startswith("diff ")
        hunks.append(number)
    return _Diff(in_diff, [_key(line.text) for line in in_diff], hunks, message)


def _key(text: str) -> str:
    return "".join(text.split())


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _holds(other: PatchText, before: _Diff, wanted: Iterable[int]) -> bool:
    """Whether all these lines are in another patch as they were."""
    lines = [before.lines[at] for at in wanted if is_changed(before.lines[at])]
    if _letters("".join(line.text for line in lines)) < SURE:
        return False
    # Most patches do not hold them, and need not be read for that.
    if not all(line.text[1:].strip() in other.body for line in lines):
        return False
    diff = _read(other.body)
    known = {(line.path, key) for line, key in zip(diff.lines, diff.keys, strict=True)}
    return all((line.path, _key(line.text)) in known for line in lines)


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two diffs that are not the same: where the lines of the one are in the other, and the other's new lines."""

    before: _Diff
    after: _Diff
    places: Mapping[int, int]
    new: frozenset[int]

    def judge(self, at: int, wanted: Sequence[int]) -> str:
        """What became of the place `at`, at which the lines `wanted` are remarked upon."""
        lines, keys = self.before.lines, self.before.keys
        if lines[at].old is None and lines[at].new is None:
            return self._judge_file(lines[at].path)
        lost = [each for each in wanted if each not in self.places]
        new = {self.after.keys[each] for each in self.new}
        for each in lost:
            # What stands around a change may be left out, or be there no more for somebody else's reason.
            if is_changed(lines[each]):
                altered = _letters(keys[each]) > 0 and (keys[each] not in new or _letters(keys[each]) < SURE)
            else:
                altered = f"-{keys[each]}" in new
            if altered:
                return "line" if self._is_touched(at) else "hunk-gone"
        if any(is_changed(lines[each]) for each in lost) or any(map(self._is_beside, wanted)):
            return "near"
        kept = [each for each in wanted if each in self.places]
        if any(lines[each].text != self.after.lines[self.places[each]].text for each in kept):
            return "line"
        return "elsewhere" if self._is_touched(at) else "hunk-gone"

    def _judge_file(self, path: str | None) -> str:
        one, other = ([text for name, text in diff.changes() if name == path] for diff in (self.before, self.after))
        return "elsewhere" if one == other else "near" if other else "hunk-gone"

    def _is_beside(self, at: int) -> bool:
        """Whether lines came, went or changed sides beside a line."""
        gone = [one for one in self.before.window(at) if one not in self.places]
        new = [one for one in self.after.window(self.places[at]) if one in self.new] if at in self.places else []
        moved = {self.after.keys[one] for one in new if _letters(self.after.keys[one])}
        return (
            any(_counts(self.before.lines[one]) for one in gone)
            or any(_counts(self.after.lines[one]) for one in new)
            or any(self.before.keys[one] in moved for one in gone)
        )

    def _is_touched(self, at: int) -> bool:
        """Whether the part of the file where a line is has changes still."""
        hunk = [one for one, number in enumerate(self.before.hunks) if number == self.before.hunks[at]]
        if any(one in self.places for one in hunk[1:]):
            return True
        head = self.before.lines[hunk[0]]
        return any(
            is_hunk(line) and line.path == head.path and abs((line.old or 0) - (head.old or 0)) <= 3 * NEAR
            for line in self.after.lines
        )


def _counts(line: PatchLine) -> bool:
    """Whether a line is a change: of the text, or of whether its last line has an end."""
    return is_changed(line) or line.text.startswith("\\")


@lru_cache(maxsize=16)
def _compared(earlier: str, later: str) -> _Compared:
    before, after = _read(earlier), _read(later)
    places = dict(align(before.keys, after.keys))
    return _Compared(before, after, places, frozenset(range(len(after.lines))).difference(places.values()))
