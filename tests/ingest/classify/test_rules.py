"""Verdicts in fixed words are found by rules, and so is what speaks through a person."""

from __future__ import annotations

import pytest

from ingest.classify.rules import ORIGINS, PHRASES, RULES, origin, phrases, verdict


@pytest.mark.parametrize(
    ("text", "name", "act", "severity"),
    [
        ("NAK.\n\nThis belongs into the driver.", "nak", "object", "blocking"),
        ("nack, the core must not know this", "nak", "object", "blocking"),
        ("Sorry, but no. Hard NAK.", "nak", "object", "blocking"),
        ("NACK on having that in the core.", "nak", "object", "blocking"),
        ("This is a NAK until there are numbers.", "nak", "object", "blocking"),
        ("Nacked-by: Ann Author <ann@example.org>", "nak", "object", "blocking"),
        ("This is just the\nwrong direction.", "refused", "object", "blocking"),
        ("Sorry, this is NOT what\nwe want.", "refused", "object", "blocking"),
        ("pw-bot: cr", "pw-bot", "object", "required"),
        ("Does not build here.\n\npw-bot: changes-requested", "pw-bot", "object", "required"),
        ("pw-bot: reject", "pw-bot", "object", "blocking"),
        ("Applied, thanks!", "applied", "approve", "none"),
        ("Applied to tree/for-next. Thanks.", "applied", "approve", "none"),
        ("Thanks, applied\nto for-next.", "applied", "approve", "none"),
        ("All good now.\n\nQueued for 6.20, with the typo fixed.", "applied", "approve", "none"),
        ("Reviewed-by: Ann Author <ann@example.org>", "tag", "approve", "none"),
        ("Looks good!\n\nAcked-by: Ann Author <ann@example.org>\n\nThanks,\nAnn", "tag", "approve", "none"),
        ("Ah, never mind, the caller holds it.", "withdrawn", "withdraw", "none"),
        ("False alarm, my tree was old.", "withdrawn", "withdraw", "none"),
    ],
)
def test_a_reviewers_verdict_is_found(text: str, name: str, act: str, severity: str) -> None:
    found = verdict(text, "reviewer")
    assert found is not None
    assert (found.name, found.act, found.severity) == (name, act, severity)


@pytest.mark.parametrize(
    "text",
    [
        "That is not a NAK, I only wonder.",
        "Al NACKed doing it as part of open.",
        "He would nack it, I guess.",
        "The policy is applied to the parent\nqueued for this cycle",
        "Applied, thanks. But could you send the second one again?",
        "Should this be applied to stable?",
        "Reviewed-by: Ann Author <ann@example.org>\n\nPlease rename the variable: it says nothing.",
        "The snakes are naked.",
        "If that is the wrong direction, say so.",
        "I never mind an extra line.",
        "Please drop this patch.",
    ],
)
def test_what_only_sounds_like_a_verdict_of_a_reviewer_is_none(text: str) -> None:
    assert verdict(text, "reviewer") is None


@pytest.mark.parametrize(
    "text",
    ["Please drop this patch, v3 has it.", "You are right, I'll drop this series.", "I'm withdrawing this patch."],
)
def test_an_author_who_drops_the_patch_concedes(text: str) -> None:
    found = verdict(text, "author")
    assert found is not None
    assert (found.name, found.act) == ("dropped", "concede")


@pytest.mark.parametrize("text", ["Applied, thanks!", "NAK.", "pw-bot: cr"])
def test_an_author_cannot_judge_the_own_patch(text: str) -> None:
    assert verdict(text, "author") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<form letter>\nPlease use the right prefix.\n</form letter>", "form letter"),
        ("Still the same.\n\nThis is a friendly reminder during the review process.\n", "form letter"),
        ("My bot found errors running 'make dt_binding_check' on your patch:\n", "form letter"),
        ("[Severity: High]\nThis leaks the buffer.", "AI review"),
        ("Sashiko review:\n\nThis leaks the buffer.", "AI review"),
        ("The form has a letter too many.", None),
        ("Sashiko asked the same, and I think it is right.", None),
        ("The severity is high: this leaks.", None),
    ],
)
def test_what_speaks_through_a_person_is_named(text: str, name: str | None) -> None:
    assert origin(text) == name


@pytest.mark.parametrize(
    "piece", ["a", " ", "\n", "NAK ", "ok ", "> [Severity:", "Applied ", "-", "Reviewed-by: x\n", "I "]
)
def test_every_rule_is_linear_in_what_it_reads(piece: str) -> None:
    # A pattern that backtracks over its input would not come back from this.
    text = piece * (200_000 // len(piece))
    for rule in RULES:
        rule.pattern.search(text)
    for _, pattern in (*ORIGINS, *PHRASES):
        pattern.search(text)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("It is better, but still\npredicated on extending a broken abstraction. Sorry.", "but still\npredicated"),
        ("A layering violation, if I ever saw one.", "A layering violation"),
        ("This does not belong in here.", "This does not belong in here."),
    ],
)
def test_a_phrase_gives_a_label_with_its_clause(text: str, clause: str) -> None:
    ((label, start, stop),) = phrases(text)
    assert label == "abstraction"
    assert text[start:stop].startswith(clause)


def test_a_word_that_is_only_mentioned_gives_no_label() -> None:
    assert list(phrases("The abstraction is fine, and the layers belong together.")) == []
