"""Training of the lexical model: logistic regressions on what is counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from ingest.classify import words
from ingest.classify.features import BUCKETS, Vector, features
from ingest.classify.lexical import Lexical

from .corpus import Example

# Chosen on held-out authors: docs/decisions/0013-the-classifier.md.
C_ACT = 10.0
C_LABEL = 10.0
SMALLEST = 0.01
"""Weights nearer to 0 than this are dropped, which halves the file and changes no decision."""


def train(examples: Sequence[Example]) -> Lexical:
    """The lexical model of some labelled remarks. Deterministic."""
    seen = np.bincount(np.concatenate([buckets for buckets, _ in _vectors(examples, None)]), minlength=BUCKETS)
    idf = (np.log((1 + len(examples)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)
    matrix = _matrix(_vectors(examples, idf))
    weights = np.zeros((BUCKETS, words.OUTPUTS), np.float32)
    bias = np.zeros(words.OUTPUTS, np.float32)
    weights[:, words.ACT], bias[words.ACT] = _several(matrix, [each.labelled.act for each in examples], words.ACT_NAMES)
    objecting = [at for at, each in enumerate(examples) if each.labelled.act == "object"]
    severities = [examples[at].labelled.severity for at in objecting]
    weights[:, words.SEVERITY], bias[words.SEVERITY] = _several(matrix[objecting], severities, words.SEVERITY_NAMES)
    for number, name in enumerate(words.LABEL_NAMES):
        holds = [any(label.label == name for label in each.labelled.labels) for each in examples]
        at = words.LABEL.start + number
        if any(holds) and not all(holds):
            model = LogisticRegression(C=C_LABEL, class_weight="balanced", solver="liblinear", random_state=0).fit(
                matrix, holds
            )
            weights[:, at], bias[at] = model.coef_[0], model.intercept_[0]
        else:
            bias[at] = -9.0
    weights[np.abs(weights) < SMALLEST] = 0
    # What is used is what is saved.
    return Lexical(weights.astype(np.float16).astype(np.float32), bias, idf)


def _vectors(examples: Sequence[Example], idf: NDArray[np.float32] | None) -> list[Vector]:
    return [features(each.text[: words.MAX_TEXT], each.quoted, each.labelled.role, idf) for each in examples]


def _matrix(vectors: Sequence[Vector]) -> csr_matrix:
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in vectors)])
    values = np.concatenate([values for _, values in vectors])
    buckets = np.concatenate([buckets for buckets, _ in vectors])
    return csr_matrix((values, buckets, ends), shape=(len(vectors), BUCKETS))


def _several(
    matrix: csr_matrix, truth: Sequence[str], names: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(BUCKETS, names) and (names,) of a choice of one among several. A name that is never right is never chosen."""
    weights = np.zeros((BUCKETS, len(names)), np.float32)
    bias = np.full(len(names), -9.0, np.float32)
    present = sorted(set(truth))
    if len(present) < 2:
        bias[[names.index(name) for name in present]] = 9.0
        return weights, bias
    model = LogisticRegression(C=C_ACT, max_iter=300).fit(matrix, truth)
    coefficients, intercepts = model.coef_, model.intercept_
    if len(present) == 2:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]) / 2, np.array([-1, 1]) * intercepts[0] / 2
    columns = [names.index(name) for name in model.classes_]
    weights[:, columns], bias[columns] = coefficients.T, intercepts
    return weights, bias
