"""Patches are as alike as their changed lines, and large ones as alike as a sample of them says."""

from __future__ import annotations

import pytest

from app.rules.likeness import MOST_LINES, dice, digest, likeness, sample


def lines(numbers: range) -> list[str]:
    return [f"+\tline({number});" for number in numbers]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (lines(range(10)), lines(range(10)), 1.0),
        (lines(range(10)), lines(range(5, 15)), 0.5),
        (lines(range(10)), lines(range(10, 20)), 0.0),
        (["+a();", "+a();"], ["+a();"], 2 / 3),
        (["+\ta();"], ["+a ();"], 1.0),
        (["+a();"], ["-a();"], 0.0),
        (["+}", "+"], ["+}", "+"], 0.0),
        ([], [], 0.0),
    ],
    ids=["same", "half", "other", "twice", "white space", "sides", "no words", "empty"],
)
def test_it_is_the_share_of_the_lines_that_both_have(one: list[str], other: list[str], found: float) -> None:
    assert likeness(sample(one), sample(other)) == likeness(sample(other), sample(one)) == found


def test_a_sample_of_large_patches_says_nearly_the_same() -> None:
    size = 20 * MOST_LINES
    one, other = sample(lines(range(size))), sample(lines(range(size // 2, size + size // 2)))
    assert len(one.hashes) == MOST_LINES
    assert likeness(one, other) == pytest.approx(0.5, abs=0.1)
    assert likeness(one, one) == 1.0


def test_a_large_patch_and_one_that_is_not_sampled_are_compared_too() -> None:
    one, other = sample(lines(range(MOST_LINES))), sample(lines(range(2 * MOST_LINES)))
    assert likeness(one, other) == pytest.approx(2 / 3, abs=0.1)


def test_a_small_part_of_a_large_patch_is_not_like_it() -> None:
    assert likeness(sample(lines(range(9))), sample(lines(range(100)))) == 0.0


def test_hashes_are_the_same_in_every_process() -> None:
    assert digest("line").hex() == "36093ea6e992cef0"


def test_words_are_compared_as_sets() -> None:
    assert dice(frozenset("ab"), frozenset("bc")) == 0.5
    assert dice(frozenset(), frozenset()) == 0.0
