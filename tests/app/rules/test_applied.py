"""Which patches an announcement is about."""

from __future__ import annotations

import pytest

from app.rules.applied import spoken_of
from app.rules.history import Announced

from .stories import Story, announced


@pytest.mark.parametrize(
    ("said", "on", "numbers"),
    [
        (announced("applied"), 0, {1, 2, 3}),
        (announced("applied"), None, {1, 2, 3}),
        (announced("applied"), 2, {2}),
        (announced("applied", "Applied the series, thanks"), 3, {1, 2, 3}),
        (announced("applied", "Applied all, thanks"), 1, {1, 2, 3}),
        (announced("applied", numbers=(1, 3)), 2, {1, 3}),
        (announced("applied", numbers=(1, 9)), 0, {1}),
        (announced("applied", excluded=(2,)), 0, {1, 3}),
        (announced("applied", numbers=(1, 2), excluded=(2,)), 0, {1}),
        (announced("applied", titles=("PART  2!",)), 0, {2}),
        (announced("applied", titles=("renamed",)), 0, {1, 2, 3}),
        (announced("applied", titles=("renamed",)), 2, set()),
    ],
)
def test_the_patches_that_an_announcement_is_about(said: Announced, on: int | None, numbers: set[int]) -> None:
    story = Story().post(patches=3)
    story.mail("Mia", 1, on=on, announces=[said])
    history = story.history()
    assert spoken_of(history.versions[0], history.mails[0], said) == numbers


def test_whoever_applies_one_of_one_applies_it_whatever_it_is_called() -> None:
    story = Story().post(patches=1)
    said = announced("applied", titles=("renamed while applying",))
    story.mail("Mia", 1, on=1, announces=[said])
    history = story.history()
    assert spoken_of(history.versions[0], history.mails[0], said) == {1}
