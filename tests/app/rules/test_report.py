"""What people said of a robot's report."""

from __future__ import annotations

import pytest

from app.rules.history import Who
from app.rules.report import Answer, verdict
from tests.factories import days_ago

BEA = Who("bea", "Bea", "bea@example.org")


def answer(act: str | None, days: float = 5, *, mail: str = "a", author: bool = False, sure: bool = True) -> Answer:
    return Answer(f"{mail}@example.org", days_ago(days), BEA, author, act, sure, "model, 0.80")


def said(*answers: Answer) -> str | None:
    found = verdict(answers)
    return found.verdict if found else None


@pytest.mark.parametrize(
    ("act", "by_author", "by_reviewer"),
    [
        ("concede", "valid", "valid"),
        ("approve", "valid", "valid"),
        ("object", "discussed", "valid"),
        ("rebut", "dismissed", "dismissed"),
        ("withdraw", "dismissed", "dismissed"),
        ("question", "discussed", "discussed"),
        ("inform", "discussed", "discussed"),
        (None, "discussed", "discussed"),
    ],
)
def test_what_an_answer_makes_of_a_report(act: str | None, by_author: str, by_reviewer: str) -> None:
    assert said(answer(act, author=True)) == by_author
    assert said(answer(act)) == by_reviewer


def test_a_report_that_nobody_answers_has_no_verdict() -> None:
    assert verdict([]) is None


def test_the_last_verdict_counts_in_whatever_order_the_answers_are() -> None:
    old, new = answer("concede", 5, mail="a"), answer("rebut", 4, mail="b")
    assert verdict([old, new]) == verdict([new, old]) == new


def test_talk_does_not_undo_a_verdict() -> None:
    assert said(answer("rebut", 5, mail="a"), answer("inform", 4, mail="b")) == "dismissed"


def test_one_finding_that_is_accepted_makes_a_report_valid() -> None:
    assert said(answer("rebut"), answer("inform"), answer("concede"), answer("rebut")) == "valid"


def test_an_act_that_the_model_is_not_sure_of_is_no_verdict() -> None:
    assert said(answer("rebut", sure=False)) == "discussed"
