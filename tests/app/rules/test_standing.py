"""Where a series stands: the table of states, one story a case."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.history import History
from app.rules.standing import CASES, CLOSED, STALLED, STATES, TURNS, is_stalled, standing

from .standings import (
    TABLE,
    Told,
    a_dispute,
    a_dispute_beside_a_promise,
    a_new_version_after_a_wish,
    a_question_that_was_answered,
    a_wish,
    a_wish_taken_back,
    about_to_be_applied,
    applied,
    posted,
    reviewed,
)
from .stories import Story, announced, day, said


def history(told: Told) -> History:
    story = Story()
    told(story)
    return story.history()


@pytest.mark.parametrize(("told", "state", "turn"), TABLE, ids=[told.__name__ for told, *_ in TABLE])
def test_state_and_turn(told: Told, state: str, turn: str) -> None:
    found = standing(history(told)).verdict
    assert (found.state, found.turn.whose) == (state, turn)


def test_each_state_has_a_story() -> None:
    assert {state for _, state, _ in TABLE} == set(STATES)


@pytest.mark.parametrize("told", [told for told, *_ in TABLE], ids=lambda told: told.__name__)
def test_each_verdict_has_a_sentence_and_mails_that_are_there(told: Told) -> None:
    facts = history(told)
    found = standing(facts)
    mails = {mail.message_id for mail in facts.mails} | {part for each in facts.versions for part in each.parts}
    assert found.verdict.evidence
    assert set(found.verdict.evidence) <= mails | {"pull@x"}
    assert found.verdict.text.strip()
    assert found.steps[-1] == (found.steps[-1][0], found.verdict.text)
    assert [name for name, _ in found.steps] == list(CASES)[: len(found.steps)]


def since(told: Told) -> dt.datetime:
    return standing(history(told)).verdict.turn.since


def test_a_turn_begins_with_what_gave_it() -> None:
    assert since(posted) == day(0)
    assert since(a_wish) == day(1)
    assert since(a_dispute) == day(2)
    assert since(a_question_that_was_answered) == day(2)
    assert since(reviewed) == day(2)
    assert since(a_new_version_after_a_wish) == day(2)
    assert since(applied) == day(3)


def people(told: Told) -> list[str]:
    return [each.name or each.email for each in standing(history(told)).verdict.turn.people]


def test_a_turn_has_names() -> None:
    assert people(a_wish) == ["Ada"]
    assert people(a_dispute) == ["Bob"]
    assert people(a_new_version_after_a_wish) == ["Bob"]
    assert people(about_to_be_applied) == ["Mia"]
    assert people(applied) == []


def test_who_was_only_written_to_is_not_certain() -> None:
    turn = standing(history(posted)).verdict.turn
    assert ([each.email for each in turn.people], turn.certain) == (["mia@example.org", "list@example.org"], False)


def test_the_objections_that_stand_are_named() -> None:
    assert len(standing(history(a_dispute_beside_a_promise)).standing) == 2
    assert standing(history(a_wish_taken_back)).standing == ()


def test_stalled_is_an_open_series_whose_turn_is_old() -> None:
    now = day(0) + STALLED
    assert not is_stalled("new", day(0), now)
    assert is_stalled("new", day(0), now + dt.timedelta(seconds=1))
    assert not any(is_stalled(state, day(0), day(9999)) for state in CLOSED)


ACTS = ("object", "question", "rebut", "concede", "withdraw", "approve", "inform")
WHATS = ("applied", "will-apply", "dropped", "withdrawn", "superseded")
EVENT = st.tuples(
    st.sampled_from(["Ada", "Bob", "Cyn", "Mia"]),
    st.integers(0, 30),
    st.sampled_from(ACTS),
    st.sampled_from(["required", "blocking", "minor"]),
    st.integers(0, 2),
    st.integers(0, 12),
    st.sampled_from([(), ("Reviewed-by",), ("Nacked-by",), ("Tested-by",)]),
    st.sampled_from([(), *((announced(what),) for what in WHATS)]),
    st.sampled_from(["", "line", "none", "patch-gone", "elsewhere"]),
)


def told_at_random(events: list[tuple], versions: int) -> Story:
    story = Story()
    for number in range(versions):
        story.post(10 * number, patches=2)
    sent: list[str] = []
    for name, at, act, severity, on, answers, tags, announces, place in events:
        kind = severity if act == "object" else "none"
        remark = said(f"{act} {severity}", act, severity=kind, labels=["logic"][: at % 2])
        version = 1 + at % versions
        parent = sent[answers % len(sent)] if sent and answers % 3 else None
        mail = story.mail(name, at, remark, on=on, version=version, answers=parent, tags=tags, announces=announces)
        sent.append(mail)
        if place:
            for later in range(version + 1, versions + 1):
                story.changed(mail, later, place)
    return story


@settings(deadline=None, max_examples=150)
@given(st.lists(EVENT, max_size=12), st.integers(1, 3), st.randoms())
def test_the_same_facts_in_any_order_give_the_same_verdict(events: list[tuple], versions: int, random: object) -> None:
    facts = told_at_random(events, versions).history()
    shuffled = told_at_random(events, versions)
    random.shuffle(shuffled.mails)  # type: ignore[attr-defined]
    random.shuffle(shuffled.remarks)  # type: ignore[attr-defined]
    assert standing(shuffled.history()) == standing(facts)


@settings(deadline=None, max_examples=150)
@given(st.lists(EVENT, max_size=12), st.integers(1, 3))
def test_whatever_happens_there_is_a_verdict_with_evidence(events: list[tuple], versions: int) -> None:
    facts = told_at_random(events, versions).history()
    found = standing(facts)
    assert found.verdict.state in STATES
    assert found.verdict.turn.whose in TURNS
    assert (found.verdict.turn.whose == "nobody") == (found.verdict.state in CLOSED)
    assert found.verdict.evidence
    assert set(found.outcomes) == {each.name for each in facts.remarks if each.objection}
    for name, outcome in found.outcomes.items():
        assert outcome.evidence or outcome.name == "open", name


@settings(deadline=None, max_examples=150)
@given(st.lists(EVENT, max_size=12), st.integers(1, 3))
def test_nothing_is_confirmed_without_the_word_of_the_objector_or_of_who_applied(
    events: list[tuple], versions: int
) -> None:
    facts = told_at_random(events, versions).history()
    by = {mail.message_id: mail for mail in facts.mails}
    for (message_id, _), outcome in standing(facts).outcomes.items():
        if outcome.name == "confirmed":
            words = [by[each] for each in outcome.evidence if each in by]
            assert any(
                word.who == by[message_id].who or any(each.what == "applied" for each in word.announced)
                for word in words
            )


def test_reviewers_are_named_once_the_last_one_to_speak_first() -> None:
    story = Story().post()
    for number, name in enumerate(["Cyn", "Bob", "Cyn"]):
        story.mail(name, 1 + number)
    turn = standing(story.history()).verdict.turn
    assert [each.name for each in turn.people] == ["Cyn", "Bob"]
