"""The words of a remark, cut to what a page has room for, with those that carry a label marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.queries.series import LabelRow

# This part of the length of a cut text stands before what it has to show, or is given up to end between words.
LEAD = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text, marked where they are evidence."""

    text: str
    marked: bool


def words(text: str, labels: Iterable[LabelRow], length: int) -> tuple[Piece, ...]:
    """A text in pieces, cut to about `length` characters, with the evidence of the first of its labels among them."""
    spans = [
        (min(label.start, len(text)), min(label.stop, len(text)))
        for label in labels
        if label.start is not None and label.stop is not None
    ]
    (start, stop) = _window(text, spans, length)
    pieces = list(_pieces(text, spans, start, stop))
    if start:
        pieces.insert(0, Piece("... ", False))
    if stop < len(text):
        pieces.append(Piece(" ...", False))
    return tuple(pieces)


def _window(text: str, spans: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """Where the part that is shown begins and ends: between words, if there are blanks to cut at."""
    if len(text) <= length:
        return 0, len(text)
    slack = length // LEAD
    start = 0
    if spans and spans[0][1] > length:
        first = max(spans[0][0] - slack, 0)
        start = next((at + 1 for at in range(first, spans[0][0]) if text[at].isspace()), first)
    last = start + length
    if last >= len(text):
        return start, len(text)
    return start, next((at for at in range(last, last - slack, -1) if text[at].isspace()), last)


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, stop: int) -> Iterator[Piece]:
    at = start
    for first, last in sorted(spans):
        (first, last) = (max(first, at), min(last, stop))
        if first < last:
            if at < first:
                yield Piece(text[at:first], False)
            yield Piece(text[first:last], True)
            at = last
    if at < stop:
        yield Piece(text[at:stop], False)
