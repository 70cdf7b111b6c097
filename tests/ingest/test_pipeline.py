"""The central promise: the same messages in any order, doubled, or split over many runs give the same database."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.dump import same

from .conftest import Docket
from .store.letters import archive, epoch, mboxrd

OneRun = Callable[[Sequence[bytes]], list[str]]


@pytest.fixture(scope="module")
def mails() -> list[bytes]:
    return archive()


@pytest.fixture(scope="module")
def expected(mails: list[bytes], one_run: OneRun) -> list[str]:
    return one_run(mails)


def test_both_databases_say_the_same(docket: Docket, mails: list[bytes], expected: list[str]) -> None:
    docket.mails(mails)
    same(docket.dump(), expected)


def test_nothing_is_left_to_be_done(expected: list[str]) -> None:
    marks = ("dirty=True", "fresh=True", "unanchored=True", "parser=0")
    assert [line for line in expected if line.endswith(marks) or any(f"{mark} " in line for mark in marks)] == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_mails(docket: Docket, mails: list[bytes], expected: list[str], seed: int) -> None:
    docket.mails(random.Random(seed).sample(mails, len(mails)))
    same(docket.dump(), expected)


def test_mails_in_reverse_each_in_a_run_of_its_own(docket: Docket, mails: list[bytes], expected: list[str]) -> None:
    for raw in reversed(mails):
        docket.mails([raw])
    same(docket.dump(), expected)


@pytest.mark.parametrize("seed", [4, 5])
def test_doubled_mails(docket: Docket, mails: list[bytes], expected: list[str], seed: int) -> None:
    docket.mails(random.Random(seed).sample([*mails, *mails], 2 * len(mails)))
    same(docket.dump(), expected)


@pytest.mark.parametrize("seed", [6, 7])
def test_seven_runs(docket: Docket, mails: list[bytes], expected: list[str], seed: int) -> None:
    shuffled = random.Random(seed).sample(mails, len(mails))
    for run in range(7):
        docket.mails(shuffled[run::7])
    same(docket.dump(), expected)


def test_sources_of_two_kinds(docket: Docket, mails: list[bytes], expected: list[str], tmp_path: Path) -> None:
    shuffled = random.Random(8).sample(mails, len(mails))
    docket.mails(shuffled[:40])
    docket.ingest(epoch(tmp_path / "0.git", shuffled[30:]))
    docket.mails(shuffled[60:])
    same(docket.dump(), expected)


def test_the_same_run_again(docket: Docket, mails: list[bytes], expected: list[str], tmp_path: Path) -> None:
    box = mboxrd(tmp_path / "box", mails)
    first = docket.ingest(box)
    again = docket.ingest(box)
    same(docket.dump(), expected)
    assert (first.read, again.read) == (len(mails), len(mails))
    assert (again.new, again.duplicate, again.series, again.revisions) == (0, len(mails), 0, 0)


def test_a_report_counts_what_is_new(docket: Docket, mails: list[bytes]) -> None:
    first = docket.mails(mails[:60])
    second = docket.mails(mails)
    whole = first.new + second.new, first.series + second.series, first.revisions + second.revisions
    kinds = [line.partition(" kind=")[2].split()[0] for line in docket.dump() if line.startswith("message: ")]
    assert whole == (
        len(kinds),
        sum(line.startswith("series: ") for line in docket.dump()),
        sum(line.startswith("revision: ") for line in docket.dump()),
    )
    assert first.patches + second.patches == kinds.count("patch")
    assert first.covers + second.covers == kinds.count("cover")
    assert first.replies + second.replies == kinds.count("reply")
