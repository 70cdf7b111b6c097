"""What a series' row says of its versions, and where the tags that a patch carries were given."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.models import Message, Placement, Revision, Series, Tag
from tests.ingest.conftest import Docket

from .letters import ANN, BEA, CEM, at, letter, patch, posting, reply


def test_the_newest_version_gives_the_title_and_the_author(docket: Docket) -> None:
    docket.mails(posting("1", "PATCH", ["pump: a", "pump: b"], at(1), cover="pump: old"))
    docket.mails(
        posting("2", "PATCH v2", ["pump: a", "pump: b"], at(2), cover="new", body="v1: https://x.example.org/r/1-0@x\n")
    )
    row = select(Series.title, Series.author_name, Series.started, Series.updated)
    assert docket.rows(row) == [("new", "Ann Author", at(1), at(2, 1 + 4 / 60))]


def test_a_late_first_version_gives_the_series_its_key(docket: Docket) -> None:
    docket.mails([patch("2@x", "[PATCH v2] pump: count", at(2))])
    ((before,),) = docket.rows(select(Series.key))
    docket.mails([patch("1@x", "[PATCH] pump: count", at(1))])
    ((after,),) = docket.rows(select(Series.key))
    first = select(Revision.key).join(Message, Message.id == Revision.head_id).where(Message.message_id == "1@x")
    assert docket.rows(first) == [(after,)]
    assert before != after


def test_a_reply_moves_the_last_activity(docket: Docket) -> None:
    docket.mails([patch("1@x", "[PATCH] pump: count", at(1))])
    docket.mails([reply("r@x", "1@x", "[PATCH] pump: count", at(5))])
    assert docket.rows(select(Series.updated)) == [(at(5, 1),)]


def test_a_partial_re_roll_is_complete_with_what_its_base_has(docket: Docket) -> None:
    docket.mails(posting("1", "PATCH", ["a", "b", "c"], at(1), cover="pump"))
    docket.mails([patch("2-2@x", "[PATCH v2 2/3] b", at(2), "1-2@x")])
    row = select(
        Revision.version, Revision.received, Revision.partial, Revision.complete, Revision.base_id.is_not(None)
    )
    assert docket.rows(row) == [(1, 3, False, True, False), (2, 1, True, True, True)]


def test_a_partial_re_roll_is_complete_once_its_base_is(docket: Docket) -> None:
    whole = posting("1", "PATCH", ["a", "b", "c"], at(1), cover="pump")
    docket.mails([*whole[:-1], patch("2-2@x", "[PATCH v2 2/3] b", at(2), "1-2@x")])
    complete = select(Revision.version, Revision.complete)
    assert docket.rows(complete) == [(1, False), (2, False)]
    docket.mails(whole)
    assert docket.rows(complete) == [(1, True), (2, True)]


def tags(docket: Docket) -> list[tuple[object, ...]]:
    """Each review tag: on which message, how, about which patch or cover, and in which reply it was given first."""
    target, origin = aliased(Message), aliased(Message)
    query = (
        select(Message.message_id, Tag.kind, Tag.email, Tag.how, target.message_id, origin.message_id)
        .join(Message, Message.id == Tag.message_id)
        .join(Placement, Placement.message_id == Tag.message_id)
        .outerjoin(target, target.id == Placement.target_id)
        .outerjoin(origin, origin.id == Tag.origin_id)
        .where(Tag.kind != "Signed-off-by")
    )
    return [tuple("" if each is None else each for each in row) for row in docket.rows(query)]


def test_a_tag_given_to_the_cover_is_about_the_cover(docket: Docket) -> None:
    docket.mails(posting("1", "PATCH", ["a", "b"], at(1), cover="pump"))
    docket.mails([reply("r@x", "1-0@x", "[PATCH 0/2] pump", at(2), body=f"Reviewed-by: {BEA}\n")])
    assert tags(docket) == [("r@x", "Reviewed-by", "bea@example.org", "given", "1-0@x", "")]


def test_a_tag_given_deep_in_a_thread_is_about_the_patch(docket: Docket) -> None:
    docket.mails(
        [
            patch("p@x", "[PATCH] pump: count", at(0)),
            reply("q@x", "p@x", "[PATCH] pump: count", at(1), body="Why?\n"),
            reply("a@x", "q@x", "[PATCH] pump: count", at(2), ANN, "> Why?\n\nSo.\n"),
            reply("r@x", "a@x", "[PATCH] pump: count", at(3), body=f"> So.\n\nAcked-by: {BEA}\n"),
        ]
    )
    assert tags(docket) == [("r@x", "Acked-by", "bea@example.org", "given", "p@x", "")]


def test_a_tag_on_behalf_of_another_is_relayed(docket: Docket) -> None:
    docket.mails([patch("p@x", "[PATCH] pump: count", at(0))])
    docket.mails([reply("r@x", "p@x", "[PATCH] pump: count", at(1), CEM, f"Tested-by: {BEA}\n")])
    assert tags(docket) == [("r@x", "Tested-by", "bea@example.org", "relayed", "p@x", "")]


def test_a_nack_is_kept_as_what_it_is(docket: Docket) -> None:
    docket.mails([patch("p@x", "[PATCH] pump: count", at(0))])
    docket.mails([reply("r@x", "p@x", "[PATCH] pump: count", at(1), body=f"Nacked-by: {BEA}\n")])
    assert tags(docket) == [("r@x", "Nacked-by", "bea@example.org", "given", "p@x", "")]


def test_one_person_may_say_it_twice(docket: Docket) -> None:
    docket.mails([patch("p@x", "[PATCH] pump: count", at(0))])
    docket.mails([reply(f"{n}@x", "p@x", "[PATCH] pump: count", at(n), body=f"Acked-by: {BEA}\n") for n in (1, 2)])
    assert [row[0] for row in tags(docket)] == ["1@x", "2@x"]


CARRIED = [
    patch("1@x", "[PATCH] pump: count", at(0)),
    reply("r@x", "1@x", "[PATCH] pump: count", at(1), body=f"Reviewed-by: {BEA}\n"),
    patch("2@x", "[PATCH v2] pump: count", at(2), tags=[f"Reviewed-by: {BEA}", f"Acked-by: {CEM}"]),
    reply("s@x", "2@x", "[PATCH v2] pump: count", at(3), CEM, f"Acked-by: {CEM}\n"),
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_a_carried_tag_knows_the_reply_in_which_it_was_given(docket: Docket, order: tuple[int, ...]) -> None:
    for number in order:
        docket.mails([CARRIED[number]])
    assert tags(docket) == [
        ("2@x", "Acked-by", "cem@example.org", "written", "", ""),
        ("2@x", "Reviewed-by", "bea@example.org", "written", "", "r@x"),
        ("r@x", "Reviewed-by", "bea@example.org", "given", "1@x", ""),
        ("s@x", "Acked-by", "cem@example.org", "given", "2@x", ""),
    ]


def test_a_tag_is_not_carried_from_another_work(docket: Docket) -> None:
    docket.mails([*CARRIED[:2], patch("o@x", "[PATCH] pipe: bend", at(2), tags=[f"Reviewed-by: {BEA}"], new="x")])
    assert [row[-1] for row in tags(docket) if row[0] == "o@x"] == [""]


def test_junk_headers_in_a_reply_are_no_tags(docket: Docket) -> None:
    junk = "Received-SPF: pass bea@example.org\nX-sender: bea@example.org\nReviewed-by: will follow\n"
    docket.mails([CARRIED[0], letter("j@x", "Re: [PATCH] pump: count", at(1), "1@x", BEA, junk)])
    assert tags(docket) == []
