"""The last component: joins what the rules, the encoder and the lexical model say into one finding.

The logits of the two models are mixed and shifted so that the scores are calibrated; how, and from which score on a
label is given at all, was fitted on remarks that the models had not seen (`ingest.training.calibration`).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from app.rules.finding import Finding, Label
from app.rules.remark import WITH_LABELS

from . import evidence, words
from .encoder import Encoded
from .lexical import LexicalModel

words.register()

Logits = NDArray[np.float32]
_FILE = "calibration.json"
MAX_LABELS = 3
MAX_SENTENCES = 30
# A label speaks for the act: from these scores on, of the best label and of the two acts that have labels together, a
# remark objects or asks although another act by itself is likelier.
SPEAKS, DOUBTS = 0.2, 0.3
OBJECTIONS = "objections"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How logits become scores: `encoder * encoded + lexical * counted + shift`, with one factor each for acts,
    severities and labels, and a shift for each output.

    A label is given from `threshold` on; an objection without such a label gets its best one from `first` on.
    """

    encoder: tuple[float, float, float]
    lexical: tuple[float, float, float]
    shift: tuple[float, ...]
    threshold: float
    first: float

    def scores(self, encoded: Logits | None, counted: Logits) -> NDArray[np.float64]:
        """(..., OUTPUTS) from logits of that shape: acts and severities each sum to 1, labels stand alone."""
        mixed = np.empty(counted.shape, np.float64)
        for part, by_encoder, by_words in zip(
            (words.ACT, words.SEVERITY, words.LABEL), self.encoder, self.lexical, strict=True
        ):
            mixed[..., part] = by_words * counted[..., part]
            if encoded is not None:
                mixed[..., part] += by_encoder * encoded[..., part]
        mixed += np.array(self.shift)
        for part in (words.ACT, words.SEVERITY):
            powers = np.exp(mixed[..., part] - mixed[..., part].max(axis=-1, keepdims=True))
            mixed[..., part] = powers / powers.sum(axis=-1, keepdims=True)
        mixed[..., words.LABEL] = 1 / (1 + np.exp(-mixed[..., words.LABEL]))
        return mixed


PLAIN = Calibration((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (0.0,) * words.OUTPUTS, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is given of some scores: an act, a severity, labels by their numbers, best first, each with its score."""

    act: str
    act_score: float
    severity: str
    severity_score: float
    labels: tuple[tuple[int, float], ...]


def choose(
    scores: NDArray[np.float64], calibration: Calibration, act: str | None = None, severity: str | None = None
) -> Choice:
    """Choose from the scores (OUTPUTS,) of one remark, the act and the severity being given where a rule knows them."""
    act_score = severity_score = 1.0
    if act is None:
        number = _act(scores)
        act, act_score = words.ACT_NAMES[number], float(scores[words.ACT][number])
    if act != "object":
        severity = "none"
    elif severity is None:
        number = int(scores[words.SEVERITY].argmax())
        severity, severity_score = words.SEVERITY_NAMES[number], float(scores[words.SEVERITY][number])
    labels: list[tuple[int, float]] = []
    if act in WITH_LABELS:
        each = scores[words.LABEL]
        best = [(int(number), float(each[number])) for number in np.argsort(-each, kind="stable")[:MAX_LABELS]]
        labels = [(number, score) for number, score in best if score >= calibration.threshold]
        if not labels and act == "object" and best[0][1] >= calibration.first:
            labels = best[:1]
    return Choice(act, act_score, severity, severity_score, tuple(labels))


def _act(scores: NDArray[np.float64]) -> int:
    acts = scores[words.ACT]
    with_labels = [words.ACT_NAMES.index(name) for name in WITH_LABELS]
    if scores[words.LABEL].max() >= SPEAKS and acts[with_labels].sum() >= DOUBTS:
        return max(with_labels, key=lambda number: float(acts[number]))
    return int(acts.argmax())


class Objections:
    """Sets `doc._.finding`, `doc.cats` (acts as `act:NAME`, severities as `severity:NAME`, labels by name) and
    `doc.spans["objections"]`, one span a label, its words at the nearest tokens."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self.with_encoder = PLAIN
        self.without_encoder = PLAIN

    def __call__(self, doc: Doc) -> Doc:
        encoded: Encoded | None = doc._.encoded
        calibration = self.with_encoder if encoded else self.without_encoder
        scores = calibration.scores(encoded.logits if encoded else None, doc._.counted)
        verdict = doc._.verdict
        choice = choose(scores, calibration, verdict and verdict.act, verdict and verdict.severity)
        text = words.said(doc)
        find = self._find(text, encoded) if choice.labels else lambda _: None
        labels = []
        if choice.act in WITH_LABELS:
            labels = [Label(name, 1.0, start, stop, "rule: phrase") for name, start, stop in doc._.phrases]
        known = {each.label for each in labels}
        for number, score in choice.labels[: MAX_LABELS - len(labels)]:
            if words.LABEL_NAMES[number] in known:
                continue
            if (found := find(number)) is not None:
                labels.append(Label(words.LABEL_NAMES[number], round(score, 2), *found, "model"))
        doc._.finding = Finding(
            act=choice.act,
            act_score=round(choice.act_score, 2),
            severity=choice.severity,
            severity_score=round(choice.severity_score, 2),
            labels=tuple(labels),
            source=f"rule: {verdict.name}" if verdict else "model",
            origin=doc._.origin,
        )
        self._publish(doc, scores, labels)
        return doc

    def _find(self, text: str, encoded: Encoded | None) -> Callable[[int], evidence.Span | None]:
        """What finds the words that carry a label, given by its number."""
        if encoded is not None:
            return lambda number: evidence.by_pieces(text, encoded.offsets, encoded.carried[:, number])
        lexical = self._nlp.get_pipe("docket_lexical")
        assert isinstance(lexical, LexicalModel)
        spans = list(evidence.sentences(text))[:MAX_SENTENCES]
        if len(spans) < 2:
            return lambda number: evidence.by_sentences(text, spans, np.zeros(len(spans), np.float32))
        carried = np.stack([lexical.strength(text[start:stop]) for start, stop in spans])[:, words.LABEL]
        return lambda number: evidence.by_sentences(text, spans, carried[:, number])

    def _publish(self, doc: Doc, scores: NDArray[np.float64], labels: Iterable[Label]) -> None:
        names = [*(f"act:{name}" for name in words.ACT_NAMES), *(f"severity:{name}" for name in words.SEVERITY_NAMES)]
        doc.cats = dict(zip((*names, *words.LABEL_NAMES), map(float, scores), strict=True))
        places = [
            (each.start, each.stop, each.label) for each in labels if each.start is not None and each.stop is not None
        ]
        spans = [doc.char_span(start, stop, label=label, alignment_mode="expand") for start, stop, label in places]
        doc.spans[OBJECTIONS] = [span for span in spans if isinstance(span, Span)]

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:
        """Save as `calibration.json` in the directory `path`."""
        path.mkdir(parents=True, exist_ok=True)
        both = {"with_encoder": self.with_encoder, "without_encoder": self.without_encoder}
        text = json.dumps({name: dataclasses.asdict(each) for name, each in both.items()}, indent=1)
        (path / _FILE).write_text(text + "\n", encoding="utf-8")

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> Objections:
        """Load what `to_disk` saved."""
        self.with_encoder, self.without_encoder = read_calibrations(path)
        return self


def read_calibrations(path: Path) -> tuple[Calibration, Calibration]:
    """(with the encoder, without it) as saved in the directory `path`."""
    both = json.loads((path / _FILE).read_text(encoding="utf-8"))
    with_encoder, without = (
        Calibration(
            encoder=tuple(table["encoder"]),
            lexical=tuple(table["lexical"]),
            shift=tuple(table["shift"]),
            threshold=table["threshold"],
            first=table["first"],
        )
        for table in (both["with_encoder"], both["without_encoder"])
    )
    return with_encoder, without


@Language.factory(
    "docket_objections",
    requires=["doc._.verdict", "doc._.counted"],
    assigns=["doc._.finding", "doc.cats", "doc.spans"],
)
def make(nlp: Language, name: str) -> Objections:
    """The last component of the pipeline."""
    return Objections(nlp)
