"""What an archive has taken out leaves every table, and comes back only if the archive itself brings it again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import Message, Placement, Remark, Removal, Revision, Series, SeriesList, Tag
from tests.dump import same
from tests.ingest.conftest import Docket
from tests.ingest.source.archives import Epoch, Inbox

from .letters import ANN, BEA, CEM, archive, at, epoch, letter, patch, posting, reply

SECRET = letter("secret@x", "a secret", at(0), None, "Eve Secret <secret@example.org>", "Nobody should read this.\n")
TRACES = ("secret@example.org", "Eve Secret", "Nobody should read", "a secret")


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "water")


def ids(docket: Docket) -> list[str]:
    return [message_id for (message_id,) in docket.rows(select(Message.message_id))]


def without_removals(dump: list[str]) -> list[str]:
    return [line for line in dump if not line.startswith("removal: ")]


def assert_no_trace(docket: Docket) -> None:
    assert [found for words in TRACES for found in docket.traces(words)] == []


def test_a_d_commit_withdraws_a_mail(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET, letter("other@x", "water", at(1)))
    assert docket.ingest(inbox.directory).new == 2
    assert all(docket.traces(words) for words in TRACES)
    inbox.epoch(0).remove(SECRET)
    report = docket.ingest(inbox.directory)
    assert (report.read, report.new, report.removed) == (1, 0, 1)
    assert ids(docket) == ["other@x"]
    assert_no_trace(docket)
    assert docket.rows(select(Removal.message_id)) == [("secret@x",)]


def test_a_d_commit_in_the_run_that_brings_the_mail(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET)
    inbox.epoch(0).remove(SECRET)
    docket.ingest(inbox.directory)
    assert ids(docket) == []
    assert_no_trace(docket)


def test_a_d_commit_for_a_mail_that_was_never_seen_keeps_it_out(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).remove(SECRET)
    assert docket.ingest(inbox.directory).removed == 0
    docket.mails([SECRET])
    assert ids(docket) == []


def test_a_purge_rewrites_the_epoch_and_withdraws_the_mail(docket: Docket, inbox: Inbox) -> None:
    first, second, third = (letter(f"{n}@x", "water", at(n)) for n in range(3))
    inbox.epoch(0).add(first, SECRET, second)
    docket.ingest(inbox.directory)
    inbox.epoch(0).rewind(inbox.epoch(0).commits()[0])
    inbox.epoch(0).add(second, third)
    report = docket.ingest(inbox.directory)
    assert (report.new, report.duplicate, report.removed) == (1, 2, 1)
    assert ids(docket) == ["0@x", "1@x", "2@x"]
    assert_no_trace(docket)
    assert docket.ingest(inbox.directory).read == 0


def test_an_edit_leaves_nothing_of_the_old_text(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET)
    docket.ingest(inbox.directory)
    inbox.epoch(0).rewind(None)
    inbox.epoch(0).add(letter("secret@x", "water", at(0), body="Words.\n"))
    docket.ingest(inbox.directory)
    assert docket.rows(select(Message.message_id, Message.subject)) == [("secret@x", "water")]
    assert_no_trace(docket)
    assert docket.rows(select(Removal.message_id)) == []


def test_an_epoch_that_is_gone_as_a_whole_was_mislaid(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET)
    inbox.epoch(1).add(letter("other@x", "water", at(1)))
    docket.ingest(inbox.directory)
    inbox.epoch(0).rewind(None)
    assert docket.ingest(inbox.directory).removed == 0
    assert ids(docket) == ["other@x", "secret@x"]


def test_a_mail_that_another_epoch_brings_too_stays(docket: Docket, inbox: Inbox) -> None:
    twice = letter("twice@x", "water", at(0))
    inbox.epoch(0).add(letter("first@x", "water", at(0)), twice)
    inbox.epoch(1).add(twice)
    docket.ingest(inbox.directory)
    inbox.epoch(0).rewind(inbox.epoch(0).commits()[0])
    inbox.epoch(0).add(letter("last@x", "water", at(0)))
    assert docket.ingest(inbox.directory).removed == 0
    assert ids(docket) == ["first@x", "last@x", "twice@x"]


def test_a_mail_on_two_lists_that_one_removes_stays_with_the_other(docket: Docket, inbox: Inbox) -> None:
    raw = patch("both@x", "[PATCH] pump: count", at(0))
    inbox.epoch(0).add(raw)
    docket.ingest(inbox.directory)
    docket.mails([raw], "fire")
    lists = select(SeriesList.list_id)
    assert len(docket.rows(lists)) == 2
    inbox.epoch(0).remove(raw)
    assert docket.ingest(inbox.directory).removed == 1
    assert ids(docket) == ["both@x"]
    assert len(docket.rows(lists)) == 1


def test_a_removed_mail_does_not_come_back_through_a_mailbox(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET)
    inbox.epoch(0).remove(SECRET)
    docket.ingest(inbox.directory)
    assert docket.mails([SECRET]).new == 0
    assert_no_trace(docket)
    docket.mails([SECRET], "fire")
    assert ids(docket) == ["secret@x"]


def test_what_a_mailbox_had_brought_before_is_withdrawn_too(docket: Docket, inbox: Inbox) -> None:
    docket.mails([SECRET])
    inbox.epoch(0).remove(SECRET)
    assert docket.ingest(inbox.directory).removed == 1
    assert_no_trace(docket)


def test_a_removed_mail_comes_back_if_the_archive_brings_it_again(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET)
    inbox.epoch(0).remove(SECRET)
    docket.ingest(inbox.directory)
    inbox.epoch(0).add(SECRET)
    assert docket.ingest(inbox.directory).new == 1
    assert ids(docket) == ["secret@x"]
    assert docket.rows(select(Removal.message_id)) == []


def test_a_removed_mail_comes_back_within_one_run_too(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET)
    inbox.epoch(0).remove(SECRET)
    inbox.epoch(0).add(SECRET)
    docket.ingest(inbox.directory)
    assert ids(docket) == ["secret@x"]


def test_replies_to_a_removed_patch_stay_but_point_nowhere(docket: Docket, inbox: Inbox) -> None:
    secret = patch("p@x", "[PATCH] pump: count", at(0), new="return secret;")
    inbox.epoch(0).add(secret, reply("r@x", "p@x", "[PATCH] pump: count", at(1), body="> +\treturn secret;\n\nNo.\n"))
    docket.ingest(inbox.directory)
    place = select(Remark.path, Remark.line, Remark.code)
    assert docket.rows(place) == [("fs/tree.c", 11, "+\treturn secret;")]
    inbox.epoch(0).remove(secret)
    docket.ingest(inbox.directory)
    assert docket.rows(place) == [(None, None, None)]
    assert docket.rows(select(Placement.target_id, Placement.revision_id, Placement.unanchored)) == [
        (None, None, False)
    ]
    assert docket.rows(select(Series.id)) == []


def test_a_series_whose_cover_is_removed_goes_on_under_its_first_patch(docket: Docket, inbox: Inbox) -> None:
    mails = posting("pump", "PATCH", ["pump: count", "pump: report"], at(0), cover="pump: strokes")
    inbox.epoch(0).add(*mails)
    inbox.epoch(0).remove(mails[0])
    docket.ingest(inbox.directory)
    said = select(Series.title, Revision.title, Revision.received, Revision.complete).join_from(Revision, Series)
    assert docket.rows(said) == [("pump: count", "pump: count", 2, True)]


def test_a_tag_whose_origin_is_removed_has_none(docket: Docket, inbox: Inbox) -> None:
    tag = reply("r@x", "p1@x", "[PATCH] pump: count", at(1), CEM, f"Acked-by: {CEM}\n")
    inbox.epoch(0).add(patch("p1@x", "[PATCH] pump: count", at(0)), tag)
    inbox.epoch(0).add(patch("p2@x", "[PATCH v2] pump: count", at(2), tags=[f"Acked-by: {CEM}"]))
    docket.ingest(inbox.directory)
    carried = select(Tag.origin_id.is_not(None)).where(Tag.kind == "Acked-by", Tag.how == "written")
    assert docket.rows(carried) == [(True,)]
    inbox.epoch(0).remove(tag)
    docket.ingest(inbox.directory)
    assert docket.rows(carried) == [(False,)]


def test_a_person_keeps_the_name_of_what_is_left(docket: Docket, inbox: Inbox) -> None:
    first = letter("a@x", "water", at(0), None, "Old Name <ann@example.org>")
    inbox.epoch(0).add(first, letter("b@x", "water", at(1), None, ANN))
    docket.ingest(inbox.directory)
    inbox.epoch(0).remove(first)
    docket.ingest(inbox.directory)
    assert docket.traces("Old Name") == []
    assert docket.traces("Ann Author") != []


@pytest.mark.parametrize("seed", range(4))
def test_what_was_removed_might_never_have_been_there(
    docket: Docket, tmp_path: Path, one_run: Callable[[Sequence[bytes]], list[str]], seed: int
) -> None:
    mails = archive()
    gone = random.Random(seed).sample(mails, 12)
    names = {name(raw) for raw in gone}
    git_dir = epoch(tmp_path / "0.git", mails)
    docket.ingest(git_dir)
    for raw in gone:
        Epoch(git_dir).remove(raw)
    docket.ingest(git_dir)
    same(without_removals(docket.dump()), one_run([raw for raw in mails if name(raw) not in names]))


def name(raw: bytes) -> bytes:
    return raw.partition(b"Message-ID: ")[2].partition(b"\n")[0]


def test_reviewers_of_what_is_left_are_left(docket: Docket, inbox: Inbox) -> None:
    inbox.epoch(0).add(SECRET, reply("r@x", "secret@x", "a word", at(1), BEA, "Hm.\n"))
    inbox.epoch(0).remove(SECRET)
    docket.ingest(inbox.directory)
    assert ids(docket) == ["r@x"]
    assert docket.traces("bea@example.org") != []
    assert_no_trace(docket)
