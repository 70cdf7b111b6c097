"""What people say of a series, and how long it holds."""

from __future__ import annotations

from app.rules.override import Word, in_force

from .stories import day


def word(value: str, at: float, field: str = "state", *, until_activity: bool = False) -> Word:
    return Word(field, value, None, until_activity, "mia", day(at), "")


def test_the_latest_word_on_each_field_holds_in_whatever_order_they_come() -> None:
    words = [word("applied", 3), word("ready", 5), word("author", 4, "turn")]
    for order in (words, words[::-1]):
        held = in_force(order, day(9))
        assert {field: each.value for field, each in held.items()} == {"state": "ready", "turn": "author"}


def test_a_word_until_activity_holds_until_a_mail_arrives() -> None:
    said = word("ready", 2, until_activity=True)
    assert in_force([said], day(1)) == {"state": said}
    assert in_force([said], day(3)) == {}
    assert in_force([word("ready", 2)], day(3))
