"""The commands of this half, and what they share.

A command opens its database with `reading`; an error that a person can do something about becomes one line on
stderr, with exit status 2 where the call or the configuration is at fault and 1 otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import config, db
from app.errors import DocketError, UsageError

from .terminal import safe

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default="config.toml",
    show_default=True,
    help="The configuration file.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON value instead of text for people.")


class Command(click.Command):
    """A command that ends with one line for errors of ours, and of the database."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DocketError as error:
            failure = _WrongCall if isinstance(error, UsageError) else click.ClickException
            raise failure(safe(str(error))) from error
        except DBAPIError as error:
            raise click.ClickException(safe(f"database: {error.orig}")) from error


class _WrongCall(click.ClickException):
    exit_code = 2


@contextmanager
def reading(config_path: Path) -> Iterator[Session]:
    """A session on the configured database, whose schema is seen to be up to date."""
    engine = db.connect(config.load(config_path))
    try:
        db.ready(engine)
        with db.sessions(engine)() as session:
            yield session
    finally:
        engine.dispose()
