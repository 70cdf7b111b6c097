"""The ladder of migrations: climbed up, down and up with rows in every table, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import alembic.command
import alembic.script
import pytest
from sqlalchemy import Engine, MetaData, Table, create_engine, func, insert, inspect, select

from app import db

SCRIPTS = alembic.script.ScriptDirectory.from_config(db.migrations())
RUNGS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
VALUES: dict[type, Any] = {int: 1, str: "x", bytes: b"x", float: 0.5, bool: True, dt.datetime: dt.datetime(2026, 7, 1)}  # noqa: DTZ001


@pytest.fixture
def empty(database_url: str):
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> list[Table]:
    """The tables as they are in the database, each after those that it refers to."""
    metadata = MetaData()
    metadata.reflect(engine)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def count(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables(engine)}


def fill(engine: Engine) -> None:
    """One row in each table that has none; every reference is to row 1."""
    counts = count(engine)
    with engine.begin() as connection:
        for table in tables(engine):
            if not counts[table.name]:
                row = {column.name: VALUES[column.type.python_type] for column in table.columns}
                for foreign in table.foreign_keys:
                    target = connection.execute(select(foreign.column)).scalar()
                    row[foreign.parent.name] = row[foreign.parent.name] if target is None else target
                connection.execute(insert(table).values(row))


def test_there_is_one_ladder() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert RUNGS


@pytest.mark.parametrize("rung", RUNGS)
def test_a_rung_is_climbed_up_down_and_up_with_rows_in_every_table(empty: Engine, rung: str) -> None:
    config = db.migrations(empty)
    below = SCRIPTS.get_revision(rung).down_revision
    if below:
        alembic.command.upgrade(config, below)
        fill(empty)
    before = count(empty)
    alembic.command.upgrade(config, rung)
    assert before.items() <= count(empty).items(), "a migration keeps the rows that are there"
    fill(empty)
    assert all(count(empty).values())
    alembic.command.downgrade(config, below or "base")
    assert set(count(empty)) == set(before)
    assert db.version(empty) == below
    alembic.command.upgrade(config, rung)
    fill(empty)
    assert all(count(empty).values())


def test_the_way_down_leaves_nothing_behind(empty: Engine) -> None:
    config = db.migrations(empty)
    alembic.command.upgrade(config, "head")
    fill(empty)
    alembic.command.downgrade(config, "base")
    assert set(inspect(empty).get_table_names()) == {"alembic_version"}
    assert db.version(empty) is None


def test_the_models_and_the_migrations_say_the_same(empty: Engine) -> None:
    config = db.migrations(empty)
    alembic.command.upgrade(config, "head")
    alembic.command.check(config)
