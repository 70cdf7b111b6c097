"""Places: which posting each message of a thread is part of or speaks about, whatever the thread."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import Note
from ingest.group.submission import split

from .tables import about, postings, shown, table


def test_a_reply_speaks_about_the_nearest_posted_message_above_it() -> None:
    notes = table(
        """
        c  0m  -        ann   [PATCH 0/2] pump
        a  1m  c        ann   [PATCH 1/2] pump: a
        b  2m  c        ann   [PATCH 2/2] pump: b
        r  3m  c,b      bea   Re: [PATCH 2/2] pump: b
        s  4m  c,b,r    ann   Re: [PATCH 2/2] pump: b
        x  5m  c,b      ci!   Re: [PATCH 2/2] pump: b
        y  6m  c,b,x    ann   Re: [PATCH 2/2] pump: b
        t  7m  c        cem   Re: [PATCH 0/2] pump
        """
    )
    assert about(notes) == {"r": "b of c", "s": "b of c", "x": "b of c", "y": "b of c", "t": "c of c"}


def test_a_reply_to_a_v2_cover_that_hangs_below_v1_is_about_v2() -> None:
    """Patchwork puts it on the patch of v1 (patchwork.md 3.1, point 9)."""
    notes = table(
        """
        a1  0m  -         ann  [PATCH 1/2] pump: a
        b1  1m  a1        ann  [PATCH 2/2] pump: b
        c2  2d  a1        ann  [PATCH v2 0/2] pump
        a2  2d  a1,c2     ann  [PATCH v2 1/2] pump: a
        r   3d  a1,c2     bea  Re: [PATCH v2 0/2] pump
        s   3d  a1,c2,r   ann  Re: [PATCH v2 0/2] pump
        """
    )
    assert about(notes) == {"r": "c2 of c2", "s": "c2 of c2"}


def test_replies_to_an_unseen_cover_are_about_its_posting() -> None:
    notes = table(
        """
        a  0m  unseen          ann  [PATCH 1/2] pump: a
        b  1m  unseen          ann  [PATCH 2/2] pump: b
        r  9m  unseen          bea  Re: [PATCH 0/2] pump
        s  9m  unseen,r        ann  Re: [PATCH 0/2] pump
        t  9m  unseen,unseen2  cem  Re: [PATCH 0/2] pump
        """
    )
    assert about(notes) == {"r": "? of a", "s": "? of a", "t": "? of a"}


def test_a_reply_to_an_unseen_message_of_two_postings_is_about_neither() -> None:
    notes = table(
        """
        a  0m  unseen  ann  [PATCH 1/2] pump: a
        b  1m  unseen  ann  [PATCH 2/2] pump: b
        x  2m  unseen  dan  [PATCH 1/2] pipe: x
        y  3m  unseen  dan  [PATCH 2/2] pipe: y
        r  9m  unseen  bea  Re: [PATCH 0/2] pump
        """
    )
    assert about(notes) == {"r": "? of -"}


def test_a_reply_loop_is_about_nothing_and_ends() -> None:
    notes = table("r 0m s ann Re: water\ns 1m r bea Re: water\nt 2m s cem Re: water")
    assert postings(notes) == []
    assert about(notes) == {"r": "? of -", "s": "? of -", "t": "? of -"}


def test_patches_that_answer_each_other_in_a_loop_are_still_placed() -> None:
    notes = table("a 0m b ann [PATCH 1/2] a\nb 1m a ann [PATCH 2/2] b")
    assert postings(notes) == ["v1/2 1:a 2:b"]


def test_a_thread_made_to_cost_time_is_split_all_the_same() -> None:
    """Were ancestors walked for each pair of postings, this would take minutes."""
    chain = [f"a{n} {n}m {f'a{n - 1}' if n else '-'} ann [PATCH 1/2] a" for n in range(1_000)]
    below = [f"b{n} {n}m a0 ann [PATCH 2/2] b" for n in range(1_000)]
    assert len(postings(table("\n".join(chain + below)))) == 1_000


def test_talk_is_about_nothing() -> None:
    assert about(table("t 0m - bea water\nr 1m t ann Re: water")) == {"t": "? of -", "r": "? of -"}


def test_a_pull_requests_and_robots_mails_open_no_posting() -> None:
    assert postings(table("x 0m - ci! [PATCH 1/2] stable: a\ny 1m x ci! [PATCH 2/2] stable: b")) == []


NAMES = [f"m{n}" for n in range(9)]
ROWS = st.tuples(
    st.sampled_from(["0m", "1m", "20m", "2h", "30h", "9d"]),
    st.lists(st.sampled_from([*NAMES, "unseen"]), max_size=2, unique=True),
    st.sampled_from(["ann", "dan", "ci!"]),
    st.sampled_from(["PATCH", "PATCH v2", "PATCH RESEND", "PATCH v1.1"]),
    st.sampled_from(["", " 0/2", " 1/2", " 2/2", " 1/3", " 3/3"]),
    st.booleans(),
)


@st.composite
def threads(draw: st.DrawFn) -> list[Note]:
    lines = []
    for name in NAMES[: draw(st.integers(1, len(NAMES)))]:
        when, above, sender, prefix, number, reply = draw(ROWS)
        words = f"{'Re: ' if reply else ''}[{prefix}{number}] pump v2"
        lines.append(f"{name} {when} {','.join(above) or '-'} {sender} {words}")
    return table("\n".join(lines))


def everything(notes: list[Note]) -> object:
    submissions, places = split(notes)
    placed = {
        name: (
            place.kind,
            place.submission and shown(place.submission),
            place.number,
            place.target and place.target.message_id,
        )
        for name, place in places.items()
    }
    return sorted(map(shown, submissions)), placed


@given(threads(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_split(notes: list[Note], chance: random.Random) -> None:
    expected = everything(notes)
    chance.shuffle(notes)
    assert everything(notes) == expected


@given(threads())
def test_each_message_has_one_place_whatever_the_thread(notes: list[Note]) -> None:
    submissions, places = split(notes)
    assert places.keys() == {note.message_id for note in notes}
    members = [note.message_id for each in submissions for note in each.slots.values()]
    assert len(members) == len(set(members))
    assert set(members) == {name for name, place in places.items() if place.number is not None}
    assert set(members) >= {note.message_id for note in notes if note.kind in ("patch", "cover")}
    for each in submissions:
        assert len({note.sender.email for note in each.slots.values()}) == 1
        assert each.total >= max(each.slots)
