"""Threads: sets of Message-IDs that merge, and trees of the messages that are there."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import Note
from ingest.group.thread import Tree, Unions

from .tables import table

NAMES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NAMES, NAMES)), st.randoms(use_true_random=False))
def test_joins_in_any_order_give_the_same_sets(joins: list[tuple[str, str]], chance: random.Random) -> None:
    def sets(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
        unions: Unions[str] = Unions()
        for one, other in pairs:
            unions.join(one, other)
        return {least: sorted(members) for least, members in unions.sets().items()}

    expected = sets(joins)
    assert all(least == members[0] for least, members in expected.items())
    again = [chance.choice([(one, other), (other, one)]) for one, other in joins]
    chance.shuffle(again)
    assert sets(again) == expected


def test_a_long_chain_of_joins_needs_no_stack() -> None:
    unions: Unions[int] = Unions()
    for number in reversed(range(50_000)):
        unions.join(number, number + 1)
    assert unions.find(50_000) == 0


def parents(notes: list[Note]) -> dict[str, str | None]:
    tree = Tree(notes)
    return {note.message_id: above.message_id if (above := tree.parent(note)) else None for note in tree.notes}


def test_the_nearest_known_reference_stands_in_for_an_unseen_parent() -> None:
    notes = table(
        """
        root   0m  -                   ann  water
        reply  5m  root,unseen         bea  Re: water
        deep   9m  root,reply,unseen   cem  Re: water
        """
    )
    assert parents(notes) == {"root": None, "reply": "root", "deep": "reply"}


def test_in_reply_to_wins_over_references() -> None:
    notes = table("a 0m - ann water\nb 1m a ann Re: water\nc 2m a,b ann Re: water")
    notes[2] = dataclasses.replace(notes[2], parent="a")
    assert parents(notes)["c"] == "a"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("a 0m a ann Re: water", "a"),
        ("a 0m b ann Re: water\nb 1m a bea Re: water", "a"),
        ("a 2m b ann Re: water\nb 1m c bea Re: water\nc 3m a cem Re: water\nd 0m c dan Re: water", "b"),
        ("a 0m b ann Re: water\nb 0m a bea Re: water", "a"),
    ],
    ids=["itself", "two", "three and one below", "at the same moment"],
)
def test_a_loop_is_cut_at_its_first_message(text: str, cut: str) -> None:
    for notes in (table(text), table(text)[::-1]):
        assert [name for name, parent in parents(notes).items() if parent is None] == [cut]


def test_ancestors_run_from_the_parent_to_the_root() -> None:
    tree = Tree(table("a 0m - ann w\nb 1m a ann Re: w\nc 2m b ann Re: w"))
    assert [each.message_id for each in tree.ancestors(tree.by_id["c"])] == ["b", "a"]


def test_parents_come_first_even_if_their_clock_is_wrong() -> None:
    tree = Tree(table("late 9m - ann water\nearly 0m late bea Re: water\nother 1m - cem water"))
    assert [each.message_id for each in tree.parents_first()] == ["late", "early", "other"]


@given(st.lists(st.tuples(NAMES, st.integers(0, 3), st.lists(NAMES, max_size=3)), max_size=12))
def test_any_references_give_a_forest_of_all_messages(rows: list[tuple[str, int, list[str]]]) -> None:
    lines = [f"{name} {when}m {','.join(above) or '-'} ann Re: water" for name, when, above in rows]
    notes = list({note.message_id: note for note in table("\n".join(lines) or "a 0m - ann w")}.values())
    tree = Tree(notes)
    order = [note.message_id for note in tree.parents_first()]
    assert sorted(order) == sorted(note.message_id for note in notes)
    for note in notes:
        above = [each.message_id for each in tree.ancestors(note)]
        assert len(set(above)) == len(above)
        assert note.message_id not in above
        assert all(order.index(each) < order.index(note.message_id) for each in above)
        assert {each.message_id for each in notes if tree.below(note, each)} == set(above)


def test_a_reply_chain_of_a_thousand_mails_is_walked_once() -> None:
    chain = table("\n".join(f"m{n} {n}m {f'm{n - 1}' if n else '-'} ann Re: water" for n in range(5_000)))
    assert [note.message_id for note in Tree(chain).parents_first()] == [f"m{n}" for n in range(5_000)]
