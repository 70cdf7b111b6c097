"""`docket db`: the schema, and what is derived from what is in it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import alembic.command
import alembic.util
import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app import config, db, derive
from app.commands import Command, config_option, json_option
from app.commands.terminal import safe
from app.errors import DocketError
from app.models import Series
from app.rules import RULES


@click.group("db")
def database() -> None:
    """Bring the database's schema up to date, check it, or derive anew what rests on the mails."""


@database.command("upgrade", cls=Command)
@config_option
@json_option
def upgrade(config_path: Path, as_json: bool) -> None:
    """Bring the schema up to date."""
    engine = db.connect(config.load(config_path))
    before = db.version(engine)
    db.upgrade(engine)
    after = db.version(engine)
    if as_json:
        click.echo(json.dumps({"from": before, "to": after}))
    else:
        click.echo(f"The schema is at {after}." if before == after else f"The schema went from {before} to {after}.")
    engine.dispose()


@database.command("check", cls=Command)
@config_option
@json_option
def check(config_path: Path, as_json: bool) -> None:
    """See whether the database has the schema that this version of Docket needs."""
    engine = db.connect(config.load(config_path))
    try:
        alembic.command.check(db.migrations(engine))
    except alembic.util.CommandError as error:
        raise DocketError(f"database: the schema is not what it should be ({error}); run: docket db upgrade") from None
    finally:
        engine.dispose()
    click.echo(json.dumps({"current": True}) if as_json else "The schema is up to date.")


@database.command("rederive", cls=Command)
@config_option
@json_option
def rederive(config_path: Path, as_json: bool) -> None:
    """Derive anew where every series stands and what became of the objections, and tell what is other than before.

    What people have set stays. A run that is broken off is finished by the next `docket ingest`.
    """
    begun = time.monotonic()
    engine = db.connect(config.load(config_path))
    try:
        db.ready(engine)
        done, changes = _rederive(db.sessions(engine))
    finally:
        engine.dispose()
    seconds = time.monotonic() - begun
    if as_json:
        changed = [_change(each) for each in changes]
        click.echo(json.dumps({"series": done, "changed": changed, "rules": RULES, "seconds": round(seconds, 3)}))
        return
    for each in changes:
        was = f"{_stands(each.was)} (rules {each.rules})" if each.was else "not derived"
        click.echo(safe(f"{each.series} ({each.title}): {was} -> {_stands(each.now)}"))
    click.echo(f"{done} series in {seconds:.1f} s by version {RULES} of the rules; {len(changes) or 'none'} changed.")


def _rederive(sessions: sessionmaker[Session]) -> tuple[int, list[derive.Change]]:
    done = 0
    changes: list[derive.Change] = []
    with db.writing(sessions) as session:
        derive.mark_all(session)
        total = session.scalar(select(func.count()).select_from(Series))
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("derive", total=total)
        while True:
            with db.writing(sessions) as session:
                if not (stale := derive.stale(session, derive.SERIES)):
                    return done, changes
                changes += derive.derive(session, stale)
            done += len(stale)
            bar.update(task, completed=done)


def _change(change: derive.Change) -> dict[str, object]:
    was = {"state": change.was[0], "turn": change.was[1], "rules": change.rules} if change.was else None
    now = {"state": change.now[0], "turn": change.now[1], "rules": RULES}
    return {"id": change.series, "title": change.title, "from": was, "to": now}


def _stands(stands: tuple[str, str]) -> str:
    (state, turn) = stands
    return f"{state}, {turn}'s turn"
