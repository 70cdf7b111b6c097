"""The encoder: a small transformer that reads a remark with what it answers, run by ONNX Runtime.

Its weights are of our own training (`docket train`), kept as 8-bit integers. Remarks are read one by one: the scale of
8-bit activations is that of a whole batch, and a remark's scores must not depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from . import wordpieces, words

words.register()

_MODEL = "encoder.onnx"
_VOCABULARY = "wordpieces.txt"


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says: `logits` (OUTPUTS,), and for each word piece of the remark its place in the text,
    `offsets` (pieces, 2), and how much it carries each label, `carried` (pieces, labels) logits."""

    logits: NDArray[np.float32]
    offsets: NDArray[np.int64]
    carried: NDArray[np.float32]


class Encoder:
    """Sets `doc._.encoded`. Without weights (`docket train` has not run) it does nothing."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._model = b""
        self._vocabulary = ""
        self._session: onnxruntime.InferenceSession | None = None

    def fill(self, model: bytes, vocabulary: str) -> None:
        """Take these weights (ONNX) and this vocabulary (one word piece a line) into use."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._model = model
        self._session = onnxruntime.InferenceSession(
            model,
            options,
            providers=["CPUExecutionProvider"],
            # Adding and normalising in one step takes longer than in two (ONNX Runtime 1.32): a sixth of all time.
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        self._vocabulary = vocabulary
        self._tokenizer = wordpieces.reader(vocabulary)

    def __call__(self, doc: Doc) -> Doc:
        if self._session is None:
            return doc
        pieces = wordpieces.cut(self._tokenizer, words.said(doc), doc._.quoted, doc._.role)
        inputs = {"ids": pieces.ids[None], "types": pieces.types[None]}
        logits, carried = self._session.run(["logits", "carried"], inputs)
        own = slice(pieces.first, pieces.first + len(pieces.offsets))
        doc._.encoded = Encoded(logits[0], pieces.offsets, carried[0, own])
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int) -> Iterator[Doc]:
        """Each doc by itself: see the module."""
        return map(self, docs)

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:
        """Save as `encoder.onnx` and `wordpieces.txt` in the directory `path`."""
        path.mkdir(parents=True, exist_ok=True)
        if self._session is not None:
            (path / _MODEL).write_bytes(self._model)
            (path / _VOCABULARY).write_text(self._vocabulary, encoding="utf-8")

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> Encoder:
        """Load what `to_disk` saved."""
        if (path / _MODEL).exists():
            self.fill((path / _MODEL).read_bytes(), (path / _VOCABULARY).read_text(encoding="utf-8"))
        return self


@Language.factory("docket_encoder", default_config={"threads": 1}, assigns=["doc._.encoded"])
def make(nlp: Language, name: str, threads: int) -> Encoder:
    """The encoder as a component; `threads` are those that ONNX Runtime may use."""
    return Encoder(threads)
