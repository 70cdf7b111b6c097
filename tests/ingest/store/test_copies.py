"""One message, once: with a membership for each list that carried it, read from the copy that is best."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import Content, Copy, MailingList, Message, Person, Series, SeriesList, Tag
from tests.dump import same
from tests.ingest.conftest import Docket
from tests.mails import mail

from .letters import ANN, MINUTE, archive, at, letter, mboxrd, patch, reply

VIA = "'Eve Far' via Water <water@lists.example.org>"
EVE = "Eve Far <eve@example.org>"


def copy(list_name: str, minutes: float, sender: str = EVE, subject: str = "[PATCH] pump: count") -> bytes:
    """A patch as a list handed it on so many minutes after it was written."""
    return patch("p@x", subject, at(0), None, sender, received=at(0, minutes), list_id=f"<{list_name}>")


def read(docket: Docket) -> tuple[object, ...]:
    """When, by whom and under which subject the one message was written, as far as the database goes."""
    (row,) = docket.rows(select(Message.received_at, Message.from_email, Message.subject))
    return row


def test_a_mail_on_two_lists_is_one_message_with_two_memberships(docket: Docket) -> None:
    docket.mails([copy("water", 1)], "water")
    report = docket.mails([copy("fire", 2)], "fire")
    assert (report.new, report.duplicate) == (0, 1)
    assert docket.rows(select(MailingList.name).join(Copy, Copy.list_id == MailingList.id)) == [("fire",), ("water",)]
    assert len(docket.rows(select(Content.id))) == 2
    assert len(docket.rows(select(Message.id))) == 1


def test_the_same_bytes_on_two_lists_are_kept_once(docket: Docket) -> None:
    docket.mails([copy("water", 1)], "water")
    docket.mails([copy("water", 1)], "fire")
    assert len(docket.rows(select(Copy.id))) == 2
    assert len(docket.rows(select(Content.id))) == 1


def test_a_series_is_shown_on_a_list_that_brings_it_later(docket: Docket) -> None:
    docket.mails([copy("water", 1)], "water")
    docket.mails([copy("fire", 2)], "fire")
    lists = select(MailingList.name).join(SeriesList, SeriesList.list_id == MailingList.id)
    assert docket.rows(lists) == [("fire",), ("water",)]


COPIES = [
    copy("water", 1, VIA, "[water] [PATCH] pump: count"),
    copy("fire", 9),
    copy("earth", 5, subject="[PATCH] x: y"),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_senders_own_from_is_read_first_and_then_the_earliest(docket: Docket, order: tuple[int, ...]) -> None:
    for number in order:
        docket.mails([COPIES[number]], ("water", "fire", "earth")[number])
    assert read(docket) == (at(0, 5), "eve@example.org", "[PATCH] x: y")
    assert docket.rows(select(Series.title)) == [("x: y",)]
    assert docket.rows(select(Person.name)) == [("Eve Far",)]


def test_a_better_copy_in_the_same_run_is_read(docket: Docket) -> None:
    docket.mails(COPIES)
    assert read(docket) == (at(0, 5), "eve@example.org", "[PATCH] x: y")


def test_a_better_copy_leaves_nothing_of_the_worse_one(docket: Docket) -> None:
    body = f"Good.\n\nReviewed-by: {EVE}\n"
    docket.mails([reply("r@x", "p@x", "[PATCH] pump", at(1), VIA, body)])
    assert docket.rows(select(Tag.how)) == [("relayed",)]
    assert len(docket.rows(select(Person.id))) == 1
    docket.mails([reply("r@x", "p@x", "[PATCH] pump", at(1), EVE, body)], "fire")
    assert docket.rows(select(Tag.how)) == [("given",)]
    assert docket.rows(select(Person.name)) == [("Eve Far",)]


@pytest.mark.parametrize("first", [0, 1])
def test_of_copies_that_are_as_good_and_as_old_the_digest_decides(docket: Docket, first: int) -> None:
    copies = [letter("t@x", "water", at(0), body=f"{n}\n") for n in range(2)]
    docket.mails([copies[first]])
    docket.mails([copies[1 - first]])
    (chosen,) = docket.rows(select(Content.sha256).join(Message, Message.content_id == Content.id))
    assert chosen == min(docket.rows(select(Content.sha256)))


def test_an_earlier_copy_that_refers_to_less_takes_its_thread_apart(docket: Docket) -> None:
    """The later copy ties two threads together; once the earlier one is there, nothing does."""
    one, other = letter("one@x", "water", at(0)), letter("other@x", "water", at(0))
    late = reply("r@x", "one@x", "water", at(1), received=at(3), references="<other@x> <one@x>")
    early = reply("r@x", "one@x", "water", at(1), received=at(2))
    docket.mails([one, other, late])
    assert len({thread for (thread,) in docket.rows(select(Message.thread_id))}) == 1
    docket.mails([early])
    threads = dict(docket.rows(select(Message.message_id, Message.thread_id)))
    assert threads["one@x"] == threads["r@x"] != threads["other@x"]


def test_the_same_mail_twice_in_a_mailbox_is_two_copies_of_one_message(docket: Docket, tmp_path: Path) -> None:
    raw = copy("water", 1)
    report = docket.ingest(mboxrd(tmp_path / "box", [raw, raw]))
    assert (report.read, report.new, report.duplicate) == (2, 1, 1)
    assert len(docket.rows(select(Copy.id))) == 2
    docket.ingest(mboxrd(tmp_path / "box", [raw, raw]))
    assert len(docket.rows(select(Copy.id))) == 2


def test_mails_without_a_message_id_are_told_apart_by_what_they_say(docket: Docket) -> None:
    def nameless(body: str, hop: str) -> bytes:
        return mail("water", body, message_id=None, sender=ANN, received=at(0) + MINUTE, list_id=f"<{hop}>")

    docket.mails([nameless("One.\n", "water"), nameless("Two.\n", "water")], "water")
    report = docket.mails([nameless("One.\n", "fire")], "fire")
    assert (report.new, report.duplicate) == (0, 1)
    assert len(docket.rows(select(Message.id))) == 2


def test_two_lists_in_either_order_give_the_same(docket: Docket, tmp_path: Path) -> None:
    mails = archive()
    fire = [raw.replace(b"MIME-Version", b"List-Id: <fire>\nMIME-Version") for raw in mails[::3]]
    docket.mails(mails, "water")
    docket.mails(fire, "fire")
    expected = docket.dump()
    with docket.engine.database() as session:
        for table in reversed(Message.metadata.sorted_tables):
            session.execute(table.delete())
        session.commit()
    assert docket.dump() == []
    docket.mails(fire[::-1], "fire")
    docket.mails(mails[::-1], "water")
    same(docket.dump(), expected)
