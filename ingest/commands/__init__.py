"""The commands that write, and what they share."""

from __future__ import annotations

import datetime as dt
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app import config, db
from app.errors import DocketError
from ingest.pipeline import Engine
from ingest.workers import Workers


@contextmanager
def engine(settings: config.Config, classify: bool = True) -> Iterator[Engine]:
    """The pipeline's engine on the configured database, with a progress bar where stderr is a terminal."""
    database = db.connect(settings)
    try:
        db.ready(database)
        with (
            Workers(settings.ingest.workers, settings.ingest.message_seconds) as workers,
            _Bar() as bar,
        ):
            yield Engine(db.sessions(database), workers, dt.datetime.now(dt.UTC), bar.show, classify)
    finally:
        database.dispose()


def who(command: str) -> str:
    """The name of the person who calls a command. Raises DocketError where the system does not know it."""
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        raise DocketError(f"{command}: it is not known who you are; set USER in the environment") from None


class _Bar:
    """One line a step: how many are done, of how many, how fast, and what is left."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:7}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.speed:.0f}/s"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, step: str, done: int, total: int | None) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=total)
        self._progress.update(self._tasks[step], completed=done, total=total)
