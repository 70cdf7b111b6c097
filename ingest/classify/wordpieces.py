"""A remark as the encoder reads it: word pieces of what was said, then of what it answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer


@dataclass(frozen=True, slots=True)
class Limits:
    """Word pieces that are looked at: `own` of a remark (the beginning, and of a longer one the last `tail` as well),
    and the last `quoted` of what it answers."""

    own: int
    tail: int
    quoted: int


LEARNING = Limits(own=176, tail=48, quoted=64)
READING = Limits(own=144, tail=40, quoted=40)
"""Reading looks less far than learning does, which saves a quarter of the time: docs/decisions/0013."""

_ROLES = {"author": "author", "reviewer": "reviewer"}


@dataclass(frozen=True, slots=True)
class Pieces:
    """`ids` and `types` (0 the remark, 1 what it answers), each (length,) int64. Piece `first + i` of the remark stands
    at the characters `offsets[i]` of its text."""

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    first: int
    offsets: NDArray[np.int64]


def reader(vocabulary: str) -> BertWordPieceTokenizer:
    """What cuts text by a vocabulary of BERT, one word piece a line."""
    return BertWordPieceTokenizer({piece: number for number, piece in enumerate(vocabulary.rstrip("\n").split("\n"))})


def cut(tokenizer: BertWordPieceTokenizer, text: str, quoted: str, role: str, limits: Limits = READING) -> Pieces:
    """The word pieces of one remark. A BERT vocabulary is expected: [CLS] who : remark [SEP] quoted [SEP]."""
    opening = tokenizer.token_to_id("[CLS]")
    ending = tokenizer.token_to_id("[SEP]")
    who = tokenizer.encode(f"{_ROLES.get(role, 'someone')} : ", add_special_tokens=False).ids
    said = tokenizer.encode(text, add_special_tokens=False)
    ids, offsets = said.ids, said.offsets
    if len(ids) > limits.own:
        ids = ids[: limits.own - limits.tail] + ids[-limits.tail :]
        offsets = offsets[: limits.own - limits.tail] + offsets[-limits.tail :]
    answered = tokenizer.encode(quoted, add_special_tokens=False).ids[-limits.quoted :]
    head = [opening, *who, *ids, ending]
    tail = [*answered, ending]
    return Pieces(
        np.array(head + tail, np.int64),
        np.repeat(np.array([0, 1], np.int64), [len(head), len(tail)]),
        1 + len(who),
        np.array(offsets, np.int64).reshape(-1, 2),
    )
