"""The pool of worker processes: batches of jobs in, answers out in the same order, whatever a job does to a worker."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol, Self

from app.errors import DocketError

# A batch is small enough that little memory is in flight and large enough that talking costs little.
BATCH = 64
BATCH_BYTES = 4 * 1024 * 1024
IN_FLIGHT = 2
# A worker stops a job that takes too long by itself; one that does not even do that is ended after so many seconds.
PATIENCE = 20.0
READY = "ready"

ROOT = Path(__file__).resolve().parent.parent


class Job(Protocol):
    @property
    def weight(self) -> int: ...


class Lost:
    """Stands for the answer of a job over which two workers died or hung."""


@dataclass(slots=True)
class _Batch:
    jobs: list[Any]
    again: bool = False
    sent: float = 0.0
    answers: list[Any] | None = None
    split: list[_Batch] = field(default_factory=list)

    def result(self) -> list[Any]:
        if self.split:
            return [answer for part in self.split for answer in part.result()]
        return self.answers or []

    @property
    def done(self) -> bool:
        return all(part.done for part in self.split) if self.split else self.answers is not None


class _Worker:
    def __init__(self, seconds: float) -> None:
        self.pipe, theirs = Pipe()
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(ROOT),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            # Threads that come and go must not each keep memory of their own.
            "MALLOC_ARENA_MAX": "2",
        }
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ingest.worker", str(theirs.fileno()), str(seconds)],
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        except OSError as error:
            raise DocketError(f"ingest: the worker process does not start: {error}") from error
        theirs.close()
        self.queue: deque[_Batch] = deque()
        # A worker that hangs does not read, and to write to it must not make us hang as well.
        self.outbox: queue.SimpleQueue[list[Any] | None] = queue.SimpleQueue()
        self.writer = threading.Thread(target=self._write, daemon=True)
        self.writer.start()

    def _write(self) -> None:
        # That it has died is seen where its answers are read.
        with contextlib.suppress(OSError):
            while jobs := self.outbox.get():
                self.pipe.send(jobs)

    def greet(self) -> None:
        """Wait until it can work. One that never can must not pass for one that died over a mail."""
        try:
            if self.pipe.poll(60) and self.pipe.recv() == READY:
                return
        except (EOFError, ConnectionResetError):
            pass
        self.stop()
        raise DocketError("ingest: the worker process does not start; its message stands above")

    def send(self, batch: _Batch) -> None:
        if not self.queue:
            batch.sent = time.monotonic()
        self.queue.append(batch)
        self.outbox.put(batch.jobs)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.outbox.put(None)
        self.writer.join()
        self.pipe.close()


class Workers:
    """`count` processes, started when the first job comes; use as a context manager.

    A job may cost `seconds` of processor time; a worker that has said nothing for `patience` seconds more than its
    batch may cost has hung.
    """

    def __init__(self, count: int, seconds: float, patience: float = PATIENCE) -> None:
        self._count = count
        self._seconds = seconds
        self._patience = patience
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def run(self, jobs: Iterable[Job]) -> Iterator[Any]:
        """The answer of each job, in order; a `Lost` where workers died over it. Takes jobs only as fast as they
        are answered."""
        waiting: deque[_Batch] = deque()
        batches = (_Batch(batch) for batch in _batched(jobs))
        more = True
        while more or waiting:
            while more and len(waiting) < self._count * IN_FLIGHT:
                batch = next(batches, None)
                more = batch is not None
                if batch is not None:
                    waiting.append(batch)
                    self._send(batch)
            while waiting and waiting[0].done:
                yield from waiting.popleft().result()
            if waiting:
                self._collect()

    def _send(self, batch: _Batch) -> None:
        new = [_Worker(self._seconds) for _ in range(self._count - len(self._workers))]
        self._workers += new
        for worker in new:
            worker.greet()
        min(self._workers, key=lambda each: len(each.queue)).send(batch)

    def _collect(self) -> None:
        """Wait until some worker has answered, died or hung."""
        busy = {worker.pipe: worker for worker in self._workers if worker.queue}
        ready = wait(list(busy), timeout=1.0)
        for pipe in ready:
            assert isinstance(pipe, Connection)
            worker = busy[pipe]
            try:
                answers = pipe.recv()
            except (EOFError, ConnectionResetError):
                self._bury(worker)
                continue
            worker.queue.popleft().answers = answers
            if worker.queue:
                worker.queue[0].sent = time.monotonic()
        for worker in busy.values():
            if worker.queue and worker in self._workers:
                allowed = self._patience + 4 * self._seconds * len(worker.queue[0].jobs)
                if time.monotonic() - worker.queue[0].sent > allowed:
                    self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        """End a worker. The batch that it died over is tried again job by job, so that only the guilty one is lost."""
        self._workers.remove(worker)
        worker.stop()
        batch, *others = worker.queue
        if batch.again:
            batch.answers = [Lost()]
        else:
            batch.split = [_Batch([job], again=True) for job in batch.jobs]
        for each in batch.split + others:
            self._send(each)


def _batched(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    weight = 0
    for job in jobs:
        if batch and (len(batch) == BATCH or weight + job.weight > BATCH_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(job)
        weight += job.weight
    if batch:
        yield batch
