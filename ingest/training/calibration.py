"""From logits on remarks that the models had not seen: how much each model counts, what a score means, and from which
score on a label is worth giving."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ingest.classify import words
from ingest.classify.objections import Calibration, choose

from .corpus import Labelled
from .figures import f1, truth

# So much does it cost that the shifts differ from output to output, for of rare ones little is known.
_PULL = 0.02
THRESHOLDS = np.round(np.arange(0.1, 0.5, 0.02), 2)


def fit(labelled: Sequence[Labelled], encoded: NDArray[np.float32] | None, counted: NDArray[np.float32]) -> Calibration:
    """The calibration for some labelled remarks, whose logits (remarks, OUTPUTS) are given. Deterministic."""
    acts = np.array([words.ACT_NAMES.index(each.act) for each in labelled])
    objecting = np.flatnonzero(acts == words.ACT_NAMES.index("object"))
    severities = np.array([words.SEVERITY_NAMES.index(labelled[int(at)].severity) for at in objecting])
    sources = [counted] if encoded is None else [counted, encoded]
    parts = [
        _fit_choice([each[:, words.ACT] for each in sources], acts),
        _fit_choice([each[objecting, words.SEVERITY] for each in sources], severities),
        _fit_labels([each[:, words.LABEL] for each in sources], truth(labelled)),
    ]
    factors = [[part[0][source] for part in parts] for source in range(len(sources))]
    shift = tuple(round(float(each), 3) for part in parts for each in part[1])
    lexical = _three(factors[0])
    encoder = _three(factors[1]) if encoded is not None else (0.0, 0.0, 0.0)
    return _thresholds(labelled, encoded, counted, Calibration(encoder, lexical, shift, 0.5, 0.5))


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    acts, severities, labels = (round(float(each), 3) for each in values)
    return acts, severities, labels


Fitted = tuple[NDArray[np.float64], NDArray[np.float64]]


def _mixed(parameters: NDArray[np.float64], sources: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    factors, shift = np.exp(parameters[: len(sources)]), parameters[len(sources) :]
    return sum((factor * source for factor, source in zip(factors, sources, strict=True)), np.zeros(1)) + shift


def _fit_choice(sources: Sequence[NDArray[np.float32]], right: NDArray[np.int64]) -> Fitted:
    """Factors and shifts that make the right ones of several likeliest."""

    def loss(parameters: NDArray[np.float64]) -> float:
        mixed = _mixed(parameters, sources)
        highest = mixed.max(axis=1)
        total = highest + np.log(np.exp(mixed - highest[:, None]).sum(axis=1))
        likelihood = (total - mixed[np.arange(len(right)), right]).mean()
        return float(likelihood + _PULL * (parameters[len(sources) :] ** 2).mean())

    return _minimum(loss, len(sources), sources[0].shape[1])


def _fit_labels(sources: Sequence[NDArray[np.float32]], right: NDArray[np.bool_]) -> Fitted:
    """Factors and shifts that make the right labels likeliest, each label by itself."""

    def loss(parameters: NDArray[np.float64]) -> float:
        mixed = _mixed(parameters, sources)
        likelihood = (np.logaddexp(0, mixed) - right * mixed).sum(axis=1).mean()
        shift = parameters[len(sources) :]
        return float(likelihood + _PULL * ((shift - shift.mean()) ** 2).mean())

    return _minimum(loss, len(sources), sources[0].shape[1])


def _minimum(loss: object, sources: int, outputs: int) -> Fitted:
    start = np.concatenate([np.full(sources, -0.5), np.zeros(outputs)])
    found = minimize(loss, start, method="L-BFGS-B", options={"maxiter": 200})
    return np.exp(found.x[:sources]), found.x[sources:]


def _thresholds(
    labelled: Sequence[Labelled],
    encoded: NDArray[np.float32] | None,
    counted: NDArray[np.float32],
    calibration: Calibration,
) -> Calibration:
    """The thresholds under which the labels that are given are best: by micro-F1, macro-F1, and by how often the first
    of them, which a reader sees first, is right."""
    right = truth(labelled)
    scores = calibration.scores(encoded, counted)
    best, found = -1.0, calibration
    for threshold in THRESHOLDS:
        for first in THRESHOLDS[threshold >= THRESHOLDS]:
            tried = Calibration(
                calibration.encoder, calibration.lexical, calibration.shift, float(threshold), float(first)
            )
            chosen, firsts = given(scores, tried)
            first_right = right[np.arange(len(right)), firsts] & (firsts >= 0)
            value = sum(f1(chosen, right)) + first_right.sum() / right.any(axis=1).sum()
            if value > best + 1e-9:
                best, found = value, tried
    return found


def given(scores: NDArray[np.float64], calibration: Calibration) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """(remarks, labels): which labels are given under a calibration; and the first of each remark, -1 where none is."""
    chosen = np.zeros((len(scores), len(words.LABEL_NAMES)), bool)
    firsts = np.full(len(scores), -1)
    for number, row in enumerate(scores):
        for label, _score in reversed(choose(row, calibration).labels):
            chosen[number, label] = True
            firsts[number] = label
    return chosen, firsts
