"""The whole pipeline on an empty database of each kind."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Select

from app import db
from app.config import Config, Database
from ingest import pipeline
from ingest.source import open_source
from ingest.workers import Workers
from tests.dump import dump, traces
from tests.ingest.store.letters import mboxrd

NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
LIMIT = 100_000


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """One worker process for all tests: it takes a second to start. No mail of ours needs a tenth of its time."""
    with Workers(1, 5.0) as workers:
        yield workers


class Docket:
    """Ingest into one database, and what is in it then."""

    def __init__(self, engine: Engine, workers: Workers, directory: Path) -> None:
        self.database = db.sessions(engine)
        self.engine = pipeline.Engine(self.database, workers, NOW, lambda *_: None)
        self.directory = directory
        self._boxes = itertools.count()

    def ingest(self, locator: Path | str, name: str = "water", since: dt.datetime | None = None) -> pipeline.Report:
        source = open_source(str(locator), mirrors=self.directory / "mirrors", limit=LIMIT, timeout=5)
        return pipeline.ingest(self.engine, name, f"{name}@lists.example.org", source, since)

    def mails(self, mails: Iterable[bytes], name: str = "water") -> pipeline.Report:
        """Ingest mails from an mbox that no other call has read."""
        return self.ingest(mboxrd(self.directory / f"{next(self._boxes)}.mbox", mails), name)

    def settle(self) -> None:
        """Do what a run that was broken off has left to be done."""
        pipeline.settle(self.engine)

    def without_classifier(self) -> pipeline.Engine:
        """The engine as `--no-classify` makes it."""
        return dataclasses.replace(self.engine, classify=False)

    @contextlib.contextmanager
    def again(self) -> Iterator[Docket]:
        """Another one, on an empty SQLite database."""
        directory = self.directory / "again"
        directory.mkdir()
        engine = db.connect(Config(directory / "config.toml", database=Database("sqlite:///again.db")))
        db.upgrade(engine)
        try:
            yield Docket(engine, self.engine.workers, directory)
        finally:
            engine.dispose()

    def dump(self) -> list[str]:
        with self.database() as session:
            return dump(session)

    def rows(self, statement: Select[Any]) -> list[tuple[Any, ...]]:
        """What a query gives, sorted."""
        with self.database() as session:
            return sorted(tuple(row) for row in session.execute(statement))

    def traces(self, words: str) -> list[str]:
        with self.database() as session:
            return traces(session, words)


@pytest.fixture
def docket(engine: Engine, workers: Workers, tmp_path: Path) -> Docket:
    return Docket(engine, workers, tmp_path)


@pytest.fixture(scope="session")
def one_run(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[bytes]], list[str]]:
    """`one_run(mails)`: the dump of an SQLite database after one run over the mails, which all others must equal."""

    def run(mails: Sequence[bytes]) -> list[str]:
        directory = tmp_path_factory.mktemp("one")
        engine = db.connect(Config(directory / "config.toml", database=Database("sqlite:///one.db")))
        db.upgrade(engine)
        docket = Docket(engine, workers, directory)
        docket.mails(mails)
        engine.dispose()
        return docket.dump()

    return run
