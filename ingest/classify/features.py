"""What the lexical model counts: words, pairs of words, pieces of words, the quoted words, and the shape of it all.

Every feature is a bucket of a hash table of fixed size, so that no vocabulary has to be kept or can grow.
"""

from __future__ import annotations

import functools
import re
import zlib

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 17
SHAPES = 24
"""The first buckets are for the shape of a remark, one for each thing that may hold of it."""

MAX_WORDS = 600
_MASK = BUCKETS - 1
_WORD = re.compile(r"[A-Za-z][A-Za-z']*|\d+|[^\w\s]|_+")
_QUOTE_DEPTH = re.compile(r"^(?:> ?)+", re.MULTILINE)
_DIFF = re.compile(r"^(?:> ?)+[+-]", re.MULTILINE)
# Of words, pairs, pieces and quoted words.
_WEIGHTS = np.array([1.0, 0.7, 0.6, 0.5])
SHAPE_WEIGHT = 0.3

Vector = tuple[NDArray[np.int64], NDArray[np.float32]]


def features(text: str, quoted: str, role: str, idf: NDArray[np.float32] | None = None) -> Vector:
    """(buckets, values) of a remark; the values of a bucket that comes twice add up. Each kind of feature has its own
    length of 1. `idf`, (BUCKETS,), weighs them by how rare they are."""
    said = [word.lower() for word in _WORD.findall(text)[:MAX_WORDS]]
    answered = [word.lower() for word in _WORD.findall(quoted)[-MAX_WORDS:]]
    single = np.array([_bucket("w " + word) for word in said], np.int64)
    pairs = _fold(single[:-1] * 31 + single[1:] * 17 + 7)
    context = np.array([_bucket("q " + word) for word in answered], np.int64)
    pieces = np.concatenate([_pieces(word) for word in said]) if said else single
    # Each kind has a table of its own, so that all are counted at once.
    tables = [part + kind * BUCKETS for kind, part in enumerate((single, pairs, pieces, context))]
    once, counts = np.unique(np.concatenate(tables), return_counts=True)
    kinds, buckets = np.divmod(once, BUCKETS)
    values = 1 + np.log(counts)
    if idf is not None:
        values *= idf[buckets]
    lengths = np.sqrt(np.bincount(kinds, values**2, len(_WEIGHTS)))
    values *= (_WEIGHTS / np.maximum(lengths, 1e-9))[kinds]
    shape = np.flatnonzero(_shape(text, quoted, role, len(said)))
    values = np.concatenate([values, np.full(len(shape), SHAPE_WEIGHT)])
    return np.concatenate([buckets, shape]), values.astype(np.float32)


def sole_words(text: str) -> NDArray[np.int64]:
    """The buckets of the words of a text and of their pieces, as often as they stand there."""
    said = [word.lower() for word in _WORD.findall(text)[:MAX_WORDS]]
    return np.concatenate([[_bucket("w " + word) for word in said], *map(_pieces, said)]).astype(np.int64)


@functools.lru_cache(maxsize=1 << 16)
def _bucket(feature: str) -> int:
    return max(zlib.crc32(feature.encode()) & _MASK, SHAPES)


def _fold(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Spread numbers over the buckets (Fibonacci hashing)."""
    spread = (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - 17)
    return np.maximum(spread.astype(np.int64), SHAPES)


@functools.lru_cache(maxsize=1 << 15)
def _pieces(word: str) -> NDArray[np.int64]:
    """The buckets of the pieces of 3 to 5 characters of a word."""
    padded = f"<{word[:40]}>"
    found = [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)]
    return np.array([_bucket("c " + piece) for piece in found], np.int64)


def _shape(text: str, quoted: str, role: str, length: int) -> list[bool]:
    depth = max((mark.group().count(">") for mark in _QUOTE_DEPTH.finditer(quoted)), default=0)
    stripped = text.rstrip()
    return [
        role == "author",
        role == "reviewer",
        role not in ("author", "reviewer"),
        depth == 0,
        depth == 1,
        depth == 2,
        depth > 2,
        bool(_DIFF.search(quoted)),
        "?" in text,
        "?" in text[:200],
        stripped.endswith("?"),
        "!" in text,
        "-by:" in text,
        "```" in text or "\n\t" in text,
        "http" in text,
        length < 5,
        5 <= length < 12,
        12 <= length < 30,
        30 <= length < 80,
        length >= 80,
        text[:1].islower(),
        ":)" in text or ":-)" in text or ";)" in text,
        "+1" in text,
        "\n\n" in text,
    ]
