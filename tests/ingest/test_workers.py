"""The pool: answers in order, whatever a job does to the process that works at it."""

from __future__ import annotations

import functools
import os
import signal
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import DocketError
from ingest.jobs import ParseJob
from ingest.workers import BATCH, BATCH_BYTES, Job, Lost, Workers
from tests.mails import mail

SECONDS = 5.0


def job(number: int, size: int = 0) -> ParseJob:
    body = os.urandom(size // 2).hex() if size else "Some words.\n"
    return ParseJob(mail(body=body, message_id=f"{number}@example.org"), None)


class Deadly:
    """A job of a kind that no worker knows; it dies over it."""

    weight = 1

    def __reduce__(self) -> tuple[Any, ...]:
        return int, (7,)


class Endless:
    """A job that sleeps, which costs no processor time, as soon as its bytes are looked at."""

    weight = 1

    def __reduce__(self) -> tuple[Any, ...]:
        return ParseJob, (types.SimpleNamespace(lower=functools.partial(time.sleep, 3600)), None)


def said(answers: Iterator[Any]) -> list[str | None]:
    """The Message-ID of each answer, None where there is none."""
    return [None if isinstance(answer, Lost) else answer[0].message_id for answer in answers]


def ids(*numbers: int | None) -> list[str | None]:
    return [None if number is None else f"{number}@example.org" for number in numbers]


def processes() -> list[int]:
    """The workers of this process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            is_ours = f"\nPPid:\t{os.getpid()}\n" in status.read_text()
            if is_ours and b"ingest.worker" in (status.parent / "cmdline").read_bytes():
                found.append(int(status.parent.name))
        except OSError:
            # It has ended meanwhile.
            continue
    return found


def test_answers_come_in_order_and_processes_are_used_again() -> None:
    numbers = range(3 * BATCH)
    others = processes()
    with Workers(2, SECONDS) as workers:
        assert said(workers.run(map(job, numbers))) == ids(*numbers)
        started = processes()
        assert said(workers.run(map(job, numbers))) == ids(*numbers)
        assert processes() == started
        assert len(started) == len(others) + 2
    assert processes() == others


def test_nothing_starts_before_the_first_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Workers(2, SECONDS) as workers:
        assert list(workers.run([])) == []
        with pytest.raises(DocketError, match=r"the worker process does not start: .*/nowhere/python"):
            next(workers.run([job(1)]))


def test_a_worker_that_ends_at_once_is_no_fault_of_a_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    others = processes()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Workers(2, SECONDS) as workers, pytest.raises(DocketError, match="does not start"):
        next(workers.run([job(1)]))
    assert processes() == others


def test_only_as_many_jobs_are_taken_as_are_worked_at() -> None:
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for taken in range(1, 20 * BATCH + 1):
            yield job(taken)

    with Workers(1, SECONDS) as workers:
        next(workers.run(jobs()))
        assert taken < 10 * BATCH


def test_a_job_that_a_worker_dies_over_is_lost_alone() -> None:
    jobs: list[Job] = [job(number) for number in range(2 * BATCH)]
    jobs[10] = jobs[11] = jobs[BATCH] = Deadly()
    expected = [None if number in (10, 11, BATCH) else number for number in range(2 * BATCH)]
    with Workers(2, SECONDS) as workers:
        assert said(workers.run(jobs)) == ids(*expected)
        assert said(workers.run([job(1)])) == ids(1)


def test_a_job_that_a_worker_hangs_over_is_lost_alone() -> None:
    with Workers(1, 0.1, patience=1.5) as workers:
        assert said(workers.run([job(1), Endless(), job(2)])) == ids(1, None, 2)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_something_else_ends_or_stops_loses_nothing(how: signal.Signals) -> None:
    def jobs() -> Iterator[Job]:
        for number in range(20):
            if number == 10:
                os.kill(processes()[0], how)
            # A stopped worker reads nothing, and a pipe holds less than this.
            yield job(number, 1024 * 1024)

    with Workers(1, 0.1, patience=1.5) as workers:
        assert said(workers.run(jobs())) == ids(*range(20))


def test_a_worker_killed_while_it_has_nothing_to_do() -> None:
    with Workers(1, SECONDS) as workers:
        assert said(workers.run([job(1)])) == ids(1)
        os.kill(processes()[0], signal.SIGKILL)
        assert said(workers.run([job(2)])) == ids(2)


def test_large_batches_go_both_ways() -> None:
    with Workers(2, SECONDS) as workers:
        answers = list(workers.run(job(number, 1024 * 1024) for number in range(50)))
    assert [mail.message_id for mail, _data in answers] == ids(*range(50))
    assert all(len(data) > 500_000 for _mail, data in answers)


def test_a_job_larger_than_a_batch() -> None:
    with Workers(1, SECONDS) as workers:
        assert said(workers.run([job(1), job(2, 2 * BATCH_BYTES), job(3)])) == ids(1, 2, 3)


def test_answers_that_nobody_waits_for_disturb_no_later_ones() -> None:
    with Workers(1, SECONDS) as workers:
        next(workers.run(map(job, range(4 * BATCH))))
        assert said(workers.run(map(job, range(500, 500 + BATCH)))) == ids(*range(500, 500 + BATCH))
