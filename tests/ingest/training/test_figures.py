"""The figures say what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from app.rules.finding import Finding, Label
from ingest.classify import words
from ingest.training.corpus import Labelled, Mark
from ingest.training.figures import (
    MEASURES,
    Judged,
    act_rows,
    average_precision,
    expected_calibration_error,
    f1,
    headlines,
    label_rows,
)


def judged(
    right: tuple[str, ...], found: tuple[str, ...], act: str = "object", said: str = "object", author: str = "a0"
) -> Judged:
    labelled = Labelled(
        "x@example.org",
        0,
        "tree",
        "random",
        "test",
        author,
        "reviewer",
        "0",
        act,
        "required" if act == "object" else "none",
        tuple(Mark(name, 0, 5) for name in right),
    )
    finding = Finding(
        said,
        0.8,
        "required" if said == "object" else "none",
        0.9,
        tuple(Label(name, 0.7, 3, 9, "model") for name in found),
    )
    scores = np.full(words.OUTPUTS, 0.1)
    for name in found:
        scores[words.LABEL.start + words.LABEL_NAMES.index(name)] = 0.7
    return Judged(labelled, finding, scores)


CASES = [
    judged(("logic", "build"), ("logic",)),
    judged(("naming",), ("style", "naming"), author="b1"),
    judged((), (), "approve", "inform", "c2"),
    judged(("motivation",), (), "question", "object", "d3"),
]


def test_each_measure_by_hand() -> None:
    values = {name: measure(CASES) for name, measure in MEASURES.items()}
    # Right: logic, build, naming, motivation; given: logic, style, naming.
    assert values["labels micro-F1"] == pytest.approx(2 * 2 / (3 + 4))
    assert values["labels macro-F1"] == pytest.approx(2 / 19)
    # Groups right: behaviour; form; case. Given: behaviour; form.
    assert values["group micro-F1"] == pytest.approx(2 * 2 / (2 + 3))
    assert values["act accuracy"] == pytest.approx(2 / 4)
    assert values["object or question F1"] == pytest.approx(1)
    assert values["first label right"] == pytest.approx(1 / 3)
    assert values["evidence overlaps"] == 1
    assert values["calibration error, labels"] == pytest.approx(abs(0.7 - 2 / 3))
    assert values["severity accuracy, of found objections"] == 1


def test_micro_and_macro_f1() -> None:
    right = np.array([[1, 0], [1, 0], [0, 1]], bool)
    given = np.array([[1, 0], [0, 0], [1, 1]], bool)
    assert f1(given, right) == (pytest.approx(2 * 2 / 6), pytest.approx((2 * 1 / 4 + 1) / 2))


def test_average_precision_is_over_the_right_ones_in_order() -> None:
    assert average_precision(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.array([0.5]), np.array([False])) == 0


def test_calibration_error_is_none_where_scores_say_how_often_it_is_right() -> None:
    assert expected_calibration_error([(0.5, True), (0.5, False)]) == 0
    assert expected_calibration_error([(0.9, False)]) == pytest.approx(0.9)
    assert expected_calibration_error([]) == 0


def test_rows_have_support_precision_and_recall() -> None:
    rows = {row.name: row for row in label_rows(CASES)}
    assert (rows["style"].support, rows["style"].precision, rows["style"].recall) == (0, 0, 0)
    assert (rows["naming"].support, rows["naming"].f1) == (1, 1)
    assert {row.name: row.support for row in act_rows(CASES)}["object"] == 2


def test_intervals_hold_the_value_and_do_not_change_from_run_to_run() -> None:
    found = headlines(CASES * 3)
    assert found == headlines(CASES * 3)
    assert all(figure.low <= figure.value <= figure.high for figure in found.values())
