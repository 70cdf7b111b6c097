"""`docket export`: all messages as JSON lines."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from app.queries.export import BATCH, export
from app.serial import dumps

from . import Command, config_option, reading


@click.command("export", cls=Command)
@click.option("--list", "list_name", metavar="NAME", help="Only what this list carried.")
@config_option
@click.option("--json", is_flag=True, expose_value=False, help="Changes nothing: all that is printed is JSON.")
def export_(list_name: str | None, config_path: Path) -> None:
    """Print one JSON line for every message, in the order of the archive."""
    with reading(config_path) as session:
        lines = map(dumps, export(session, list_name))
        while chunk := list(islice(lines, BATCH)):
            click.echo("\n".join(chunk))
