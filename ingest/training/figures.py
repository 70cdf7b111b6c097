"""How often the classifier is right: figures over labelled remarks, with what chance alone could make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.rules.finding import Finding
from app.rules.remark import GROUPS
from ingest.classify import words

from .corpus import Labelled

BINS = 10
DRAWS = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled remark, what was found in it, and all scores (OUTPUTS,)."""

    labelled: Labelled
    finding: Finding
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the interval in which 95 of 100 draws of other remarks, writer by writer, would have it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.2f}-{self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Row:
    """Of one label, act or severity: how many remarks have it, and how well it is found."""

    name: str
    support: int
    precision: float
    recall: float
    f1: float
    average_precision: float


def truth(labelled: Sequence[Labelled]) -> NDArray[np.bool_]:
    """(remarks, labels): which labels are right."""
    right = np.zeros((len(labelled), len(words.LABEL_NAMES)), bool)
    for number, each in enumerate(labelled):
        for mark in each.labels:
            right[number, words.LABEL_NAMES.index(mark.label)] = True
    return right


def f1(given: NDArray[np.bool_], right: NDArray[np.bool_]) -> tuple[float, float]:
    """(micro, macro) F1 of what is given; a label that is neither right nor given counts 0."""
    both = (given & right).sum(axis=0)
    all_of_both = given.sum(axis=0) + right.sum(axis=0)
    return 2 * both.sum() / max(1, all_of_both.sum()), float(np.mean(2 * both / np.maximum(1, all_of_both)))


def headlines(judged: Sequence[Judged], seed: int = 0) -> dict[str, Figure]:
    """The figures that sum it up, with bootstrap intervals over writers."""
    return {name: _bootstrap(judged, measure, seed) for name, measure in MEASURES.items()}


def _bootstrap(judged: Sequence[Judged], measure: Callable[[Sequence[Judged]], float], seed: int) -> Figure:
    by_writer: dict[str, list[Judged]] = {}
    for each in judged:
        by_writer.setdefault(each.labelled.author, []).append(each)
    writers = [by_writer[name] for name in sorted(by_writer)]
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS):
        sample = [each for at in random.integers(len(writers), size=len(writers)) for each in writers[at]]
        drawn.append(measure(sample))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(measure(judged), float(low), float(high))


def _labels(judged: Sequence[Judged]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    given = np.zeros((len(judged), len(words.LABEL_NAMES)), bool)
    for number, each in enumerate(judged):
        for label in each.finding.labels:
            given[number, words.LABEL_NAMES.index(label.label)] = True
    return given, truth([each.labelled for each in judged])


def _grouped(matrix: NDArray[np.bool_]) -> NDArray[np.bool_]:
    columns = [[words.LABEL_NAMES.index(label) for label in labels] for labels in GROUPS.values()]
    return np.stack([matrix[:, each].any(axis=1) for each in columns], axis=1)


def _act_accuracy(judged: Sequence[Judged]) -> float:
    return float(np.mean([each.finding.act == each.labelled.act for each in judged]))


def _objects_or_asks(judged: Sequence[Judged]) -> float:
    wanted = ("object", "question")
    found = np.array([[each.finding.act in wanted] for each in judged])
    right = np.array([[each.labelled.act in wanted] for each in judged])
    return f1(found, right)[0]


def _severity_accuracy(judged: Sequence[Judged]) -> float:
    both = [each for each in judged if each.labelled.act == "object" == each.finding.act]
    return float(np.mean([each.finding.severity == each.labelled.severity for each in both])) if both else 0.0


def _micro(judged: Sequence[Judged]) -> float:
    return f1(*_labels(judged))[0]


def _macro(judged: Sequence[Judged]) -> float:
    return f1(*_labels(judged))[1]


def _group_micro(judged: Sequence[Judged]) -> float:
    given, right = _labels(judged)
    return f1(_grouped(given), _grouped(right))[0]


def _first_right(judged: Sequence[Judged]) -> float:
    with_labels = [each for each in judged if each.labelled.labels]
    return float(np.mean([_is_first_right(each) for each in with_labels])) if with_labels else 0.0


def _is_first_right(each: Judged) -> bool:
    return bool(each.finding.labels) and each.finding.labels[0].label in {mark.label for mark in each.labelled.labels}


def _mean_average_precision(judged: Sequence[Judged]) -> float:
    right = truth([each.labelled for each in judged])
    scores = np.stack([each.scores[words.LABEL] for each in judged])
    found = [average_precision(scores[:, at], right[:, at]) for at in range(right.shape[1]) if right[:, at].any()]
    return float(np.mean(found)) if found else 0.0


def average_precision(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Precision, averaged over the right ones in the order of their scores."""
    order = np.argsort(-scores, kind="stable")
    hits = right[order]
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else 0.0


def _calibration_error(judged: Sequence[Judged]) -> float:
    """Of the labels that are given: by how much their scores differ from how often they are right."""
    pairs = [
        (label.score, label.label in {mark.label for mark in each.labelled.labels})
        for each in judged
        for label in each.finding.labels
    ]
    return expected_calibration_error(pairs)


def _act_calibration_error(judged: Sequence[Judged]) -> float:
    by_model = [each for each in judged if each.finding.source == "model"]
    return expected_calibration_error(
        [(each.finding.act_score, each.finding.act == each.labelled.act) for each in by_model]
    )


def expected_calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Mean distance of score and share of right ones, over BINS bins of equal width, weighted by their size."""
    if not pairs:
        return 0.0
    scores = np.array([score for score, _ in pairs])
    right = np.array([float(holds) for _, holds in pairs])
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    return float(
        sum(abs(scores[bins == at].mean() - right[bins == at].mean()) * (bins == at).mean() for at in set(bins))
    )


def _evidence_overlap(judged: Sequence[Judged]) -> float:
    """Of the right labels whose words are known: how often the evidence shares a character with them."""
    pairs = [
        (range(mark.start, mark.stop), range(label.start, label.stop))
        for each in judged
        for label in each.finding.labels
        for mark in each.labelled.labels
        if mark.label == label.label
        if mark.start is not None and mark.stop is not None and label.start is not None and label.stop is not None
    ]
    hits = [bool(range(max(one.start, other.start), min(one.stop, other.stop))) for one, other in pairs]
    return float(np.mean(hits)) if hits else 0.0


MEASURES: dict[str, Callable[[Sequence[Judged]], float]] = {
    "act accuracy": _act_accuracy,
    "object or question F1": _objects_or_asks,
    "severity accuracy, of found objections": _severity_accuracy,
    "labels micro-F1": _micro,
    "labels macro-F1": _macro,
    "group micro-F1": _group_micro,
    "first label right": _first_right,
    "labels mAP": _mean_average_precision,
    "calibration error, labels": _calibration_error,
    "calibration error, acts": _act_calibration_error,
    "evidence overlaps": _evidence_overlap,
}


def label_rows(judged: Sequence[Judged]) -> list[Row]:
    """A row for each label."""
    given, right = _labels(judged)
    scores = np.stack([each.scores[words.LABEL] for each in judged])
    return _rows(words.LABEL_NAMES, given, right, scores)


def act_rows(judged: Sequence[Judged]) -> list[Row]:
    """A row for each act."""
    given = np.array([[each.finding.act == name for name in words.ACT_NAMES] for each in judged])
    right = np.array([[each.labelled.act == name for name in words.ACT_NAMES] for each in judged])
    return _rows(words.ACT_NAMES, given, right, np.stack([each.scores[words.ACT] for each in judged]))


def severity_rows(judged: Sequence[Judged]) -> list[Row]:
    """A row for each severity, of all remarks."""
    names = words.SEVERITY_NAMES
    given = np.array([[each.finding.severity == name for name in names] for each in judged])
    right = np.array([[each.labelled.severity == name for name in names] for each in judged])
    return _rows(names, given, right, np.stack([each.scores[words.SEVERITY] for each in judged]))


def _rows(
    names: Sequence[str], given: NDArray[np.bool_], right: NDArray[np.bool_], scores: NDArray[np.float64]
) -> list[Row]:
    rows = []
    for at, name in enumerate(names):
        both, found, support = (int(each.sum()) for each in (given[:, at] & right[:, at], given[:, at], right[:, at]))
        precision, recall = both / max(1, found), both / max(1, support)
        rows.append(
            Row(
                name,
                support,
                precision,
                recall,
                2 * both / max(1, found + support),
                average_precision(scores[:, at], right[:, at]),
            )
        )
    return rows
