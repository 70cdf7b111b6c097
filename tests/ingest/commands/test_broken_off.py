"""Runs that are killed at any moment, or run side by side, end in the same database as one that nobody disturbed."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.models import Message
from tests.dump import dump, same
from tests.ingest.source.archives import Epoch
from tests.ingest.store.letters import archive, at, epoch, many, mboxrd, reply

from .conftest import Command

KILLS = 8
SECRET = reply("secret@x", "pump1-1@x", "a secret", at(0), "Eve Secret <secret@example.org>")


@pytest.fixture(scope="module")
def mails() -> list[bytes]:
    return random.Random(0).sample([*archive(), *many(40)], 460)


@pytest.fixture(scope="module")
def expected(mails: list[bytes], one_run: Callable[[Sequence[bytes]], list[str]]) -> list[str]:
    return one_run(mails)


def dumped(engine: Engine) -> list[str]:
    # The server may still be at work for a client that was killed.
    with Session(engine.execution_options(isolation_level="SERIALIZABLE")) as session:
        return dump(session)


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Message)) or 0


@pytest.fixture
def docket(command: Command) -> Command:
    command.configure('[[lists]]\nname = "water"\naddress = "water@lists.example.org"\n')
    return command


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for a process that must end well; what it said."""
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    return output


def test_a_run_that_is_killed_again_and_again(
    docket: Command, engine: Engine, mails: list[bytes], expected: list[str], tmp_path: Path
) -> None:
    """New mails come before each kill, so that each run has something to do; most are killed after they have stored
    it, in the midst of grouping, linking and anchoring, some before. A mail that is not expected is withdrawn."""
    chance = random.Random(1)
    git_dir = epoch(tmp_path / "0.git", [SECRET])
    left_to_do = 0
    for kill in range(KILLS):
        epoch(git_dir, mails[kill::KILLS])
        if kill == KILLS // 2:
            Epoch(git_dir).remove(SECRET)
        before = stored(engine)
        process = docket.start("ingest", "--list", "water", "--from", git_dir)
        early = chance.random() < 0.2
        while not early and process.poll() is None and stored(engine) == before:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 1.5 if early else 0.25))
        process.kill()
        process.communicate()
        left_to_do += any("dirty=True" in line or "unanchored=True" in line for line in dumped(engine))
    assert left_to_do
    ended(docket.start("ingest", "--list", "water", "--from", git_dir))
    same([line for line in dumped(engine) if not line.startswith("removal: ")], expected)


def test_two_runs_side_by_side(
    docket: Command, engine: Engine, mails: list[bytes], expected: list[str], tmp_path: Path
) -> None:
    git_dir = epoch(tmp_path / "0.git", mails[:300])
    box = mboxrd(tmp_path / "box", mails[200:])
    runs = [docket.start("ingest", "--list", "water", "--from", source) for source in (git_dir, box, git_dir)]
    for run in runs:
        ended(run)
    same(dumped(engine), expected)
