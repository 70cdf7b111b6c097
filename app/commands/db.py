"""`docket db`: the schema."""

from __future__ import annotations

import json
from pathlib import Path

import alembic.command
import alembic.util
import click

from app import config
from app import db as database
from app.commands import Command, config_option, json_option
from app.errors import DocketError


@click.group("db")
def db() -> None:
    """Bring the database's schema up to date, or check it."""


@db.command("upgrade", cls=Command)
@config_option
@json_option
def upgrade(config_path: Path, as_json: bool) -> None:
    """Bring the schema up to date."""
    engine = database.connect(config.load(config_path))
    before = database.version(engine)
    database.upgrade(engine)
    after = database.version(engine)
    if as_json:
        click.echo(json.dumps({"from": before, "to": after}))
    else:
        click.echo(f"The schema is at {after}." if before == after else f"The schema went from {before} to {after}.")
    engine.dispose()


@db.command("check", cls=Command)
@config_option
@json_option
def check(config_path: Path, as_json: bool) -> None:
    """See whether the database has the schema that this version of Docket needs."""
    engine = database.connect(config.load(config_path))
    try:
        alembic.command.check(database.migrations(engine))
    except alembic.util.CommandError as error:
        raise DocketError(f"database: the schema is not what it should be ({error}); run: docket db upgrade") from None
    finally:
        engine.dispose()
    click.echo(json.dumps({"current": True}) if as_json else "The schema is up to date.")
