"""`docket group`: a person's word from the command line. For series see tests/ingest/store/test_groupings.py."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.models import Grouping
from tests.ingest.store.letters import DAN, at, letter, mboxrd, patch

from .conftest import Command

MAILS = [
    patch("pump@x", "[PATCH] pump: count", at(0)),
    patch("pipe@x", "[PATCH v2] pipe: bend", at(1), sender=DAN, new="x"),
    letter("r@x", "Re: [PATCH] pump: count", at(2), "pump@x"),
    letter("talk@x", "water", at(3)),
]


@pytest.fixture
def docket(command: Command, tmp_path: Path) -> Command:
    command.json("ingest", "--from", mboxrd(tmp_path / "water", MAILS))
    return command


def test_two_postings_are_put_together_and_taken_apart_again(docket: Command) -> None:
    apart = docket.json("list")
    found = docket.json("group", "pipe@x", "pump@x")
    assert found == {"together": True, "series": [{"id": docket.json("list")[0]["id"], "title": "pipe: bend"}]}
    assert [each["versions"] for each in docket.json("list")] == [2]
    found = docket.json("group", "pipe@x", "pump@x", "--undo")
    assert found["together"] is False
    assert [each["title"] for each in found["series"]] == ["pipe: bend", "pump: count"]
    assert docket.json("list") == apart


def test_who_when_and_why_are_kept(docket: Command, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "cem")
    assert getpass.getuser() == "cem"
    docket.json("group", "pump@x", "pipe@x", "--apart", "--why", "two works")
    with engine.connect() as connection:
        row = connection.execute(select(Grouping.together, Grouping.by, Grouping.why, Grouping.at)).one()
    assert tuple(row[:3]) == (False, "cem", "two works")
    assert row.at is not None


def test_postings_are_named_as_everywhere(docket: Command) -> None:
    (key,) = (each["id"] for each in docket.json("list") if each["title"] == "pump: count")
    for one, other in [
        ("<pipe@x>", "https://lore.kernel.org/all/pump@x/"),
        ("https://lore.kernel.org/r/pipe%40x", "r@x"),
        ("pipe@x", key),
    ]:
        assert docket.json("group", one, other)["together"]
        assert not docket.json("group", one, other, "--undo")["together"]


def test_people_read_a_line(docket: Command) -> None:
    said = docket("group", "pipe@x", "pump@x").stdout
    key = docket.json("list")[0]["id"]
    assert said == f"one series: {key} (pipe: bend)\n"
    assert docket("group", "pipe@x", "pump@x", "--apart").stdout.startswith("two series: ")


def test_a_title_does_nothing_to_the_terminal(command: Command, tmp_path: Path) -> None:
    mails = [patch(f"{n}@x", f"[PATCH] \x1b[31mred {n}", at(n), new=f"{n}") for n in range(2)]
    command.json("ingest", "--from", mboxrd(tmp_path / "water", mails))
    assert "\x1b" not in command("group", "0@x", "1@x").stdout


WRONG = [
    (["pump@x", "none@x"], 1, "none@x: no version of a series has this id or Message-ID"),
    (["talk@x", "pump@x"], 1, "talk@x: no version of a series has this id or Message-ID"),
    (["pump@x", "a\0b"], 1, "a\ufffdb: no version of a series has this id or Message-ID"),
    (["pump@x", "r@x"], 2, "pump@x and r@x are mails of one version"),
    (["pump@x", "pipe@x", "--undo"], 1, "nothing was said of pump@x and pipe@x"),
    (
        ["pump@x", "pipe@x", "--undo", "--apart"],
        2,
        "group: --undo takes back what was said, so neither --apart nor --why goes with it",
    ),
]


def test_what_cannot_be_done_is_one_line(docket: Command) -> None:
    for words, status, line in WRONG:
        assert docket.error("group", *words) == (status, line)
