"""What was said about a remark: which answers are about it."""

from __future__ import annotations

import itertools

import pytest

from app.rules.conversation import MOST, conversations, lines, repeats

from .stories import Story, said


def talk(story: Story, message_id: str, number: int = 0) -> list[str]:
    history = story.history()
    points = [each for each in history.remarks if each.name == (message_id, number)]
    return [each.text for each in conversations(points, history.remarks)[message_id, number]]


def test_whatever_answers_a_mail_with_a_single_point_is_about_it() -> None:
    story = Story().post()
    wish = story.mail("Bob", 1, said("hello"), said("this leaks", "object"), on=1)
    story.mail("Ada", 2, said("no"), said("really", quoting="> something else"), answers=wish)
    assert talk(story, wish, 1) == ["no", "really"]


def test_of_several_points_the_quoted_one_is_meant() -> None:
    story = Story().post()
    wish = story.mail("Bob", 1, said("this leaks", "object"), said("bad name", "object"), on=1)
    story.mail("Ada", 2, said("yes", quoting="> this leaks"), said("no", quoting="> bad name"), answers=wish)
    assert talk(story, wish, 0) == ["yes"]
    assert talk(story, wish, 1) == ["no"]


def test_a_plain_question_beside_it_is_a_point_too() -> None:
    story = Story().post()
    wish = story.mail("Bob", 1, said("this leaks", "object"), said("which tree?", "question"), on=1)
    story.mail("Ada", 2, said("for next", quoting="> which tree?"), answers=wish)
    assert talk(story, wish) == []


def test_answers_to_answers_are_followed() -> None:
    story = Story().post()
    wish = story.mail("Bob", 1, said("this leaks", "object"), said("bad name", "object"), on=1)
    answer = story.mail(
        "Ada", 2, said("where?", quoting="> this leaks"), said("ok", quoting="> bad name"), answers=wish
    )
    story.mail("Bob", 3, said("in stop()", quoting="> where?"), answers=answer)
    assert talk(story, wish, 0) == ["where?", "in stop()"]
    assert talk(story, wish, 1) == ["ok", "in stop()"]


def test_mails_that_answer_each_other_in_a_circle_come_to_an_end() -> None:
    story = Story().post()
    wish = story.mail("Bob", 1, said("this leaks", "object"), answers="ada-1@x")
    story.mail("Ada", 2, said("no"), answers=wish)
    assert talk(story, wish) == ["no"]


def test_a_mail_that_answers_itself_says_nothing_about_itself() -> None:
    story = Story().post()
    wish = story.mail("Bob", 1, said("this leaks", "object"), said("never mind", "withdraw"), answers="bob-0@x")
    assert talk(story, wish) == []


def test_the_order_of_mails_does_not_matter() -> None:
    story = Story().post()
    wish = story.mail("Bob", 1, said("this leaks", "object"), on=1)
    answer = story.mail("Ada", 2, said("where?"), answers=wish)
    story.mail("Bob", 3, said("there"), answers=answer)
    for order in itertools.permutations(story.remarks):
        story.remarks = list(order)
        assert talk(story, wish) == ["where?", "there"]


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


def test_of_an_endless_talk_the_nearest_answers_are_followed() -> None:
    story = Story().post()
    wish = last = story.mail("Bob", 1, said("this leaks", "object"), on=1)
    for number in range(MOST + 50):
        last = story.mail("Ada", 2 + number, said(f"word {number}"), answers=last)
    assert talk(story, wish) == [f"word {number}" for number in range(MOST)]
