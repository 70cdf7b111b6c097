"""Equal lines of two texts find each other, in order, in bounded time."""

from __future__ import annotations

import difflib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import align as module
from app.rules.align import align

TEXTS = st.lists(st.sampled_from("abcdef"), max_size=14)


def longest(before: list[str], after: list[str]) -> int:
    """The length of a longest common subsequence, by the table of every textbook."""
    row = [0] * (len(after) + 1)
    for one in before:
        above = row
        row = [0]
        for at, other in enumerate(after):
            row.append(above[at] + 1 if one == other else max(above[at + 1], row[at]))
    return row[-1]


def check(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    found = align(before, after)
    assert all(before[one] == after[other] for one, other in found)
    assert all(one < next_one and other < next_other for (one, other), (next_one, next_other) in pairwise(found))
    return found


@given(TEXTS, TEXTS)
def test_as_many_lines_are_found_as_there_are(before: list[str], after: list[str]) -> None:
    assert len(check(before, after)) == longest(before, after)


@given(TEXTS, TEXTS)
def test_lines_that_are_too_common_are_found_beside_others(before: list[str], after: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_PAIRS", 3)
        check(before, after)
        assert len(check(before, before)) == len(before)


def test_a_text_of_one_line_repeated_costs_no_more_than_its_length() -> None:
    before, after = ["}"] * 100_000 + ["one"] + ["}"] * 100_000, ["}"] * 150_000 + ["two"] + ["}"] * 50_000
    found = check(before, after)
    # All but the line that differs and what cannot be told apart around it.
    assert len(found) >= 150_000


def test_a_text_without_a_common_line_has_no_pairs() -> None:
    assert align(["a"] * 9, ["b"] * 9) == align([], ["a"]) == align(["a"], []) == []


@given(TEXTS, TEXTS)
def test_difflib_finds_no_more(before: list[str], after: list[str]) -> None:
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in blocks) <= len(align(before, after))
