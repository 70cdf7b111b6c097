"""How far a source was read is kept with the messages, and moves with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import Cursor, MailingList, Message, Source
from tests.ingest.conftest import NOW, Docket
from tests.ingest.source.archives import Epoch, Inbox

from .letters import at, letter


def word(number: int) -> bytes:
    return letter(f"{number}@x", "water", at(number))


def ids(docket: Docket) -> list[str]:
    return [message_id for (message_id,) in docket.rows(select(Message.message_id))]


def cursors(docket: Docket) -> list[tuple[int, str]]:
    return [(epoch, commit) for epoch, commit in docket.rows(select(Cursor.epoch, Cursor.commit))]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "water")


def test_the_cursor_is_the_last_commit_read(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(word(1), word(2))
    assert docket.ingest(inbox.directory).read == 2
    assert cursors(docket) == [(0, inbox.epoch(0).tip())]


def test_a_second_run_reads_nothing(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(word(1), word(2))
    docket.ingest(inbox.directory)
    before = docket.dump()
    report = docket.ingest(inbox.directory)
    assert (report.read, report.new, report.duplicate) == (0, 0, 0)
    assert docket.dump() == before


def test_only_what_is_new_is_read(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(word(1))
    docket.ingest(inbox.directory)
    inbox.epoch(0).add(word(2), word(3))
    report = docket.ingest(inbox.directory)
    assert (report.read, report.new) == (2, 2)


def test_a_new_epoch_is_found(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(word(1))
    docket.ingest(inbox.directory)
    inbox.epoch(1).add(word(2))
    assert docket.ingest(inbox.directory).read == 1
    assert cursors(docket) == [(0, inbox.epoch(0).tip()), (1, inbox.epoch(1).tip())]


def test_a_rewritten_epoch_is_read_again_and_keeps_its_own_cursor(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(word(1), word(2))
    inbox.epoch(1).add(word(3))
    docket.ingest(inbox.directory)
    inbox.epoch(0).rewind(None)
    inbox.epoch(0).add(word(2), word(4))
    report = docket.ingest(inbox.directory)
    assert (report.read, report.new, report.removed) == (2, 1, 1)
    assert ids(docket) == ["2@x", "3@x", "4@x"]
    assert cursors(docket) == [(0, inbox.epoch(0).tip()), (1, inbox.epoch(1).tip())]


def test_an_epoch_and_a_mailbox_of_one_list_are_two_sources(docket: Docket, inbox: Inbox, tmp_path: Path) -> None:
    git_dir = Epoch(tmp_path / "0.git").create()
    git_dir.add(word(1))
    docket.ingest(git_dir.git_dir)
    docket.mails([word(1), word(2)])
    assert ids(docket) == ["1@x", "2@x"]
    assert len(docket.rows(select(Source.id))) == 2
    assert docket.rows(select(MailingList.name, MailingList.address)) == [("water", "water@lists.example.org")]
    assert docket.rows(select(Source.read_at).distinct()) == [(NOW,)]
