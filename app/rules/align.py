"""Which lines of one text are which lines of another.

`difflib` takes time that grows with the square of what repeats itself, and anybody can send such a text. This finds a
longest common subsequence too (Hunt and Szymanski, CACM 20 (5), 1977). Where the pairs of equal lines are too many it
leaves the most common lines out, and takes them in again where they stand beside lines that were found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

MOST_PAIRS = 200_000
"""Pairs of equal lines that are looked at."""


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The pairs (place before, place after) of equal lines, in order and each line once, as many as can be."""
    start, size = 0, min(len(before), len(after))
    while start < size and before[start] == after[start]:
        start += 1
    end = 0
    while end < size - start and before[-1 - end] == after[-1 - end]:
        end += 1
    stop = (len(before) - end, len(after) - end)
    found = [(at, at) for at in range(start)]
    here = (start, start)
    for pair in [*_common(before, after, start, stop), stop]:
        found += _beside(before, after, here, pair)
        if pair != stop:
            found.append(pair)
        here = (pair[0] + 1, pair[1] + 1)
    return found + [(stop[0] + at, stop[1] + at) for at in range(end)]


def _beside(
    before: Sequence[Hashable], after: Sequence[Hashable], start: tuple[int, int], stop: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """The equal lines at the beginning and at the end of a gap between two found pairs."""
    size = min(stop[0] - start[0], stop[1] - start[1])
    down = up = 0
    while down < size and before[start[0] + down] == after[start[1] + down]:
        down += 1
    while up < size - down and before[stop[0] - up - 1] == after[stop[1] - up - 1]:
        up += 1
    yield from ((start[0] + step, start[1] + step) for step in range(down))
    yield from ((stop[0] - step, stop[1] - step) for step in range(up, 0, -1))


def _common(
    before: Sequence[Hashable], after: Sequence[Hashable], start: int, stop: tuple[int, int]
) -> list[tuple[int, int]]:
    """A longest common subsequence of the parts from `start` to `stop`, without the lines that are too common."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in range(stop[1] - 1, start - 1, -1):
        places[after[at]].append(at)
    counts = Counter(line for line in before[start : stop[0]] if line in places)
    left = MOST_PAIRS
    for line in sorted(counts, key=lambda line: counts[line] * len(places[line])):
        left -= counts[line] * len(places[line])
        if left < 0:
            places[line] = []
    # Of the common rows of each length: the place in `after` where the one that ends first ends, and its number in
    # `steps`. There each row is its last pair and the number of the row before it.
    ends: list[int] = []
    rows: list[int] = []
    steps: list[tuple[int, int, int]] = []
    for at in range(start, stop[0]):
        for other in places.get(before[at], ()):
            length = bisect_left(ends, other)
            if length < len(ends) and ends[length] == other:
                continue
            steps.append((at, other, rows[length - 1] if length else -1))
            ends[length : length + 1] = [other]
            rows[length : length + 1] = [len(steps) - 1]
    found = []
    number = rows[-1] if rows else -1
    while number >= 0:
        at, other, number = steps[number]
        found.append((at, other))
    return found[::-1]
