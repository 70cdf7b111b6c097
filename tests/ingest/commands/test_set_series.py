"""`docket set` on a series: a person's word on where it stands, from the command line."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.commands.standing import told
from app.models import Attention, Override
from app.rules.override import FIELDS
from tests.ingest.conftest import Docket
from tests.ingest.store.letters import CEM, DAN, at, letter, mboxrd, patch

from .conftest import Command

# So long ago that nobody's clock stands before it.
OLD = -2500
TITLE = "[PATCH] pump: count"
MAILS = [
    patch("p@x", TITLE, at(OLD), sender=DAN, to="Water <water@lists.example.org>"),
    letter("r@x", f"Re: {TITLE}", at(OLD + 1), "p@x", body="> +x\n\nNAK, it does not belong here.\n"),
]
VALUES = {
    "state": "applied",
    "turn": "maintainer",
    "delegate": "Cem Maintainer <cem@example.org>",
    "note": "wait for the rain",
    "snooze": "2w",
}


@pytest.fixture
def docket(docket: Docket, command: Command) -> Command:
    docket.mails(MAILS)
    return command


def soon() -> dt.datetime:
    """After what is said now."""
    return dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)


def test_every_field_has_a_value_to_try() -> None:
    assert VALUES.keys() == FIELDS.keys()


@pytest.mark.parametrize("field", VALUES)
def test_a_field_is_set_shown_and_taken_back(docket: Command, field: str) -> None:
    before = docket.json("show", "p@x")
    assert before["words"] == []
    found = docket.json("set", "r@x", field, VALUES[field], "--why", "said so")
    assert (found["id"], found["title"]) == (before["id"], "pump: count")
    (word,) = found["words"]
    assert (word["field"], word["value"], word["why"]) == (field, VALUES[field], "said so")
    after = docket.json("show", "p@x")
    assert {name: after[name] for name in found} == found
    assert f"  {field}:" in docket("show", "p@x").stdout
    assert docket.json("set", before["id"], field, "--undo")["words"] == []
    assert docket.json("show", "p@x") == before


def test_words_outlive_an_ingest_with_more_mail(docket: Command, tmp_path: Path) -> None:
    for field, value in VALUES.items():
        docket.json("set", "p@x", field, value)
    said = docket.json("show", "p@x")
    more = [
        patch("p2@x", "[PATCH v2] pump: count", at(OLD + 2), sender=DAN, new="return 2;"),
        letter("r2@x", "Re: [PATCH v2] pump: count", at(OLD + 3), "p2@x", body="> +x\n\nWhy?\n"),
    ]
    docket.json("ingest", "--from", mboxrd(tmp_path / "more", [*MAILS, *more]))
    now = docket.json("show", "p@x")
    assert (now["versions"], now["words"]) == (2, said["words"])
    assert now["snoozed_until"] == said["snoozed_until"]
    assert (now["state"], now["turn"]) == (VALUES["state"], VALUES["turn"])
    for field in VALUES:
        left = docket.json("set", "r2@x", field, "--undo")["words"]
    assert left == []


def test_state_and_turn_are_what_was_set(docket: Command) -> None:
    assert docket.json("show", "p@x")["state"] == "rejected"
    found = docket.json("set", "p@x", "state", "in-review")
    assert (found["state"], found["waiting_since"]) == ("in-review", docket.json("show", "p@x")["waiting_since"])
    assert docket.json("set", "p@x", "turn", "reviewer")["turn"] == "reviewer"
    assert [each["title"] for each in docket.json("list", "state:in-review", "turn:reviewer")] == ["pump: count"]
    assert docket.json("list", "state:rejected") == []
    assert docket.json("set", "p@x", "state", "applied")["state"] == "applied"
    assert docket.json("set", "p@x", "state", "--undo")["state"] == "rejected"


def test_a_delegate_is_whose_turn_it_is(command: Command, tmp_path: Path, engine: Engine) -> None:
    tag = letter("r@x", f"Re: {TITLE}", at(OLD + 1), "p@x", CEM, "Acked-by: Cem Maintainer <cem@example.org>\n")
    command.json("ingest", "--from", mboxrd(tmp_path / "ready", [MAILS[0], tag]))
    found = command.json("set", "p@x", "delegate", '"Maier, Dé" <Dé@Example.org>')
    assert (found["state"], found["turn"]) == ("ready", "maintainer")
    assert found["words"][0]["value"] == '"Maier, Dé" <dé@example.org>'
    with Session(engine) as session:
        people = session.execute(select(Attention.name, Attention.email, Attention.certain)).all()
    assert people == [("Maier, Dé", "dé@example.org", True)]
    assert len(command.json("list", "is:mine", "--me", "dé@example.org")) == 1


def test_a_word_holds_until_a_day(docket: Command, engine: Engine) -> None:
    found = docket.json("set", "p@x", "state", "ready", "--until", "9000-01-01")
    assert (found["state"], found["words"][0]["until"]) == ("ready", "9000-01-01T00:00:00Z")
    assert "  state: ready until 9000-01-01 (" in docket("show", "p@x").stdout
    with Session(engine) as session:
        end = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
        assert told(session, "p@x", end - dt.timedelta(seconds=1)).state == "ready"
        assert told(session, "p@x", end).state == "rejected"


def test_a_word_holds_for_an_age(docket: Command) -> None:
    before = dt.datetime.now(dt.UTC)
    (word,) = docket.json("set", "p@x", "turn", "author", "--until", "2w")["words"]
    until = dt.datetime.fromisoformat(word["until"])
    assert before + dt.timedelta(days=14, seconds=-1) <= until <= dt.datetime.now(dt.UTC) + dt.timedelta(days=14)


def test_a_word_until_activity_ends_with_a_mail(docket: Command, tmp_path: Path) -> None:
    assert docket.json("set", "p@x", "state", "ready", "--until", "activity")["words"][0]["until_activity"] is True
    assert docket.json("set", "p@x", "turn", "nobody")["words"][1]["until_activity"] is False
    docket.json("ingest", "--from", mboxrd(tmp_path / "same", MAILS))
    assert docket.json("show", "p@x")["state"] == "ready"
    more = letter("n@x", f"Re: {TITLE}", soon(), "p@x", body="> +x\n\nWhy?\n")
    docket.json("ingest", "--from", mboxrd(tmp_path / "more", [*MAILS, more]))
    found = docket.json("show", "p@x")
    assert found["state"] != "ready"
    assert found["turn"] == "nobody"


def test_a_series_sleeps_until_somebody_writes(docket: Command, tmp_path: Path) -> None:
    (word,) = docket.json("set", "p@x", "snooze", "activity")["words"]
    assert (word["value"], word["until"], word["until_activity"]) == ("activity", "9999-12-31T00:00:00Z", True)
    assert ", snoozed until somebody writes\n" in docket("show", "p@x").stdout
    assert len(docket.json("list", "is:snoozed")) == 1
    more = letter("n@x", f"Re: {TITLE}", soon(), "p@x", body="> +x\n\nWhy?\n")
    docket.json("ingest", "--from", mboxrd(tmp_path / "more", [*MAILS, more]))
    assert docket.json("show", "p@x")["snoozed_until"] is None
    assert docket.json("list", "is:snoozed") == []


def test_the_last_word_holds_and_all_are_taken_back(docket: Command, engine: Engine) -> None:
    docket.json("set", "p@x", "note", "one")
    (word,) = docket.json("set", "p@x", "note", "two")["words"]
    assert word["value"] == "two"
    assert docket.json("set", "p@x", "note", "--undo")["words"] == []
    with Session(engine) as session:
        rows = session.scalars(select(Override).order_by(Override.id)).all()
        assert [(row.message_id, row.value, row.by == row.undone_by) for row in rows] == [
            ("p@x", "one", True),
            ("p@x", "two", True),
        ]
        assert all(row.undone_at and row.at <= row.undone_at for row in rows)


def test_a_person_reads_where_it_stands_now(docket: Command) -> None:
    lines = docket("set", "https://lore.example.org/water/r@x/", "state", "ready", "--why", "go").stdout.splitlines()
    assert lines[0] == "pump: count"
    assert re.match(r"ready, [a-z]+'s turn.* since 20\d\d-\d\d-\d\d, \d+ days", lines[1])
    assert re.fullmatch(r"  state: ready \(\S+ on \d{4}-\d\d-\d\d: go\)", lines[3])


WRONG = [
    (("p@x", "stat", "ready"), 2, "'stat' is no field; did you mean state? It is one of act, severity"),
    (("p@x", "state", "redy"), 2, "'redy' is no state; did you mean ready? It is one of incomplete"),
    (("p@x", "state", ""), 2, "'' is no state; it is one of incomplete"),
    (("p@x", "turn", "authors"), 2, "'authors' is no turn; did you mean author?"),
    (("p@x", "turn", "a\0uthor"), 2, "'a\\x00uthor' is no turn"),
    (("p@x", "delegate", "Cem"), 2, "'Cem' is no address; give one such as ada@example.org"),
    (("p@x", "delegate", "cem@x, dan@x"), 2, "is no address"),
    (("p@x", "delegate", "c\0em@x"), 2, "the delegate has characters that cannot be shown"),
    (("p@x", "note", "a\0b"), 2, "the note has characters that cannot be shown"),
    (("p@x", "note", "a\u202eb"), 2, "the note has characters that cannot be shown"),
    (("p@x", "note", "\udc80"), 2, "the note has characters that cannot be shown"),
    (("p@x", "note", "x" * 10_240), 2, "the note has 10240 characters; say it in at most 1000"),
    (("p@x", "note", " "), 2, "the note is blank"),
    (("p@x", "note", ""), 2, "the note is blank"),
    (("p@x", "note", "x", "--why", "\x1b[2J"), 2, "the reason has characters that cannot be shown"),
    (("p@x", "snooze", "soon"), 2, "'soon' is no time; give an age from now such as 2w"),
    (("p@x", "snooze", "2w", "--until", "3w"), 2, "the value of snooze says until when"),
    (("p@x", "snooze", "2020-01-01"), 2, "2020-01-01 is over"),
    (("p@x", "state", "ready", "--until", "2020-01-01"), 2, "2020-01-01 is over"),
    (("p@x", "state", "ready", "--until", "\x1b" * 10_240), 2, "is no time; give an age"),
    (("p@x", "state", "ready", "--until", ""), 2, "'' is no time"),
    (("p@x", "state", "--until", "2w", "--undo"), 2, "neither --why nor --until goes with it"),
    (("p@x", "state", "ready", "--undo"), 2, "give a VALUE, or --undo"),
    (("p@x", "state"), 2, "give a VALUE, or --undo"),
    (("p@x", "state", "--undo"), 1, "nobody has said anything of the state of p@x"),
    (("r@x#0", "state", "ready"), 2, "state is said of a series, and r@x#0 names a remark; leave out the #0"),
    (("p@x", "outcome", "moot"), 2, "'p@x' names no remark; it is MESSAGE-ID#N"),
    (("none@x", "state", "ready"), 1, "none@x: no series has this id or Message-ID"),
    (("a\0b", "state", "ready"), 1, "no series has this id or Message-ID"),
]


def test_what_cannot_be_said_is_an_error(docket: Command, engine: Engine) -> None:
    for words, status, problem in WRONG:
        found = docket.error("set", *words)
        assert (found[0], problem in found[1]) == (status, True), (words, found)
        assert len(found[1]) < 400
    with Session(engine) as session:
        assert session.scalars(select(Override)).all() == []


def test_a_title_does_nothing_to_the_terminal(command: Command, tmp_path: Path) -> None:
    command.json("ingest", "--from", mboxrd(tmp_path / "water", [patch("p@x", "[PATCH] \x1b[31mred", at(OLD))]))
    assert "\x1b" not in command("set", "p@x", "state", "ready").stdout


def test_a_series_made_of_one_mail_without_a_list_of_people_can_wait(command: Command, tmp_path: Path) -> None:
    command.json("ingest", "--from", mboxrd(tmp_path / "water", [patch("p@x", TITLE, at(OLD))]))
    assert command.json("set", "p@x", "turn", "author")["turn"] == "author"
