"""Engines, pragmas and the schema's version on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text

from app import db
from app.config import Config, Database
from app.errors import DocketError, UsageError
from app.models import Base, MailingList, Source


def settings(tmp_path: Path, url: str) -> Config:
    return Config(tmp_path / "config.toml", database=Database(url))


@pytest.fixture
def empty(tmp_path: Path, database_url: str) -> Iterator[Engine]:
    engine = db.connect(settings(tmp_path, database_url))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("url", ["", "docket.db", "mysql://db.example.org/docket", "oracle://db.example.org/x"])
def test_a_url_of_no_database_we_run_on_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match=r"^database\.url: "):
        db.connect(settings(tmp_path, url))


def test_a_relative_sqlite_path_is_relative_to_the_configuration(tmp_path: Path) -> None:
    engine = db.connect(settings(tmp_path, "sqlite:///docket.db"))
    db.upgrade(engine)
    engine.dispose()
    assert (tmp_path / "docket.db").stat().st_size > 0


def test_sqlite_is_read_while_written_and_checks_foreign_keys(tmp_path: Path) -> None:
    engine = db.connect(settings(tmp_path, "sqlite:///docket.db"))
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


@pytest.mark.parametrize("driver", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_postgresql_is_spoken_to_through_the_driver_that_is_installed(tmp_path: Path, driver: str) -> None:
    engine = db.connect(settings(tmp_path, f"{driver}://docket@127.0.0.1/docket"))
    assert engine.driver == "psycopg"


def test_an_empty_database_has_no_version(empty: Engine) -> None:
    assert db.version(empty) is None


def test_upgrade_brings_every_table_and_may_be_repeated(empty: Engine) -> None:
    db.upgrade(empty)
    db.upgrade(empty)
    assert set(inspect(empty).get_table_names()) >= set(Base.metadata.tables)
    assert db.version(empty) is not None


def test_a_schema_of_a_newer_version_is_named(empty: Engine) -> None:
    db.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DocketError, match=r"^database: its schema 9999 is of a newer Docket"):
        db.ready(empty)


def test_sqlite_is_made_ready_and_postgresql_says_what_to_run(empty: Engine) -> None:
    if empty.dialect.name == "sqlite":
        db.ready(empty)
        assert db.version(empty) is not None
    else:
        with pytest.raises(DocketError, match="docket db upgrade"):
            db.ready(empty)
        assert db.version(empty) is None
    db.upgrade(empty)
    db.ready(empty)


def test_a_database_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    for url in ("sqlite:///no/such/directory/docket.db", "postgresql://docket@127.0.0.1:9/docket"):
        engine = db.connect(settings(tmp_path, url))
        with pytest.raises(DocketError, match=r"^database: cannot be opened: "):
            db.ready(engine)
        engine.dispose()


def test_times_come_back_in_utc_whatever_zone_they_went_in_with(engine: Engine) -> None:
    there = dt.datetime(2026, 7, 1, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30)))
    sessions = db.sessions(engine)
    with sessions.begin() as session:
        session.add(MailingList(id=1, name="demo", address=None))
        session.flush()
        session.add(Source(list_id=1, locator="demo.mbox", read_at=there))
    with sessions() as session:
        assert session.scalars(select(Source.read_at)).one() == dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)


def test_what_a_session_read_stays_readable_after_its_end(engine: Engine) -> None:
    with db.sessions(engine).begin() as session:
        added = MailingList(name="demo", address=None)
        session.add(added)
    assert added.name == "demo"
