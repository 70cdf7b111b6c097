"""Messages in reading order, and what the discussion of a version is made of."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.queries import thread
from app.queries.thread import Row, arrange, discussion
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import NOW, days_ago


def row(message_id: str, parent: str | None = None, references: str = "", minute: int = 0) -> Row:
    at = NOW + dt.timedelta(minutes=minute)
    return Row(0, message_id, parent, references, at, "title", "Ada", "ada@example.org", "reply", None, None)


def drawn(*rows: Row) -> list[str]:
    """Threads as `a .b ..c`, a dot a level."""
    return [" ".join("." * depth + message_id for depth, message_id in tree) for tree in arrange(rows)]


def test_answers_follow_what_they_answer_the_first_one_first() -> None:
    rows = [row("a"), row("c", "a", minute=3), row("b", "a", minute=2), row("b1", "b", minute=9), row("z", minute=1)]
    assert drawn(*rows) == ["a .b ..b1 .c", "z"]


def test_equal_dates_are_in_the_order_of_message_ids() -> None:
    assert drawn(row("a"), row("c", "a"), row("b", "a")) == ["a .b .c"]


def test_a_message_hangs_from_the_nearest_one_that_is_there() -> None:
    assert drawn(row("a"), row("c", "lost", "a lost")) == ["a .c"]


def test_those_that_answer_the_same_lost_message_stand_together() -> None:
    assert drawn(row("a", "lost"), row("b"), row("c", "lost", minute=1)) == ["lost .a .c", "b"]


@pytest.mark.parametrize(
    ("rows", "threads"),
    [
        ([row("a", "a")], ["a"]),
        ([row("a", None, "a")], ["a"]),
        ([row("a", "b"), row("b", "a", minute=1)], ["a .b"]),
        ([row("a", "c"), row("b", "a"), row("c", "b"), row("d", "b", minute=1)], ["a .b ..c ..d"]),
    ],
)
def test_messages_that_answer_themselves_or_each_other_are_shown_once(rows: list[Row], threads: list[str]) -> None:
    assert drawn(*rows) == threads


def test_a_thread_may_be_ten_thousand_deep() -> None:
    (tree,) = arrange(row(str(number), str(number - 1) if number else None) for number in range(10_000))
    assert tree[-1] == (9_999, "9999")


names = st.sampled_from("abcdef")


@given(
    st.lists(
        st.builds(row, names, st.none() | names, st.lists(names).map(" ".join), st.integers(0, 3)),
        unique_by=lambda r: r.message_id,
    ),
    st.randoms(),
)
def test_every_message_is_shown_once_and_the_order_of_arrival_never_matters(
    rows: list[Row], chance: random.Random
) -> None:
    trees = list(arrange(rows))
    shown = [message_id for tree in trees for _, message_id in tree]
    assert len(shown) == len(set(shown))
    assert {each.message_id for each in rows} <= set(shown)
    assert all(
        tree[0][0] == 0 and all(later <= sooner + 1 for (sooner, _), (later, _) in pairwise(tree)) for tree in trees
    )
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert list(arrange(shuffled)) == trees


def test_one_version_with_what_each_mail_brings(session: Session) -> None:
    series = make.series(session)
    make.post(session, series, version=1, total=1, cover=False, date=days_ago(9))
    posted = make.post(session, series, version=2, total=1, date=days_ago(5))
    answer = make.reply(session, posted[1], "Bea")
    make.tag(session, answer, "Reviewed-by", "Bea", position=0)
    make.tag(session, posted[1], "Signed-off-by", "Ada", how="written")
    make.remark(session, answer, number=0)
    remark(session, answer, number=1)
    found = discussion(session, posted.revision.key)
    (whole,) = found.threads
    assert (found.omitted, whole.versions) == (0, (2,))
    assert posted.cover is not None
    assert [(node.depth, node.message_id, node.kind, node.number) for node in whole.nodes] == [
        (0, posted.cover.message_id, "cover", 0),
        (1, posted[1].message_id, "patch", 1),
        (2, answer.message_id, "reply", None),
    ]
    said = whole.nodes[2]
    assert (said.name, said.email, said.date) == ("Bea", "bea@example.org", answer.date)
    assert (said.tags, said.remarks, said.objections) == (("Reviewed-by",), 2, 1)
    assert whole.nodes[1].tags == ()


def test_what_belongs_to_nothing_is_shown_and_what_belongs_to_another_series_is_not(session: Session) -> None:
    series, other = make.series(session), make.series(session, "the valve")
    posted = make.post(session, series, total=1, cover=False)
    shared = {"thread_id": posted[1].thread_id, "parent": posted[1].message_id}
    stranger = make.message(session, kind="bot", **shared)
    make.placement(session, stranger)
    unplaced = make.message(session, **shared, date=days_ago(3))
    remark(session, unplaced, role="unknown")
    theirs = make.post(session, other, total=1, cover=False, mail=shared)
    found = discussion(session, posted.revision.key)
    assert [node.message_id for node in found.threads[0].nodes] == [
        posted[1].message_id,
        stranger.message_id,
        unplaced.message_id,
    ]
    assert not any(node.objections for node in found.threads[0].nodes), "what is in no series objects to none"
    # Seen from there, the patch that it answers belongs elsewhere.
    (seen,) = discussion(session, theirs.revision.key).threads
    assert (seen.nodes[0].kind, seen.nodes[0].title) == ("elsewhere", posted[1].title)
    assert {node.message_id for node in seen.nodes[1:]} == {each.message_id for each in (stranger, unplaced, theirs[1])}


def test_a_lost_parent_is_missing(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, total=2, cover=False, mail={"parent": "cover@x"})
    (found,) = discussion(session, posted.revision.key).threads
    assert [(node.depth, node.kind) for node in found.nodes] == [(0, "missing"), (1, "patch"), (1, "patch")]
    assert found.nodes[0].message_id == "cover@x"


def test_of_a_long_discussion_the_newest_messages_are_shown(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread, "LIMIT", 3)
    series = make.series(session)
    posted = make.post(session, series, total=1, cover=False)
    replies = [make.reply(session, posted[1], date=days_ago(9 - number)) for number in range(5)]
    found = discussion(session, posted.revision.key)
    assert found.omitted == 3
    shown = [node.message_id for each in found.threads for node in each.nodes]
    assert shown == [posted[1].message_id, *(each.message_id for each in replies[2:])]


def test_a_version_that_is_not_there_has_no_discussion(session: Session) -> None:
    assert discussion(session, "none") == thread.Discussion((), 0)
