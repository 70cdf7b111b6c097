"""What became of an objection: the first row of the table that fits decides."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.rules.outcome import OUTCOMES, Answer, is_unsettled, lines, outcome, repeats
from app.rules.remark import ACTS

START = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


def answers(*said: str) -> list[Answer]:
    """Answers like `author concede`, a day apart, each in a mail of its own: 1@x, 2@x ..."""
    found = []
    for day, each in enumerate(said, 1):
        (by, act) = each.split()
        at = START + dt.timedelta(days=day)
        found.append(Answer(f"{day}@x", 0, at, by, None if act == "?" else act, f"model, 0.7{day}"))  # type: ignore[arg-type]
    return found


CASES: dict[str, tuple[str, list[str], str, list[str]]] = {
    "nobody speaks": ("object", [], "open", []),
    "the author accepts": ("object", ["author concede"], "conceded", ["1@x"]),
    "the author disagrees": ("object", ["author rebut"], "rebutted", ["1@x"]),
    "the last word of the author counts": ("object", ["author rebut", "author concede"], "conceded", ["2@x"]),
    "also where it takes a word back": ("object", ["author concede", "author rebut"], "rebutted", ["2@x"]),
    "a plan after a concession changes nothing": ("object", ["author concede", "author inform"], "conceded", ["1@x"]),
    "a plan is no concession": ("object", ["author inform"], "open", ["1@x"]),
    "a question of the author settles nothing": ("object", ["author question"], "open", ["1@x"]),
    "another reviewer's word settles nothing": ("object", ["other concede", "other rebut"], "open", ["1@x", "2@x"]),
    "nor does the objector's agreement": ("object", ["objector approve", "objector concede"], "open", ["1@x", "2@x"]),
    "the objector takes it back": ("object", ["objector withdraw"], "withdrawn", ["1@x"]),
    "which wins over what follows": ("object", ["objector withdraw", "author concede"], "withdrawn", ["1@x"]),
    "and over what went before": ("object", ["author rebut", "objector withdraw"], "withdrawn", ["2@x"]),
    "nobody else can take it back": ("object", ["author withdraw", "other withdraw"], "open", ["1@x", "2@x"]),
    "a question is answered by the author": ("question", ["author inform"], "answered", ["1@x"]),
    "with reasons, too": ("question", ["author rebut"], "answered", ["1@x"]),
    "taken to heart": ("question", ["author concede"], "conceded", ["1@x"]),
    "taken to heart, then defended": ("question", ["author concede", "author rebut"], "answered", ["2@x"]),
    "taken to heart, then explained": ("question", ["author concede", "author inform"], "conceded", ["1@x"]),
    "a question is answered by somebody else": ("question", ["other inform"], "answered", ["1@x"]),
    "the author's answer is the better one": ("question", ["author inform", "other inform"], "answered", ["1@x"]),
    "a question is no answer to a question": ("question", ["other question", "other object"], "open", ["1@x", "2@x"]),
    "one's own answer is none": ("question", ["objector inform"], "open", ["1@x"]),
    "a question is taken back": ("question", ["author inform", "objector withdraw"], "withdrawn", ["2@x"]),
    "what is not classified says nothing": ("object", ["author ?"], "open", ["1@x"]),
    "and hides nothing": ("object", ["author ?", "author concede"], "conceded", ["2@x"]),
}


@pytest.mark.parametrize("case", CASES)
def test_the_table_of_cases(case: str) -> None:
    (act, said, name, evidence) = CASES[case]
    found = outcome(act, answers(*said))
    assert (found.name, list(found.evidence)) == (name, evidence)
    assert found.text.endswith(".")


def test_every_outcome_has_a_case() -> None:
    assert {name for _, _, name, _ in CASES.values()} == set(OUTCOMES)


@pytest.mark.parametrize(
    ("act", "said", "text"),
    [
        ("object", [], "Nobody has answered it, as far as the archives go."),
        ("object", ["author inform"], "It has answers, but none that accepts it, disputes it or takes it back."),
        ("object", ["author inform", "author ?"], "It has an answer that is not classified yet."),
        ("object", ["author concede"], "The author accepts it (model, 0.71)."),
        ("question", ["other inform"], "Somebody else answers it (model, 0.71)."),
    ],
)
def test_the_sentence_is_no_surer_than_the_answer(act: str, said: list[str], text: str) -> None:
    assert outcome(act, answers(*said)).text == text


anybody = some.sampled_from(["objector", "author", "other"])
anything = some.sampled_from([*ACTS, "?"])


@given(
    some.sampled_from(["object", "question"]), some.lists(some.tuples(anybody, anything), max_size=4), some.randoms()
)
def test_the_order_in_which_answers_come_does_not_matter(act: str, said: list[tuple[str, str]], random: Any) -> None:
    in_order = answers(*map(" ".join, said))
    shuffled = random.sample(in_order, len(in_order))
    assert outcome(act, shuffled) == outcome(act, in_order)


def test_answers_of_one_moment_are_told_apart_by_mail_and_number() -> None:
    same = [
        Answer(message_id, number, START, "author", act, "person")
        for message_id, number, act in (("a@x", 1, "concede"), ("b@x", 0, "concede"), ("b@x", 2, "rebut"))
    ]
    for order in itertools.permutations(same):
        assert outcome("object", order).name == "rebutted"


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_still_stands(name: str) -> None:
    assert is_unsettled(name, "object") == (name in ("open", "conceded", "rebutted"))
    assert is_unsettled(name, "question") == (name == "open")


@pytest.mark.parametrize(
    ("text", "quoted", "is_repeated"),
    [
        ("This leaks.", "> This leaks.", True),
        ("This leaks.", "> > This leaks.", True),
        ("This leaks.", ">>|  This   leaks. \t", True),
        ("Hi,\n\nthis leaks,\nas you see.", "> as you see.", True),
        ("Hi,\n\nthis leaks,\nas you see.\n", "> Hi,\n> this leaks,", True),
        ("Hi,\n\nthis leaks,\nas you see.", "> this leaks,", False),
        ("This leaks.\n}", "> }", False),
        ("This leaks.", "> This leaks. No.", False),
        ("This leaks.", "", False),
        ("}", "> }", False),
        ("", "", False),
    ],
)
def test_a_quote_repeats_a_remark(text: str, quoted: str, is_repeated: bool) -> None:
    assert repeats(frozenset(lines(quoted)), lines(text)) == is_repeated


def test_of_a_long_text_the_end_is_looked_at() -> None:
    assert lines("\n".join(map(str, range(10_000)))) == tuple(map(str, range(9_960, 10_000)))
    assert len(lines("x " * 50_000)) == 1
