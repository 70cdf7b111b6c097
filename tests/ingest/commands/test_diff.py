"""`docket diff`: two versions side by side, from their mails. For what is compared see tests/app/rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ingest.commands.diff import diff
from tests.ingest.store.letters import BEA, at, letter, mboxrd, patch, posting

from .conftest import Command

ACK = f"Acked-by: {BEA}"
MAILS = [
    *posting("pump1", "PATCH", ["pump: count", "pump: report", "pump: stop"], at(0), cover="pump: strokes"),
    letter("pump2-0@x", "[PATCH v2 0/2] pump: strokes", at(7)),
    patch("pump2-1@x", "[PATCH v2 1/2] pump: report", at(7), "pump2-0@x", new="return report;"),
    patch("pump2-2@x", "[PATCH v2 2/2] pump: count", at(7), "pump2-0@x", new="return pump:_count;", tags=[ACK]),
    letter("r@x", "Re: [PATCH v2] pump: strokes", at(8), "pump2-0@x"),
    *posting("pump3", "PATCH v3", ["pump: start", "pump: report", "pump: count"], at(9), cover="pump: strokes"),
    # One patch of three again, in the thread of those that it leaves as they were.
    *posting("valve1", "PATCH", ["valve: open", "valve: shut", "valve: seal"], at(1), cover="valve: all"),
    patch("valve2-2@x", "[PATCH v2 2/3] valve: shut", at(3), "valve1-2@x", new="return tight;"),
    patch("pipe@x", "[PATCH] pipe: bend", at(4)),
    patch("red1@x", "[PATCH] red: one", at(5), new="\x1b[31mone"),
    patch("red2@x", "[PATCH v2] red: one", at(6), new="\x1b[31mtwo"),
]


class Diff:
    """`docket diff` on the database of `docket`."""

    def __init__(self, docket: Command) -> None:
        self.config = docket.config

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(diff, [*words, "--config", str(self.config)])

    def json(self, *words: str) -> Any:
        result = self(*words, "--json")
        assert (result.exit_code, result.stderr) == (0, "")
        return json.loads(result.stdout)

    def fates(self, *words: str) -> list[tuple[str | None, str | None, str]]:
        pairs = self.json(*words)["pairs"]
        names = [[pair[end] and pair[end]["message_id"] for end in ("earlier", "later")] for pair in pairs]
        return [(earlier, later, pair["how"]) for (earlier, later), pair in zip(names, pairs, strict=True)]


@pytest.fixture
def compared(command: Command, tmp_path: Path) -> Diff:
    command.json("ingest", "--no-classify", "--from", mboxrd(tmp_path / "water", MAILS))
    return Diff(command)


def test_two_versions_are_compared_patch_by_patch(compared: Diff) -> None:
    assert compared.fates("pump1-0@x", "v1..v2") == [
        ("pump1-2@x", "pump2-1@x", "changed"),
        ("pump1-1@x", "pump2-2@x", "same"),
        ("pump1-3@x", None, "dropped"),
    ]


def test_without_a_word_they_are_the_last_two(compared: Diff) -> None:
    found = [
        (None, "pump3-1@x", "new"),
        ("pump2-1@x", "pump3-2@x", "changed"),
        ("pump2-2@x", "pump3-3@x", "same"),
    ]
    assert compared.fates("pump1-0@x") == compared.fates("pump3-1@x", "v2..v3") == found


def test_what_is_told_of_a_pair(compared: Diff) -> None:
    found = compared.json("pump1-0@x", "v1..v2")
    assert (found["from"]["version"], found["from"]["message_id"]) == (1, "pump1-0@x")
    assert (found["to"]["version"], found["to"]["message_id"]) == (2, "pump2-0@x")
    changed, same, dropped = found["pairs"]
    assert changed["earlier"] == {"number": 2, "message_id": "pump1-2@x", "title": "pump: report"}
    assert changed["later"] == {"number": 1, "message_id": "pump2-1@x", "title": "pump: report"}
    assert changed["likeness"] == 0.5
    assert changed["difference"] == [
        "@@ fs/tree.c",
        " @@ fs/tree.c: int tree_count(void)",
        "  {",
        " -\treturn 0;",
        "-+\treturn pump:_report;",
        "++\treturn report;",
        "  }",
    ]
    assert (same["likeness"], same["difference"]) == (1.0, [])
    assert (dropped["later"], dropped["likeness"], dropped["difference"]) == (None, 0.0, [])


def test_people_read_what_range_diff_shows(compared: Diff) -> None:
    assert compared("pump1-0@x", "v1..v2").stdout.split("\n") == [
        "v1..v2",
        "2 -> 1: changed (50 %)  pump: report",
        "    @@ fs/tree.c",
        "     @@ fs/tree.c: int tree_count(void)",
        "      {",
        "     -      return 0;",
        "    -+      return pump:_report;",
        "    ++      return report;",
        "      }",
        "1 -> 2: same  pump: count",
        "3 -> : dropped  pump: stop",
        "",
    ]
    assert compared("pump1-0@x").stdout.split("\n")[:2] == ["v2..v3", "-> 1: new  pump: start"]


def test_a_version_in_part_takes_the_other_patches_from_its_base(compared: Diff) -> None:
    assert compared.fates("valve1-0@x") == [
        ("valve1-1@x", "valve1-1@x", "same"),
        ("valve1-2@x", "valve2-2@x", "changed"),
        ("valve1-3@x", "valve1-3@x", "same"),
    ]


def test_versions_are_named_in_either_order_by_label_or_id(compared: Diff) -> None:
    assert compared.fates("r@x", "v2..v1")[-1] == (None, "pump1-3@x", "new")
    there = compared.json("<pump2-1@x>", "v1..v2")
    assert compared.json("pump1-0@x", f"{there['from']['id']}..{there['to']['id']}") == there


def test_patches_that_are_not_there_only_seem_dropped(compared: Diff, command: Command, tmp_path: Path) -> None:
    mails = [
        *posting("hose1", "PATCH", ["hose: wind", "hose: unwind"], at(1), cover="hose: all"),
        *posting("hose2", "PATCH v2", ["hose: wind", "hose: unwind"], at(2), cover="hose: all")[:2],
    ]
    command.json("ingest", "--no-classify", "--list", "hoses", "--from", mboxrd(tmp_path / "hoses", mails))
    assert "1 of 2 patches of v2 are known; others only seem to lack" in compared("hose1-0@x").stdout
    assert compared.json("hose1-0@x")["to"]["complete"] is False


def test_a_mail_does_nothing_to_the_terminal(compared: Diff) -> None:
    said = compared("red1@x").stdout
    assert "one" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (["none@x"], 1, "none@x: no series has this id or Message-ID; if its list is not read yet, run: docket ingest"),
        (["pipe@x"], 1, "pipe@x: there is only one version, so there is nothing to compare it with"),
        (["pump1-0@x", "v1..v7"], 2, "diff: 'v1..v7' names no two versions; it is A..B, and there are v1, v2, v3"),
        (["pump1-0@x", "v1"], 2, "diff: 'v1' names no two versions; it is A..B, and there are v1, v2, v3"),
        (["pump1-0@x", "\x1b..v2"], 2, "diff: '\\x1b..v2' names no two versions; it is A..B, and there are v1, v2, v3"),
    ],
)
def test_what_cannot_be_compared_is_one_line(compared: Diff, words: list[str], status: int, line: str) -> None:
    result = compared(*words)
    assert (result.exit_code, result.stdout, result.stderr) == (status, "", f"Error: {line}\n")
