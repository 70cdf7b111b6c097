"""What became of an objection: see `outcomes` for the stories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.rules.outcome import OUTCOMES, is_unsettled

from .outcomes import (
    TABLE,
    Told,
    accepted,
    changed,
    changed_and_applied,
    changed_and_reviewed,
    disputed_then_accepted,
    named_in_the_changelog,
)


@pytest.mark.parametrize(("told", "name"), TABLE, ids=[told.__name__ for told, _ in TABLE])
def test_the_outcome(told: Callable[[], Told], name: str) -> None:
    story = told()
    found = story.outcome
    assert found.name == name
    assert found.text.endswith(".")
    mails = {mail.message_id for mail in story.mails} | {version.head for version in story.versions}
    assert set(found.evidence) <= mails


def test_every_outcome_has_a_story() -> None:
    assert {name for _, name in TABLE} == set(OUTCOMES)


def test_the_sentence_names_who_and_which_version() -> None:
    assert changed().outcome.text == ("v2 changes the lines that it is about; Bob has not said whether that will do.")
    assert named_in_the_changelog().outcome.text == (
        'v2 names it in its changelog ("free the pump (Bob)"); Bob has not said whether that will do.'
    )
    assert changed_and_applied().outcome.text == "v2 changes the lines that it is about, and Mia applied it."
    assert changed_and_reviewed().outcome.text == "Bob, who raised it, gives v2 a Reviewed-by."
    assert accepted().outcome.text == "The author accepts it (model)."


def test_the_evidence_is_the_mail_that_says_so() -> None:
    story = changed_and_applied()
    assert story.outcome.evidence == ("v2-0@x", story.mails[-1].message_id)
    story = disputed_then_accepted()
    assert story.outcome.evidence == (story.mails[-1].message_id,)


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_still_stands(name: str) -> None:
    assert is_unsettled(name, "object") == (name in ("open", "conceded", "rebutted"))
    assert is_unsettled(name, "question") == (name == "open")
