"""Two versions of a series side by side, as `git range-diff` has them, from the text of their mails alone.

As there, two patches are one patch in two versions where little enough of them differs: git pairs them where the diff
of both is shorter than 60 % of the two together (`--creation-factor`), which is to say where their likeness is over
0.4. Here the likeness is that of the changed lines, and the same title makes a pair whatever has become of the diff.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from .diff import diff_lines, heading, is_changed, is_hunk, message_lines
from .interdiff import DiffLine, compare, rendered
from .likeness import Sample, dice, digest, likeness, sample

ALIKE = 0.4
"""The likeness over which two patches are versions of one."""
ALIKE_WITH_TITLE = 0.45
"""... of two that change a file in common, half the likeness of their titles added."""

_WORD = re.compile(r"\w+")
_REVIEWED = re.compile(r"(?:\w+-){0,4}(?:reviewed|acked|tested|nacked)(?:-\w+){0,4}-by\s?:", re.IGNORECASE)


How = Literal["same", "changed", "new", "dropped"]


@dataclass(frozen=True, slots=True)
class PatchText:
    """A patch mail: `name` is its Message-ID, `body` its text."""

    name: str
    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What became of a patch. `earlier` and `later` are names; `likeness` is the share of the changed lines that both
    have, from 0 to 1."""

    earlier: str | None
    later: str | None
    how: How
    likeness: float


def pairs(earlier: Sequence[PatchText], later: Sequence[PatchText]) -> tuple[Pair, ...]:
    """The patches of two versions of a series, by the later one's numbers; those dropped stand where they stood.

    The same diff comes first, then the same title, then likeness; each patch is taken once, the most alike first.
    """
    before, after = (sorted(map(_facts, each), key=lambda patch: patch.order) for each in (earlier, later))
    known = {each.order: each for each in before}
    found: dict[_Order, _Facts] = {}
    taken: set[_Order] = set()
    steps = [_by_diff, _by_title, _by_likeness]
    if len(before) == len(after) == 1:
        steps.append(_only_ones)
    for candidates in steps:
        free = [each for each in before if each.order not in taken]
        for *_, one, other in sorted(candidates(free, [each for each in after if each.order not in found])):
            if one not in taken and other not in found:
                found[other] = known[one]
                taken.add(one)
    return tuple(_ordered(before, after, found))


def same_message(earlier: PatchText, later: PatchText) -> bool:
    """Whether two patches say the same, title included and review tags aside."""
    return _facts(earlier).message == _facts(later).message


@lru_cache(maxsize=16)
def difference(earlier: PatchText | None, later: PatchText | None) -> tuple[DiffLine, ...]:
    """The diff of two patches, commit messages included; a patch that is not there has no lines."""
    return tuple(compare(*(list(rendered(each.title, each.body)) if each else [] for each in (earlier, later))))


class _Facts(NamedTuple):
    order: tuple[int, str]
    name: str
    title: str
    words: frozenset[str]
    files: frozenset[str]
    message: bytes
    diff: bytes
    lines: Sample


@lru_cache(maxsize=32)
def _facts(patch: PatchText) -> _Facts:
    """What is compared of a patch. Hashes are the same in every process, so that the same mails make the same pairs."""
    lines = diff_lines(patch.body)
    said = [" ".join(line.text.split()) for line in message_lines(lines) if not _REVIEWED.match(line.text)]
    message = "\n".join([" ".join(patch.title.split()), *said]).strip()
    diff = "\n".join(
        f"@@{heading(line)}" if is_hunk(line) else line.text or " "
        for line in lines
        if line.path is not None and not line.text.startswith("index ")
    )
    return _Facts(
        (patch.number, patch.name),
        patch.name,
        " ".join(_WORD.findall(patch.title.lower())),
        frozenset(_WORD.findall(patch.title.rpartition(": ")[2].lower())),
        frozenset(line.path for line in lines if line.path is not None),
        digest(message),
        digest(diff) if diff else b"",
        sample(line.text for line in lines if is_changed(line)),
    )


_Order = tuple[int, str]
_Candidate = tuple[float, int, _Order, _Order]
"""How unlike two patches are, how far their numbers are apart, and who they are. Sorted, the best comes first."""


def _candidate(one: _Facts, other: _Facts, score: float) -> _Candidate:
    return -score, abs(one.order[0] - other.order[0]), one.order, other.order


def _by_diff(before: Sequence[_Facts], after: Sequence[_Facts]) -> Iterator[_Candidate]:
    found = _index(before, lambda each: each.diff)
    for other in after:
        yield from (_candidate(one, other, one.title == other.title) for one in found.get(other.diff, ()) if other.diff)


def _by_title(before: Sequence[_Facts], after: Sequence[_Facts]) -> Iterator[_Candidate]:
    found = _index(before, lambda each: each.title)
    for other in after:
        yield from (
            _candidate(one, other, likeness(one.lines, other.lines))
            for one in found.get(other.title, ())
            if other.title
        )


def _by_likeness(before: Sequence[_Facts], after: Sequence[_Facts]) -> Iterator[_Candidate]:
    for other in after:
        for one in before:
            alike = likeness(one.lines, other.lines)
            score = alike + dice(one.words, other.words) / 2
            if alike > ALIKE or (score >= ALIKE_WITH_TITLE and not one.files.isdisjoint(other.files)):
                yield _candidate(one, other, score)


def _only_ones(before: Sequence[_Facts], after: Sequence[_Facts]) -> Iterator[_Candidate]:
    """What is all of both versions is one patch, whatever has become of it."""
    for one, other in zip(before, after, strict=True):
        if one.order[0] == other.order[0] and not one.files.isdisjoint(other.files):
            yield _candidate(one, other, 0.0)


def _index(patches: Iterable[_Facts], key: Callable[[_Facts], Hashable]) -> Mapping[Hashable, Sequence[_Facts]]:
    found = defaultdict(list)
    for patch in patches:
        found[key(patch)].append(patch)
    return found


def _ordered(before: Sequence[_Facts], after: Sequence[_Facts], earlier: Mapping[_Order, _Facts]) -> Iterator[Pair]:
    """As `git range-diff` orders them: a dropped patch comes as soon as all before it have come."""
    gone = deque(before)
    taken = {one.order for one in earlier.values()}
    came: set[_Order] = set()
    for other in after:
        while gone and (gone[0].order not in taken or gone[0].order in came):
            one = gone.popleft()
            if one.order not in taken:
                yield Pair(one.name, None, "dropped", 0.0)
        match = earlier.get(other.order)
        if match is None:
            yield Pair(None, other.name, "new", 0.0)
            continue
        came.add(match.order)
        is_same = match.diff == other.diff
        how: How = "same" if is_same and match.message == other.message else "changed"
        yield Pair(match.name, other.name, how, 1.0 if is_same else likeness(match.lines, other.lines))
    yield from (Pair(one.name, None, "dropped", 0.0) for one in gone if one.order not in taken)
