"""The lexical model: linear in what is counted, for when there is no encoder, and beside it when there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from . import words
from .features import BUCKETS, Vector, features, sole_words

words.register()

_WEIGHTS = "lexical.npz"


@dataclass(frozen=True, slots=True)
class Lexical:
    """`weights` (BUCKETS, OUTPUTS) and `idf` (BUCKETS,), which are saved with 16 bits; `bias` (OUTPUTS,)."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    idf: NDArray[np.float32]

    def logits(self, vector: Vector) -> NDArray[np.float32]:
        """(OUTPUTS,) for one remark's features."""
        buckets, values = vector
        found: NDArray[np.float32] = values @ self.weights[buckets] + self.bias
        return found


class LexicalModel:
    """Sets `doc._.counted` to the logits of the lexical model, (OUTPUTS,)."""

    def __init__(self) -> None:
        self.model = Lexical(
            np.zeros((BUCKETS, words.OUTPUTS), np.float32),
            np.zeros(words.OUTPUTS, np.float32),
            np.ones(BUCKETS, np.float32),
        )

    def logits(self, text: str, quoted: str, role: str) -> NDArray[np.float32]:
        """(OUTPUTS,) of a remark, or of a piece of one."""
        return self.model.logits(features(text, quoted, role, self.model.idf))

    def strength(self, text: str) -> NDArray[np.float32]:
        """(OUTPUTS,): how much the words of a piece of a remark speak for each output, compared with other pieces."""
        buckets = sole_words(text)
        found: NDArray[np.float32] = self.model.weights[buckets].sum(axis=0)
        return found / np.float32(max(1, len(buckets)) ** 0.5)

    def __call__(self, doc: Doc) -> Doc:
        doc._.counted = self.logits(words.said(doc), doc._.quoted, doc._.role)
        return doc

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:
        """Save as `lexical.npz` in the directory `path`."""
        path.mkdir(parents=True, exist_ok=True)
        model = self.model
        used = np.flatnonzero(model.weights.any(axis=1))
        np.savez_compressed(
            path / _WEIGHTS,
            used=used.astype(np.int32),
            weights=model.weights[used].astype(np.float16),
            bias=model.bias,
            idf=model.idf.astype(np.float16),
        )

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> LexicalModel:
        """Load what `to_disk` saved."""
        with np.load(path / _WEIGHTS, allow_pickle=False) as saved:
            weights = np.zeros((BUCKETS, words.OUTPUTS), np.float32)
            weights[saved["used"]] = saved["weights"]
            self.model = Lexical(weights, saved["bias"], saved["idf"].astype(np.float32))
        return self


@Language.factory("docket_lexical", assigns=["doc._.counted"])
def make(nlp: Language, name: str) -> LexicalModel:
    """The lexical model as a component."""
    return LexicalModel()
