"""How alike two patches are, by the lines that they change.

Lines are known by hashes that are the same in every process, so that the same mails make the same pairs. Of large
patches a sample is compared: the lines with the smallest hashes are as good as chosen by chance, and the same lines
are chosen in every patch (MinHash, Broder 1997).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

MOST_LINES = 1_000
"""Changed lines of a patch that are compared with all other patches."""


class Sample(NamedTuple):
    """The changed lines of a patch: how many there are, and their hashes, sorted and as a set; of more than
    `MOST_LINES` the smallest ones, so that none over `limit` is known."""

    size: int
    sorted: tuple[int, ...]
    hashes: frozenset[int]
    limit: int


def digest(text: str) -> bytes:
    """Eight bytes that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def sample(lines: Iterable[str]) -> Sample:
    """What is compared of these lines. Each counts as often as it is there: the second one like it is another one."""
    counts: defaultdict[str, int] = defaultdict(int)
    hashes = set()
    for text in lines:
        line = "".join(text.split())
        if any(map(str.isalnum, line)):
            counts[line] += 1
            hashes.add(int.from_bytes(digest(f"{counts[line]} {line}")))
    smallest = tuple(sorted(hashes)[:MOST_LINES])
    limit = smallest[-1] if len(hashes) > MOST_LINES else 1 << 64
    return Sample(len(hashes), smallest, frozenset(smallest), limit)


def likeness(one: Sample, other: Sample) -> float:
    """The likeness of the changed lines of two patches; an estimate where there are samples."""
    # Little can be common then, and a sample of the larger one would show less.
    if 10 * min(one.size, other.size) < max(one.size, other.size):
        return 0.0
    limit = min(one.limit, other.limit)
    return _dice(len(one.hashes & other.hashes), bisect_right(one.sorted, limit) + bisect_right(other.sorted, limit))


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """The likeness of two sets of words."""
    return _dice(len(one & other), len(one) + len(other))


def _dice(common: int, both: int) -> float:
    """Twice what is common, by all that is there."""
    return 2 * common / both if both else 0.0
