"""Evidence: the words of a remark that carry a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

MAX_EVIDENCE = 200
"""Characters."""
STRONGEST = 5
"""A sentence is as strong as so many of its word pieces: one alone is chance."""

# Sentences end at a mark and white space, at a blank line, and where a list's item or code begins.
_END = re.compile(r"(?<=[.!?;])[\"')\]]{0,3}\s+|:\s*\n|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t])|\n(?=\t)")

Span = tuple[int, int]


def sentences(text: str) -> Iterator[Span]:
    """(start, stop) of each sentence of a text, without the white space around it."""
    start = 0
    for end in [*(match.span() for match in _END.finditer(text)), (len(text), len(text))]:
        if span := _stripped(text, start, end[0]):
            yield span
        start = end[1]


def by_pieces(text: str, offsets: NDArray[np.int64], carried: NDArray[np.float32]) -> Span | None:
    """The sentence whose strongest pieces carry most. `offsets` (pieces, 2) are characters of `text`, `carried`
    (pieces,) logits. None for a text without pieces."""
    if not len(carried):
        return None
    weights = 1 / (1 + np.exp(-carried.astype(np.float64)))
    best, found, peak = -1.0, (0, len(text)), int(offsets[carried.argmax(), 0])
    for start, stop in sentences(text):
        inside = np.flatnonzero((offsets[:, 0] >= start) & (offsets[:, 0] < stop))
        if len(inside) and (strength := float(np.sort(weights[inside])[-STRONGEST:].mean())) > best:
            best, found, peak = strength, (start, stop), int(offsets[inside[weights[inside].argmax()], 0])
    return _cut(text, *found, peak)


def by_sentences(text: str, spans: list[Span], carried: NDArray[np.float32]) -> Span | None:
    """The sentence that carries most; `carried` (sentences,)."""
    return _cut(text, *spans[int(carried.argmax())]) if spans else None


def _cut(text: str, start: int, stop: int, peak: int | None = None) -> Span:
    """Of a sentence at most MAX_EVIDENCE characters, those around `peak` where it is given, cut at blanks if there are
    any."""
    if stop - start > MAX_EVIDENCE:
        if peak is not None and peak - start > MAX_EVIDENCE // 2:
            blank = text.find(" ", peak - MAX_EVIDENCE // 2, peak)
            start = blank if blank >= 0 else peak - MAX_EVIDENCE // 2
        if stop - start > MAX_EVIDENCE:
            stop = start + MAX_EVIDENCE
            if not text[stop].isspace() and (blank := text.rfind(" ", start, stop)) > (start if peak is None else peak):
                stop = blank
    return _stripped(text, start, stop) or (start, stop)


def _stripped(text: str, start: int, stop: int) -> Span | None:
    piece = text[start:stop]
    left = len(piece) - len(piece.lstrip())
    kept = piece.strip()
    return (start + left, start + left + len(kept)) if kept else None
