"""The words of a remark, with the evidence marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.queries.series import LabelRow
from app.web.words import words


def label(start: int | None, stop: int | None) -> LabelRow:
    return LabelRow("logic", 0.5, None, "model", start, stop)


def shown(text: str, *spans: tuple[int | None, int | None], length: int = 100) -> str:
    """The pieces as one text, with brackets around what is marked."""
    pieces = words(text, [label(*span) for span in spans], length)
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "one two three"),
        ([(4, 7)], "one [two] three"),
        ([(0, 13)], "[one two three]"),
        ([(8, 13), (0, 3)], "[one] two [three]"),
        ([(4, 7), (4, 7)], "one [two] three"),
        ([(0, 5), (4, 7)], "[one t][wo] three"),
        ([(None, None)], "one two three"),
        ([(7, 4)], "one two three"),
        ([(8, 99), (50, 60)], "one two [three]"),
    ],
)
def test_evidence_is_marked(spans: list[tuple[int | None, int | None]], expected: str) -> None:
    assert shown("one two three", *spans) == expected


LONG = " ".join(f"word{number}" for number in range(100))


def test_a_long_text_is_cut_between_words() -> None:
    assert shown(LONG, length=30) == "word0 word1 word2 word3 word4 ..."


def test_a_cut_text_shows_the_first_evidence() -> None:
    start = LONG.index("word50")
    assert shown(LONG, (start, start + 6), length=40) == "... word49 [word50] word51 word52 word53 ..."
    assert "[word50]" in shown(LONG, (start, start + 6), (0, 5), length=40)
    assert "[word0]" in shown(LONG, (0, 5), (start, start + 6), length=40)


def test_words_without_an_end_are_cut_anyway() -> None:
    assert len(shown("x" * 20_000, (10_000, 20_000), length=40)) < 60


texts = some.text(alphabet="ab \n", max_size=300)
spans = some.lists(some.tuples(some.integers(0, 400), some.integers(0, 400)), max_size=4)


@given(texts, spans, some.integers(8, 200))
def test_any_evidence_of_any_text(text: str, spans: list[tuple[int, int]], length: int) -> None:
    pieces = words(text, [label(*span) for span in spans], length)
    assert sum(len(piece.text) for piece in pieces) <= length + len("...  ...")
    cut = "".join(piece.text for piece in pieces).removeprefix("... ").removesuffix(" ...")
    assert cut in text
    assert len(text) > length or cut == text
    if spans and spans[0][0] < min(spans[0][1], len(text)):
        assert any(piece.marked for piece in pieces), "the first evidence is always among them"
