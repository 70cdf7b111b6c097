"""A session and a configuration on an up-to-date database of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app import db

Statements = Callable[[], AbstractContextManager[list[str]]]


@contextmanager
def watched(engine: Engine) -> Iterator[list[str]]:
    """The SQL that the database is sent meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with db.sessions(engine)() as session:
        yield session


@pytest.fixture
def statements(engine: Engine) -> Statements:
    """`with statements() as seen:` lists the SQL that the database was sent meanwhile."""

    return partial(watched, engine)


@pytest.fixture
def config_path(engine: Engine, tmp_path: Path) -> Path:
    """A `config.toml` that names the database of `session`; commands see what that one has committed."""
    path = tmp_path / "config.toml"
    path.write_text(f'[database]\nurl = "{engine.url.render_as_string(hide_password=False)}"\n', encoding="utf-8")
    return path
