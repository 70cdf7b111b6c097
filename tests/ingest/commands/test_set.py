"""`docket set`: a person's word on a remark, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.models import Correction
from tests.ingest.conftest import Docket
from tests.ingest.store.letters import DAN, at, letter, mboxrd, patch

from .conftest import Command

MAILS = [
    patch("p@x", "[PATCH] pump: count", at(0), sender=DAN),
    letter("r@x", "Re: [PATCH] pump: count", at(1), "p@x", body="> +x\n\nNAK, it does not belong here.\n"),
]
REF = "r@x#0"


@pytest.fixture
def docket(docket: Docket, command: Command) -> Command:
    docket.mails(MAILS)
    return command


def labels(found: Any) -> list[tuple[str, float, str]]:
    return [(each["label"], each["score"], each["source"]) for each in found["labels"]]


def test_an_act_is_corrected_and_the_correction_taken_back(docket: Command) -> None:
    found = docket.json("set", REF, "act", "approve", "--why", "irony")
    assert (found["act"], found["severity"], found["source"], found["objection"]) == (
        "approve",
        "none",
        "person",
        False,
    )
    assert found["labels"] == []
    found = docket.json("set", REF, "act", "--undo")
    assert (found["act"], found["severity"], found["source"], found["objection"]) == (
        "object",
        "blocking",
        "rule: nak",
        True,
    )


def test_labels_and_severity_are_corrected(docket: Command) -> None:
    found = docket.json("set", REF, "label", "naming,scope")
    assert labels(found) == [("naming", 1.0, "person"), ("scope", 1.0, "person")]
    assert docket.json("set", REF, "severity", "minor")["severity"] == "minor"
    assert labels(docket.json("set", REF, "label", "none")) == []


def test_an_outcome_is_set_and_taken_back(docket: Command) -> None:
    found = docket.json("set", REF, "outcome", "moot", "--why", "the pump is gone")
    assert (found["outcome"], found["outcome_reason"]["evidence"]) == ("moot", [])
    assert found["outcome_reason"]["text"].rstrip(".").endswith(" says so: the pump is gone")
    assert (found["act"], found["severity"], found["source"]) == ("object", "blocking", "rule: nak")
    (objection,) = docket.json("show", "r@x")["objections"]
    assert (objection["outcome"], objection["outcome_reason"]) == ("moot", found["outcome_reason"])
    assert docket.json("list", "objection:any", "outcome:moot")[0]["open_objections"] == 0
    assert docket.json("set", REF, "outcome", "--undo")["outcome"] == "open"
    assert docket.json("list", "outcome:open")[0]["open_objections"] == 1


def test_an_outcome_outlives_the_next_ingest(docket: Command, tmp_path: Path) -> None:
    docket.json("set", REF, "outcome", "moot")
    more = letter("a@x", "Re: [PATCH] pump: count", at(2), "r@x", DAN, "> NAK\n\nRight, I will drop it.\n")
    docket.json("ingest", "--from", mboxrd(tmp_path / "more", [*MAILS, more]))
    assert docket.json("show", "r@x")["objections"][0]["outcome"] == "moot"
    assert docket.json("set", REF, "outcome", "--undo")["outcome"] != "moot"


def test_where_the_series_stands_follows_what_a_remark_is_at_once(docket: Command) -> None:
    before = docket.json("show", "p@x")
    docket.json("set", REF, "act", "inform")
    assert docket.json("show", "p@x")["state"] == "in-review"
    docket.json("set", REF, "act", "--undo")
    assert docket.json("show", "p@x") == before
    assert before["state"] == "rejected"


def test_the_word_outlives_the_next_ingest(docket: Command, tmp_path: Path) -> None:
    docket.json("set", REF, "severity", "minor")
    docket.json("ingest", "--from", mboxrd(tmp_path / "more", [*MAILS, letter("z@x", "more", at(2))]))
    assert docket.json("set", REF, "label", "none")["severity"] == "minor"


def test_who_said_it_when_and_why_is_kept(docket: Command, engine: Engine) -> None:
    docket.json("set", REF, "act", "question", "--why", "he only asks")
    docket.json("set", REF, "act", "--undo")
    with Session(engine) as session:
        (word,) = session.scalars(select(Correction)).all()
        assert (word.message_id, word.number, word.field, word.value, word.why) == (
            "r@x",
            0,
            "act",
            "question",
            "he only asks",
        )
        assert word.by == word.undone_by
        assert word.undone_at is not None
        assert word.at <= word.undone_at


def test_a_person_reads_what_holds_now(docket: Command) -> None:
    assert docket("set", REF, "label", "naming").stdout == "r@x#0: object, blocking, naming; open\n"
    url = "https://lore.example.org/water/r@x/#0"
    assert docket("set", REF, "outcome", "moot").stdout == "r@x#0: object, blocking, naming; moot\n"
    assert docket("set", url, "act", "approve").stdout == "r@x#0: approve, none\n"


WRONG = [
    ((REF, "act", "shout"), 2, "'shout' is no act; it is one of object, question"),
    ((REF, "act", ""), 2, "'' is no act"),
    ((REF, "severity", "none"), 2, "'none' is no severity; it is one of blocking"),
    ((REF, "label", ""), 2, "'' is no label"),
    ((REF, "label", "beauty"), 2, "'beauty' is no label; it is one of abstraction"),
    ((REF, "label", "naming,naming"), 2, "at most three labels, each once"),
    ((REF, "label", "naming,style,scope,logic"), 2, "at most three labels"),
    ((REF, "outcome", "confimed"), 2, "'confimed' is no outcome; did you mean confirmed? It is one of open"),
    ((REF, "outcome", "moot", "--until", "2w"), 2, "--until goes with what is said of a series"),
    ((REF, "outcome", "--undo"), 1, "nobody has said anything of the outcome"),
    ((REF, "outcme", "moot"), 2, "'outcme' is no field; did you mean outcome? It is one of act"),
    ((REF, "act", "approve", "--why", "a\0b"), 2, "the reason has characters that cannot be shown"),
    ((REF, "act", "\x1b[2J" + "x" * 10_000), 2, "'\\x1b[2Jxxx"),
    ((REF, "act"), 2, "give a VALUE, or --undo"),
    ((REF, "act", "object", "--undo"), 2, "give a VALUE, or --undo"),
    ((REF, "act", "--undo"), 1, "nobody has said anything of the act"),
    (("r@x", "act", "object"), 2, "names no remark; it is MESSAGE-ID#N"),
    (("r@x#x", "act", "object"), 2, "names no remark"),
    (("r@x#7", "act", "object"), 1, "no remark has this Message-ID and number"),
    (("unseen@x#1", "act", "object"), 1, "no remark has this Message-ID and number"),
]


def test_what_cannot_be_said_is_an_error(docket: Command) -> None:
    for words, status, problem in WRONG:
        found = docket.error("set", *words)
        assert (found[0], problem in found[1]) == (status, True), (words, found)


def test_what_does_not_go_with_the_act_is_an_error(docket: Command) -> None:
    docket.json("set", REF, "act", "approve")
    assert "only an object has a severity" in docket.error("set", REF, "severity", "minor")[1]
    assert "have labels" in docket.error("set", REF, "label", "naming")[1]
    assert "only an objection has an outcome" in docket.error("set", REF, "outcome", "moot")[1]


def test_what_the_author_says_has_no_outcome(docket: Command, tmp_path: Path) -> None:
    answer = letter("a@x", "Re: [PATCH] pump: count", at(2), "r@x", DAN, "> NAK\n\nNAK, this is wrong.\n")
    docket.json("ingest", "--from", mboxrd(tmp_path / "more", [*MAILS, answer]))
    assert "the author of the series says this" in docket.error("set", "a@x#0", "outcome", "moot")[1]


def test_a_remark_can_be_set_before_it_is_classified(command: Command, tmp_path: Path) -> None:
    box = mboxrd(tmp_path / "water", MAILS)
    command.json("ingest", "--from", box, "--no-classify")
    assert "and this is not classified yet" in command.error("set", REF, "severity", "minor")[1]
    assert command("set", REF, "label", "none").stdout == "r@x#0: not classified yet\n"
    assert command.json("set", REF, "act", "question")["source"] == "person"
    found = command.json("set", REF, "act", "--undo")
    assert (found["act"], found["score"], found["severity"], found["source"]) == (None, None, None, None)
    command.json("ingest", "--from", box)
    found = command.json("set", REF, "severity", "minor")
    assert (found["act"], found["severity"], found["labels"]) == ("object", "minor", [])
