"""Calibration turns logits into scores that say how often they are right."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.classify import words
from ingest.training import calibration
from ingest.training.figures import truth

from .examples import examples

ROWS = [each.labelled for each in examples()] * 4


def logits(sharpness: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Logits that know the truth, but for noise."""
    random = np.random.default_rng(0)
    found = random.normal(0, 1, (len(ROWS), words.OUTPUTS))
    found[:, words.LABEL] += 3 * truth(ROWS) - 2
    for number, row in enumerate(ROWS):
        found[number, words.ACT_NAMES.index(row.act)] += 3
    return (sharpness * found).astype(np.float32)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 10.0])
def test_scores_are_the_same_however_sure_a_model_claims_to_be(sharpness: float) -> None:
    usual = calibration.fit(ROWS, None, logits(1)).scores(None, logits(1))
    found = calibration.fit(ROWS, None, logits(sharpness)).scores(None, logits(sharpness))
    assert np.abs(found - usual).mean() < 0.02


def test_labels_are_as_likely_as_their_scores_say() -> None:
    fitted = calibration.fit(ROWS, None, logits(5))
    scores = fitted.scores(None, logits(5))[:, words.LABEL]
    assert scores.mean() == pytest.approx(truth(ROWS).mean(), abs=0.01)


def test_a_model_that_knows_counts_more_than_one_that_does_not() -> None:
    noise = np.random.default_rng(1).normal(0, 1, (len(ROWS), words.OUTPUTS)).astype(np.float32)
    fitted = calibration.fit(ROWS, logits(1), noise)
    assert fitted.encoder[0] > 3 * fitted.lexical[0]
    assert fitted.encoder[2] > 3 * fitted.lexical[2]


def test_the_thresholds_are_within_what_was_tried() -> None:
    fitted = calibration.fit(ROWS, None, logits(1))
    assert calibration.THRESHOLDS.min() <= fitted.first <= fitted.threshold <= calibration.THRESHOLDS.max()
