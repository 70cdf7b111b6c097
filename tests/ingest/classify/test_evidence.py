"""Evidence is a short piece of the remark itself."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.classify.evidence import MAX_EVIDENCE, by_pieces, by_sentences, sentences


def test_sentences_end_at_marks_blank_lines_and_items() -> None:
    text = "First one. Second\nline?  \n\nThird\n- item\n\tcode()"
    assert [text[start:stop] for start, stop in sentences(text)] == [
        "First one.",
        "Second\nline?",
        "Third",
        "- item",
        "code()",
    ]


@given(st.text())
def test_sentences_hold_all_that_is_not_blank(text: str) -> None:
    spans = list(sentences(text))
    assert all(start < stop <= len(text) for start, stop in spans)
    assert [a[1] <= b[0] for a, b in itertools.pairwise(spans)] == [True] * max(0, len(spans) - 1)
    kept = {at for start, stop in spans for at in range(start, stop)}
    lost = [text[at] for at in range(len(text)) if at not in kept and not text[at].isspace()]
    assert set(lost) <= set("\"')]:")


def test_the_sentence_with_the_strongest_pieces_is_taken() -> None:
    text = "This is fine. It leaks the buffer here. Thanks."
    offsets = [
        (at, at + len(word)) for word in ("fine", "leaks", "the", "buffer", "Thanks") for at in [text.index(word)]
    ]
    carried = np.array([-4, 3, 1, 2, -1], np.float32)
    assert found(text, offsets, carried) == "It leaks the buffer here."


def test_one_strong_piece_is_not_enough() -> None:
    text = "Fine this way is. It leaks the buffer."
    offsets = [(0, 4), (5, 9), (10, 13), (14, 16), (18, 20), (21, 26), (27, 30), (31, 37)]
    carried = np.array([2, -9, -9, -9, 1, 1, 1, 1], np.float32)
    assert found(text, offsets, carried) == "It leaks the buffer."


def found(text: str, offsets: list[tuple[int, int]], carried: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    start, stop = by_pieces(text, np.array(offsets), carried) or (0, 0)
    return text[start:stop]


def test_a_remark_without_pieces_has_no_evidence() -> None:
    assert by_pieces("", np.zeros((0, 2), np.int64), np.zeros(0, np.float32)) is None
    assert by_sentences("", [], np.zeros(0, np.float32)) is None


def test_the_sentence_that_carries_most_is_taken() -> None:
    text = "This is fine. It leaks."
    assert by_sentences(text, list(sentences(text)), np.array([0.1, 0.7], np.float32)) == (14, 23)


@pytest.mark.parametrize("text", ["word " * 200, "x" * 1000, "word\n" * 200])
def test_evidence_is_short(text: str) -> None:
    spans = by_sentences(text, [(0, len(text))], np.zeros(1, np.float32))
    offsets = np.array([(at, at + 4) for at in range(0, 900, 5)])
    for start, stop in [spans or (0, 0), by_pieces(text, offsets, np.ones(len(offsets), np.float32)) or (0, 0)]:
        assert 0 < stop - start <= MAX_EVIDENCE
        assert text[start:stop].strip() == text[start:stop]
