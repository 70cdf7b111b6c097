"""What holds of a remark once people have spoken: a table of cases."""

from __future__ import annotations

import pytest

from app.rules.finding import Finding, Label, corrected

LOGIC = Label("logic", 0.6, 3, 9, "model")
NAMING = Label("naming", 0.4, 12, 20, "model")
OBJECT = Finding("object", 0.8, "minor", 0.7, (LOGIC, NAMING))
INFORM = Finding("inform", 0.5, "none", 1.0, (), origin="form letter")


def held(finding: Finding | None, words: dict[str, str]) -> Finding:
    found = corrected(finding, words)
    assert found is not None
    return found


def test_without_words_what_was_found_holds() -> None:
    assert corrected(OBJECT, {}) == OBJECT


def test_where_nothing_was_found_only_a_persons_word_on_the_act_says_anything() -> None:
    assert corrected(None, {}) is None
    assert corrected(None, {"severity": "minor", "label": "style"}) is None
    found = held(None, {"act": "object", "severity": "minor", "label": "style"})
    assert (found.act, found.severity, found.source) == ("object", "minor", "person")
    assert found.labels == (Label("style", 1.0, None, None, "person"),)


@pytest.mark.parametrize(
    ("finding", "words", "act", "severity", "labels", "source"),
    [
        (OBJECT, {"act": "question"}, "question", "none", ["logic", "naming"], "person"),
        (OBJECT, {"act": "approve"}, "approve", "none", [], "person"),
        (OBJECT, {"act": "object"}, "object", "minor", ["logic", "naming"], "person"),
        (OBJECT, {"severity": "blocking"}, "object", "blocking", ["logic", "naming"], "model"),
        (OBJECT, {"label": "naming reuse"}, "object", "minor", ["naming", "reuse"], "model"),
        (OBJECT, {"label": ""}, "object", "minor", [], "model"),
        (OBJECT, {"act": "approve", "severity": "blocking", "label": "reuse"}, "approve", "none", [], "person"),
        (INFORM, {"act": "object"}, "object", "required", [], "person"),
        (INFORM, {"act": "object", "severity": "minor", "label": "style"}, "object", "minor", ["style"], "person"),
        (INFORM, {"severity": "blocking"}, "inform", "none", [], "model"),
    ],
)
def test_peoples_words_win_and_what_does_not_go_with_them_falls_away(
    finding: Finding, words: dict[str, str], act: str, severity: str, labels: list[str], source: str
) -> None:
    now = held(finding, words)
    assert (now.act, now.severity, [each.label for each in now.labels], now.source) == (act, severity, labels, source)
    assert now.origin == finding.origin


def test_a_label_that_a_person_confirms_keeps_its_words_and_one_that_is_new_has_none() -> None:
    now = held(OBJECT, {"label": "reuse logic"})
    assert now.labels == (Label("reuse", 1.0, None, None, "person"), Label("logic", 1.0, 3, 9, "person"))


def test_a_persons_word_has_the_score_1() -> None:
    now = held(OBJECT, {"act": "object", "severity": "blocking"})
    assert (now.act_score, now.severity_score) == (1.0, 1.0)
