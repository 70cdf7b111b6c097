"""Versions: which evidence makes two postings one piece of work, and which only suggests it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.title import normal
from ingest.facts import Person
from ingest.group.version import Link, Version, bases, links, series

from .tables import BEGIN

PATCHES = ("pump: count", "pump: report", "pump: reset")


def posted(
    key: str, version: int = 1, days: float = 0, sender: str = "ann", title: str = "pump: strokes", **more: Any
) -> Version:
    """A revision in a thread of its own, with a cover and the patches of the same work unless `patches` says else."""
    patches = more.pop("patches", PATCHES)
    given = {
        "thread": hash(key),
        "people": frozenset({f"{sender}@example.org"}),
        "titles": frozenset(map(normal, patches)),
        "numbers": frozenset(range(1, len(patches) + 1)),
        "total": len(patches),
        "covered": True,
        "minor": 0,
    }
    return Version(
        key=key,
        message_id=f"{key}@example.org",
        version=version,
        date=BEGIN + dt.timedelta(days=days),
        title=normal(title),
        sender=Person(sender, f"{sender}@example.org"),
        **given | more,
    )


OTHER = {"title": "pipe: bend", "patches": ("pipe: left", "pipe: right")}


def evidence(later: Version, *others: Version) -> list[tuple[str, str, bool]]:
    """What ties `later` to which other, and whether it is enough to join them."""
    return [(each.evidence, each.earlier, each.accepted) for each in links(later, others, {})]


def test_the_same_cover_title_by_the_same_person_is_the_next_version() -> None:
    assert evidence(posted("b", 2, days=7, patches=("pump: all",)), posted("a")) == [("subject and author", "a", True)]


def test_a_title_is_compared_by_its_words_in_lower_case() -> None:
    assert normal("Pump:  count the\tSTROKES!") == normal("pump: count the strokes")
    assert normal("pump: é") != normal("pump: è")
    assert len(normal("word " * 1_000)) == 200


def test_of_several_versions_the_newest_is_the_predecessor() -> None:
    v1, v2, v3 = posted("a"), posted("b", 2, days=7), posted("c", 3, days=14)
    assert evidence(v3, v1, v2) == evidence(v3, v2, v1) == [("subject and author", "b", True)]


def test_a_version_never_points_at_a_later_one() -> None:
    assert evidence(posted("a"), posted("b", 2, days=7)) == []


def test_a_falling_number_is_no_next_version() -> None:
    assert evidence(posted("b", 1, days=7), posted("a", 3)) == []


def test_the_real_thing_follows_its_rfc_even_if_the_count_begins_again() -> None:
    assert evidence(posted("b", 1, days=7), posted("a", 3, rfc=True)) == [("subject and author", "a", True)]
    assert evidence(posted("b", 1, days=7, rfc=True), posted("a", 3, rfc=True)) == []


@pytest.mark.parametrize(
    ("version", "days", "joined"), [(1, 100, True), (1, 130, False), (2, 130, True), (2, 390, True), (2, 410, False)]
)
def test_the_same_title_long_after_is_another_work(version: int, days: int, joined: bool) -> None:
    assert evidence(posted("b", version, days=days), posted("a")) == [("subject and author", "a", True)] * joined


def test_an_unlabelled_repost_long_after_needs_the_same_diff() -> None:
    same = {"patch_ids": frozenset({"1f"})}
    assert evidence(posted("b", days=130, **same), posted("a", **same)) == [("subject and author", "a", True)]


def test_the_same_title_by_somebody_else_is_a_suggestion() -> None:
    assert evidence(posted("b", 2, days=7, sender="dan"), posted("a")) == [("same patches", "a", False)]
    assert evidence(posted("b", 1, days=7, sender="dan"), posted("a")) == []


def test_the_same_diff_by_somebody_else_is_a_suggestion() -> None:
    same = {"patch_ids": frozenset({"1f"})}
    later = posted("b", days=7, sender="dan", **OTHER, **same)
    assert evidence(later, posted("a", **same)) == [("same patches", "a", False)]


def test_a_maintainer_who_keeps_the_author_in_the_body_takes_the_work_over() -> None:
    later = posted("b", 2, days=7, sender="cem", people=frozenset({"cem@example.org", "ann@example.org"}))
    assert evidence(later, posted("a")) == [("subject and author", "a", True)]


def test_a_person_is_known_by_the_full_name_at_another_address() -> None:
    home = posted("b", 2, days=7, sender="ann.home", people=frozenset({"ann.home@example.org", "ann author"}))
    work = posted("a", people=frozenset({"ann@example.org", "ann author"}))
    assert evidence(home, work) == [("subject and author", "a", True)]


@pytest.mark.parametrize(
    ("kept", "version", "joined"),
    [(1, 2, False), (2, 2, True), (1, 1, False), (2, 1, True)],
    ids=["one of three", "two of three", "one of three unlabelled", "two of three unlabelled"],
)
def test_more_than_half_of_the_patch_titles_make_a_version_under_another_title(
    kept: int, version: int, joined: bool
) -> None:
    patches = PATCHES[:kept] + ("pump: x", "pump: y")[: 3 - kept]
    later = posted("b", version, days=7, title="water", patches=patches)
    assert evidence(later, posted("a")) == [("patch titles", "a", joined)]


def test_half_of_the_patch_titles_are_enough_for_a_labelled_version() -> None:
    earlier = posted("a", patches=PATCHES[:2])
    assert evidence(posted("b", 2, days=7, title="w", patches=("pump: count", "x")), earlier)[0][2]
    assert not evidence(posted("b", 1, days=7, title="w", patches=("pump: count", "x")), earlier)[0][2]


def test_one_patch_of_many_sent_again_alone_is_no_version_of_them_all() -> None:
    alone = posted("b", 1, days=7, title="pump: count", patches=("pump: count",), covered=False)
    assert evidence(alone, posted("a")) == [("patch titles", "a", False)]


def test_the_same_diffs_make_a_version_whatever_the_titles() -> None:
    ids = frozenset({"1f", "2f", "3f"})
    later = posted("b", 2, days=7, title="w", patches=("x", "y", "z"), patch_ids=ids)
    assert evidence(later, posted("a", patch_ids=ids)) == [("patch-id", "a", True)]


class TestChangeIds:
    def test_of_the_same_author_join_whatever_else_changed(self) -> None:
        later = posted("b", 2, days=700, change_id="7-pump", **OTHER)
        assert evidence(later, posted("a", change_id="7-pump")) == [("change-id", "a", True)]

    def test_of_another_sender_need_a_title_too(self) -> None:
        thief = posted("b", 2, days=7, sender="dan", change_id="7-pump", **OTHER)
        assert evidence(thief, posted("a", change_id="7-pump")) == [("change-id", "a", False)]
        heir = posted("b", 2, days=7, sender="dan", change_id="7-pump")
        assert evidence(heir, posted("a", change_id="7-pump")) == [("change-id", "a", True)]

    def test_that_differ_say_nothing(self) -> None:
        assert evidence(posted("b", 2, days=7, change_id="8-x", **OTHER), posted("a", change_id="7-pump")) == []

    def test_outrank_the_title(self) -> None:
        later = posted("c", 3, days=14, change_id="7-pump")
        assert evidence(later, posted("a", change_id="7-pump"), posted("b", 2, days=7)) == [("change-id", "a", True)]


class TestArchiveLinks:
    """`links` of a Version hold the revision that the link's target is part of or speaks about; how a footnote that
    names a reply gets there is for tests/ingest/store/test_versions.py."""

    def test_join_by_number(self) -> None:
        later = posted("c", 3, days=14, links=(("a", 1), ("b", 2)), **OTHER)
        found = evidence(later, posted("a"), posted("b", 2, days=7))
        assert found == [("archive link", "a", True), ("archive link", "b", True)]

    def test_without_a_number_join_what_is_by_the_same_person(self) -> None:
        later = posted("b", 2, days=7, links=(("a", None),), **OTHER)
        assert evidence(later, posted("a")) == [("archive link", "a", True)]

    def test_without_a_number_by_another_sender_with_other_titles_are_a_suggestion(self) -> None:
        later = posted("b", 2, days=7, sender="dan", links=(("a", None),), **OTHER)
        assert evidence(later, posted("a")) == [("archive link", "a", False)]

    def test_with_the_right_number_join_a_work_that_was_taken_over_and_renamed(self) -> None:
        later = posted("b", 2, days=7, sender="dan", links=(("a", 1),), **OTHER)
        assert evidence(later, posted("a")) == [("archive link", "a", True)]

    def test_with_a_wrong_number_join_only_what_is_alike_and_by_the_same_person(self) -> None:
        slip = posted("b", 3, days=7, links=(("a", 2),))
        assert evidence(slip, posted("a")) == [("archive link", "a", True)]
        foreign = posted("b", 3, days=7, sender="dan", links=(("a", 2),), **OTHER)
        assert evidence(foreign, posted("a")) == []

    def test_to_an_rfc_count_from_its_own_number(self) -> None:
        later = posted("b", 1, days=7, links=(("a", 2),), **OTHER)
        assert evidence(later, posted("a", 2, rfc=True)) == [("archive link", "a", True)]

    def test_to_a_higher_number_than_ones_own_do_not_join(self) -> None:
        assert evidence(posted("b", 1, days=7, links=(("a", None),), **OTHER), posted("a", 2)) == []

    def test_do_not_keep_better_predecessors_from_being_found(self) -> None:
        later = posted("c", 3, days=14, links=(("a", 1),))
        found = evidence(later, posted("a"), posted("b", 2, days=7))
        assert found == [("archive link", "a", True), ("subject and author", "b", True)]

    def test_leave_no_weak_suggestions_beside_them(self) -> None:
        later = posted("c", 2, days=14, sender="dan", links=(("a", 1),))
        assert evidence(later, posted("a"), posted("b", 1, days=7)) == [("archive link", "a", True)]


class TestTheSameThread:
    def test_joins_the_same_titles_whatever_the_number(self) -> None:
        later = posted("b", 1, days=0.1, thread=1, resend=True)
        assert evidence(later, posted("a", thread=1)) == [("same thread", "a", True)]

    def test_joins_a_higher_number_with_other_titles(self) -> None:
        later = posted("b", 2, days=7, thread=1, **OTHER)
        assert evidence(later, posted("a", thread=1)) == [("same thread", "a", True)]

    def test_prefers_what_is_answered(self) -> None:
        v3 = posted("c", 3, days=14, thread=1, answers="a", title="x", patches=("x",))
        assert evidence(v3, posted("a", thread=1), posted("b", 1, days=1, thread=1, **OTHER)) == [
            ("same thread", "a", True)
        ]

    def test_keeps_two_series_of_one_person_apart(self) -> None:
        assert evidence(posted("b", 1, days=1, thread=1, **OTHER), posted("a", thread=1)) == []
        assert evidence(posted("b", 1, days=1, thread=1, answers="a", **OTHER), posted("a", thread=1)) == [
            ("same thread", "a", False)
        ]

    def test_joins_a_corrected_patch_that_has_another_title(self) -> None:
        fixed = posted(
            "b",
            1,
            days=1,
            thread=1,
            answers="a",
            title="x",
            patches=("x",),
            total=3,
            covered=False,
            numbers=frozenset({2}),
        )
        assert evidence(fixed, posted("a", thread=1)) == [("same thread", "a", True)]

    def test_joins_what_a_maintainer_sends_in_reply_with_a_title_and_a_higher_number(self) -> None:
        later = posted("b", 3, days=1, thread=1, answers="a", sender="cem")
        assert evidence(later, posted("a", 2, thread=1)) == [("same thread", "a", True)]

    def test_does_not_join_other_peoples_work(self) -> None:
        assert (
            evidence(posted("b", 2, days=1, thread=1, answers="a", sender="dan", **OTHER), posted("a", thread=1)) == []
        )
        assert evidence(posted("b", 2, days=1, thread=1, sender="dan"), posted("a", thread=1)) == [
            ("same thread", "a", False)
        ]


def test_a_backport_is_no_version_of_the_original() -> None:
    backport = posted("b", 1, days=7, branches=frozenset({"6.1.y"}))
    assert evidence(backport, posted("a")) == []
    assert evidence(posted("c", 2, days=8, branches=frozenset({"6.1.y"})), posted("a"), backport) == [
        ("subject and author", "b", True)
    ]


class TestAWordByHand:
    A, B = posted("a"), posted("b", 2, days=7, **OTHER, sender="dan")

    def test_joins_what_nothing_else_joins(self) -> None:
        (link,) = links(self.B, [self.A], {frozenset("ab"): True})
        assert (link.evidence, link.confidence, link.accepted) == ("by hand", 1.0, True)

    def test_keeps_apart_what_all_else_joins(self) -> None:
        later = posted("b", 2, days=7, change_id="7-pump", links=(("a", 1),))
        assert links(later, [posted("a", change_id="7-pump")], {frozenset("ab"): False}) == []

    def test_apart_wins_over_a_chain_of_links(self) -> None:
        a, b, c = posted("a"), posted("b", 2, days=1), posted("c", 3, days=2)
        chain = [link("b", "a", 0.92), link("c", "b", 0.97)]
        assert grouped([a, b, c], chain) == ["a b c"]
        assert grouped([a, b, c], chain, apart=["ac"]) == ["a", "b c"]
        assert grouped([a, b, c], chain, apart=["ac", "bc"]) == ["a b", "c"]


def link(later: str, earlier: str, confidence: float) -> Link:
    return Link(later, earlier, "", "", "", confidence)


def grouped(versions: list[Version], accepted: list[Link], apart: list[str] = ()) -> list[str]:  # type: ignore[assignment]
    found = series(versions, accepted, [frozenset(pair) for pair in apart])
    return [" ".join(each.key for each in group) for group in found]


def test_series_are_what_accepted_links_connect_in_order_of_date() -> None:
    a, b, c, d = posted("a", days=3), posted("b", days=1), posted("c", days=2), posted("d", days=0)
    assert grouped([a, b, c, d], [link("a", "b", 0.9), link("a", "c", 0.9)]) == ["d", "b c a"]


def test_links_to_what_is_not_there_join_nothing() -> None:
    assert grouped([posted("a")], [link("a", "gone", 1.0)]) == ["a"]


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from([0.7, 0.9])), max_size=9),
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=3),
    st.randoms(use_true_random=False),
)
def test_series_depend_on_no_order_and_never_join_what_is_apart(
    joins: list[tuple[str, str, float]], apart: list[tuple[str, str]], chance: random.Random
) -> None:
    versions = [posted(key, days=day) for day, key in enumerate("fbadce")]
    accepted = list({(one, other): link(one, other, confidence) for one, other, confidence in joins}.values())
    words = ["".join(pair) for pair in apart if len(set(pair)) == 2]
    expected = grouped(versions, accepted, words)
    for one, other in words:
        assert not any(one in group and other in group for group in expected)
    for each in (versions, accepted, words):
        chance.shuffle(each)  # type: ignore[arg-type]
    assert grouped(versions, accepted, words) == expected


@given(
    st.lists(
        st.builds(
            posted,
            st.sampled_from("abcdefgh"),
            st.integers(1, 3),
            st.sampled_from([0, 1, 50, 130, 500]),
            st.sampled_from(["ann", "dan"]),
            st.sampled_from(["pump", "pipe"]),
            patches=st.sampled_from([PATCHES, PATCHES[:1], ("pipe: left", "pump: count")]),
            thread=st.integers(1, 2),
            rfc=st.booleans(),
            change_id=st.sampled_from([None, "7-pump"]),
            links=st.sampled_from([(), (("a", 1),), (("b", None), ("c", 2))]),
            answers=st.sampled_from([None, "a", "b"]),
        ),
        unique_by=lambda each: each.key,
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)
def test_the_links_of_a_version_depend_on_no_order(versions: list[Version], chance: random.Random) -> None:
    later, *others = versions
    expected = links(later, others, {})
    assert all(link.later == later.key and link.earlier != later.key for link in expected)
    chance.shuffle(others)
    assert links(later, others, {}) == expected


class TestPartialReRolls:
    WHOLE = posted("a", thread=1, total=5, numbers=frozenset(range(1, 6)))
    ROLL = posted("b", 2, days=1, thread=1, total=5, numbers=frozenset({2}), covered=False)

    def test_are_based_on_the_version_that_has_the_others(self) -> None:
        assert bases([self.WHOLE, self.ROLL], [link("b", "a", 0.9)]) == {"b": "a"}

    def test_are_based_on_the_latest_of_several(self) -> None:
        later = posted("c", 3, days=2, thread=1, total=5, numbers=frozenset({4}), covered=False)
        found = bases([self.WHOLE, self.ROLL, later], [link("b", "a", 0.9), link("c", "b", 0.9), link("c", "a", 0.9)])
        assert found == {"b": "a", "c": "b"}

    @pytest.mark.parametrize(
        "change",
        [{"covered": True}, {"numbers": frozenset(range(1, 6))}, {"total": 4}, {"thread": 2}],
        ids=["with a cover", "whole", "of another count", "in another thread"],
    )
    def test_are_not(self, change: dict[str, Any]) -> None:
        assert bases([self.WHOLE, dataclasses.replace(self.ROLL, **change)], [link("b", "a", 0.9)]) == {}

    def test_need_a_link(self) -> None:
        assert bases([self.WHOLE, self.ROLL], []) == {}
