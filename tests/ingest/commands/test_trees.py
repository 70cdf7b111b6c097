"""Configured git trees, read by `docket ingest` and looked at by `docket doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.source.trees import Work, numbered
from tests.ingest.store.letters import at, epoch, mboxrd, patch

from .conftest import Command

TITLE = "pump: count the strokes"
MAIL = patch("p@x", f"[PATCH] {TITLE}", at(0))


@pytest.fixture
def tree(tmp_path: Path) -> Work:
    """A maintainer's tree with a commit of before, in which a patch has landed two days after it was sent."""
    work = Work(tmp_path / "tree", at=at(-1)).create()
    work.commit("pump: begin", {"pump.c": "int a;\n"})
    work.at = at(2)
    work.commit(f"{TITLE}\n\nLink: https://lore.example.org/r/p@x", {"pump.c": "int b;\n"})
    return work


@pytest.fixture
def command(command: Command, tree: Work, tmp_path: Path) -> Command:
    (tmp_path / "water" / "git").mkdir(parents=True)
    epoch(tmp_path / "water" / "git" / "0.git", [MAIL])
    command.configure(
        f'[[lists]]\nname = "water"\nurl = "{tmp_path / "water"}"\n[[trees]]\nname = "next"\npath = "{tree.path}"\n'
    )
    return command


def shown(command: Command) -> dict[str, Any]:
    found: dict[str, Any] = command.json("show", "p@x")
    return found


def test_what_has_landed_is_applied(command: Command, tree: Work) -> None:
    assert command("ingest").exit_code == 0
    series = shown(command)
    assert (series["state"], series["turn"]) == ("applied", "nobody")
    assert series["reason"]["text"].startswith(f"next has it as {tree.shas[-1][:12]} (found by link) on 2026-07-17.")


def test_a_branch_that_is_rewritten_takes_it_back(command: Command, tree: Work) -> None:
    command("ingest")
    tree.git("reset", "--hard", "--quiet", tree.shas[0])
    command("ingest")
    assert shown(command)["state"] == "new"


def test_a_tree_that_is_configured_no_longer_says_nothing_more(command: Command, tmp_path: Path) -> None:
    command("ingest")
    command.configure(f'[[lists]]\nname = "water"\nurl = "{tmp_path / "water"}"\n')
    command("ingest")
    assert shown(command)["state"] == "new"


def test_a_tree_that_is_not_there_is_told_and_stops_nothing(command: Command, tmp_path: Path) -> None:
    command.configure(
        f'[[lists]]\nname = "water"\nurl = "{tmp_path / "water"}"\n[[trees]]\nname = "gone"\npath = "gone"\n'
    )
    result = command("ingest")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: tree gone: ")
    assert shown(command)["state"] == "new"


def test_doctor_looks_at_trees(command: Command, tree: Work) -> None:
    def line() -> str:
        return next(each for each in command("doctor", "--offline").stdout.splitlines() if "tree next" in each)

    assert line() == "warning  tree next: was never read to its end; run docket ingest again"
    command("ingest")
    assert line() == f"ok       tree next: 2 commits, read up to {tree.shas[-1][:12]}"
    (tree.path / ".git").rename(tree.path / "gone")
    assert line().startswith("problem  tree next: ")


def test_where_the_tree_has_the_files_git_compares_two_versions(command: Command, tree: Work, tmp_path: Path) -> None:
    base = tree.shas[-1]
    for number, value in ((1, "c"), (2, "d")):
        tree.git("checkout", "--quiet", base)
        tree.commit("pump: end", {"pump.c": numbered(1, 30), "valve.c": f"{numbered(1, 20)}int {value};\n"})
        (raw,) = tree.mails("HEAD~1..HEAD")
        head = f"Message-ID: <end{number}@x>\nSubject: [PATCH v{number}] pump: end\n".encode()
        rest = raw.split(b"\n", 1)[1].replace(b"Subject:", b"X-Subject:", 1)
        command("ingest", "--list", "water", "--from", mboxrd(tmp_path / f"{number}", [head + rest]))
    found = command.json("diff", "end2@x")
    assert found["tree"] == "next"
    assert "-+int c;" in found["exact"]
    assert "++int d;" in found["exact"]
    assert "git range-diff in next" in command("diff", "end2@x").stdout
