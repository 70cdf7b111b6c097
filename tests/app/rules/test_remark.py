"""What counts as an objection."""

from __future__ import annotations

import pytest

from app.rules.remark import GROUP_OF, GROUPS, LABELS, is_objection


@pytest.mark.parametrize(
    ("act", "labels", "origin", "is_one"),
    [
        ("object", [], None, True),
        ("object", ["logic"], None, True),
        ("question", ["logic"], None, True),
        ("question", [], None, False),
        ("object", ["logic"], "form letter", False),
        ("question", ["logic"], "AI review", False),
        ("rebut", [], None, False),
        (None, [], None, False),
    ],
)
def test_an_objection_is_a_persons_and_a_question_is_one_where_it_doubts(
    act: str | None, labels: list[str], origin: str | None, is_one: bool
) -> None:
    assert is_objection(act, labels, origin) is is_one


def test_every_label_is_in_one_group_and_has_its_sentence() -> None:
    assert list(LABELS) == [label for labels in GROUPS.values() for label in labels]
    assert set(GROUP_OF) == set(LABELS)
    assert all(LABELS.values())
