"""Scores and choices."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import spacy

from ingest.classify import words
from ingest.classify.objections import PLAIN, Objections, choose

LOGITS = np.zeros(words.OUTPUTS, np.float32)
EVEN = dataclasses.replace(PLAIN, threshold=0.5, first=0.3)


def scores(**given: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """All scores, those that are named as given and the others low."""
    found = np.full(words.OUTPUTS, 0.01)
    names = [*words.ACT_NAMES, *words.SEVERITY_NAMES, *words.LABEL_NAMES]
    for name, value in given.items():
        found[names.index(name)] = value
    return found


def test_acts_and_severities_sum_to_one_and_labels_stand_alone() -> None:
    found = PLAIN.scores(LOGITS, LOGITS)
    assert found[words.ACT].sum() == pytest.approx(1)
    assert found[words.SEVERITY].sum() == pytest.approx(1)
    assert found[words.LABEL] == pytest.approx(0.5)


def test_each_model_counts_by_its_factor_and_a_shift_moves_the_score() -> None:
    shift = [0.0] * words.OUTPUTS
    shift[words.LABEL.start] = 1.0
    mixed = dataclasses.replace(PLAIN, encoder=(0.0, 0.0, 2.0), lexical=(0.0, 0.0, 0.5), shift=tuple(shift))
    found = mixed.scores(LOGITS + 1, LOGITS + 2)
    assert found[words.LABEL][0] == pytest.approx(1 / (1 + np.exp(-(2 * 1 + 0.5 * 2 + 1))))
    assert found[words.LABEL][1] == pytest.approx(1 / (1 + np.exp(-(2 * 1 + 0.5 * 2))))


def test_extreme_logits_give_scores_all_the_same() -> None:
    with np.errstate(over="ignore"):
        assert np.isfinite(PLAIN.scores(LOGITS + 1e4, LOGITS - 5e4)).all()


def test_labels_over_the_threshold_come_best_first_and_at_most_three() -> None:
    chosen = choose(scores(object=0.9, required=0.8, logic=0.6, build=0.9, naming=0.7, style=0.55), EVEN)
    assert [words.LABEL_NAMES[number] for number, _ in chosen.labels] == ["build", "naming", "logic"]
    assert (chosen.act, chosen.severity, chosen.severity_score) == ("object", "required", 0.8)


def test_an_objection_gets_its_best_label_from_the_second_threshold_on() -> None:
    assert [number for number, _ in choose(scores(object=0.9, logic=0.4, build=0.35), EVEN).labels] == [
        words.LABEL_NAMES.index("logic")
    ]
    assert choose(scores(object=0.9, logic=0.29), EVEN).labels == ()
    assert choose(scores(question=0.9, logic=0.4), EVEN).labels == ()


def test_what_is_neither_objection_nor_question_has_no_labels_and_no_severity() -> None:
    chosen = choose(scores(approve=0.9, logic=0.9, blocking=0.9), EVEN)
    assert (chosen.act, chosen.severity, chosen.labels) == ("approve", "none", ())


def test_a_sure_label_speaks_for_the_act() -> None:
    torn = choose(scores(rebut=0.5, object=0.3, question=0.1, required=0.8, logic=0.6), EVEN)
    assert (torn.act, torn.act_score, len(torn.labels)) == ("object", 0.3, 1)
    assert choose(scores(rebut=0.5, object=0.3, question=0.1, logic=0.1), EVEN).act == "rebut"
    assert choose(scores(rebut=0.8, object=0.1, question=0.1, logic=0.6), EVEN).act == "rebut"


def test_a_rule_decides_act_and_severity() -> None:
    chosen = choose(scores(approve=0.9, minor=0.9, logic=0.6), EVEN, "object", "blocking")
    assert (chosen.act, chosen.act_score, chosen.severity, chosen.severity_score) == ("object", 1, "blocking", 1)
    assert len(chosen.labels) == 1


def test_calibration_is_kept(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    part = Objections(nlp)
    part.with_encoder = dataclasses.replace(PLAIN, encoder=(0.1, 0.2, 0.3), threshold=0.31)
    part.to_disk(tmp_path)
    again = Objections(nlp).from_disk(tmp_path)
    assert (again.with_encoder, again.without_encoder) == (part.with_encoder, PLAIN)
