"""Engines, sessions and the schema's version, for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import alembic.migration
import alembic.script
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.config import Config
from app.errors import DocketError, UsageError

ROOT = Path(__file__).resolve().parent.parent
# Any number will do, as long as nothing else in the database uses it.
_LOCK = 0x446F636B6574


def connect(config: Config) -> Engine:
    """The engine of `[database] url`. Raises UsageError for a URL that names no database we run on."""
    try:
        url = make_url(config.database.url)
    except ArgumentError:
        raise UsageError(f"database.url: {config.database.url!r} is not a database URL") from None
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            url = url.set(database=str(config.path.parent / url.database))
        engine = create_engine(url, connect_args={"timeout": 30}, pool_size=config.web.threads)
        event.listen(engine, "connect", _sqlite_pragmas)
        return engine
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=config.web.threads)
    raise UsageError(f"database.url: {url.get_backend_name()} is not supported; use sqlite or postgresql")


def _sqlite_pragmas(connection: Any, record: object) -> None:
    # WAL lets pages be read while mail comes in. NORMAL may lose the last transactions in a power cut, never
    # the database's consistency, and what is lost is read from the archive again: the cursor is lost with it.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose objects stay readable after a commit."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def writing(database: sessionmaker[Session]) -> Iterator[Session]:
    """A transaction that no other writer of mail, or of what is derived from it, runs beside; committed at its end."""
    with database() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        else:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield session
        session.commit()


def migrations(engine: Engine | None = None) -> alembic.config.Config:
    """Alembic's configuration; `engine` is handed to `migrations/env.py`."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = engine
    return config


def version(engine: Engine) -> str | None:
    """The revision that the database's schema is at, None for an empty database."""
    with engine.connect() as connection:
        return alembic.migration.MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date."""
    alembic.command.upgrade(migrations(engine), "head")


def ready(engine: Engine) -> None:
    """See that the schema is up to date: SQLite is brought there, PostgreSQL is its owner's to upgrade."""
    scripts = alembic.script.ScriptDirectory.from_config(migrations())
    try:
        current = version(engine)
    except OperationalError as error:
        raise DocketError(f"database: cannot be opened: {error.orig}") from None
    if current == scripts.get_current_head():
        return
    if current and current not in {script.revision for script in scripts.walk_revisions()}:
        raise DocketError(f"database: its schema {current} is of a newer Docket than this one; update Docket")
    if engine.dialect.name != "sqlite":
        raise DocketError("database: the schema is not up to date; run: docket db upgrade")
    upgrade(engine)
