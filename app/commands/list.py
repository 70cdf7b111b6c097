"""`docket list`: the series that match a query, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import click
from rich.table import Table

from app import config
from app.errors import UsageError
from app.queries.language import parse
from app.queries.series import REVIEW_TAGS, SeriesSummary, summaries
from app.queries.text import is_text
from app.rules.version import label
from app.serial import dumps

from . import Command, config_option, json_option, reading
from .terminal import console, mail_text

_DAY = 24 * 60
# Columns of a terminal in which there is room for how long each series waits.
_ROOMY = 100


@click.command("list", cls=Command)
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many series to list at most.")
@click.option("--me", metavar="ADDRESS", help="Whose is:mine is; without it that of [user] email.")
@config_option
@json_option
def list_(query: tuple[str, ...], limit: int, me: str | None, config_path: Path, as_json: bool) -> None:
    """List the series that match QUERY, newest first.

    State is where a series stands, Turn whose turn it is, Since (on a terminal: Wait) since when. A/R/T is how many
    patches of the latest version have an Acked-by, a Reviewed-by and a Tested-by, Obj how many objections to it are
    open.
    """
    tree = parse(" ".join(query))
    me = me or config.load(config_path).user.email or None
    if me and not ("@" in me and is_text(me)):
        raise UsageError(f"--me: {me!r} is no address; give one such as ada@example.org")
    now = dt.datetime.now(dt.UTC)
    with reading(config_path) as session:
        found = summaries(session, tree, now=now, limit=limit, me=me)
    if as_json:
        click.echo(dumps(found))
    elif found:
        screen = console()
        screen.print(table(found, now, width=screen.width if screen.is_terminal else None))
    else:
        click.echo("No series.")


def table(found: Iterable[SeriesSummary], now: dt.datetime, *, width: int | None) -> Table:
    """A line a series. On a terminal of so many columns names are cut, ages stand in place of dates, and states break
    at their hyphen, so that titles have their room."""
    narrow = width is not None
    roomy = width is None or width >= _ROOMY
    grid = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    grid.add_column("Title", overflow="fold")
    grid.add_column("Author", no_wrap=True, overflow="ellipsis", max_width=(12 if roomy else 8) if narrow else None)
    grid.add_column("State", no_wrap=not narrow)
    grid.add_column("Turn", no_wrap=True)
    if roomy:
        grid.add_column("Wait" if narrow else "Since", no_wrap=True)
    grid.add_column("Ver", no_wrap=True)
    grid.add_column("n/m", no_wrap=True, justify="right")
    grid.add_column("A/R/T", no_wrap=True, justify="right")
    grid.add_column("Obj", no_wrap=True, justify="right")
    grid.add_column("Lists", no_wrap=True, overflow="ellipsis", max_width=(11 if roomy else 6) if narrow else None)
    grid.add_column("Age" if narrow else "Updated", no_wrap=True)
    for each in found:
        latest = each.latest
        state = each.state or "-"
        grid.add_row(
            mail_text(each.title),
            mail_text(each.author.name or each.author.email),
            state.replace("-", "-\n") if narrow and len(state) > 10 else state,
            each.turn or "-",
            *([_when(each.waiting_since, now, narrow)] if roomy else []),
            label(latest.version, latest.minor),
            f"{latest.received}/{latest.total}",
            cells(each),
            str(each.open_objections or "-"),
            mail_text(", ".join(each.lists)),
            _when(each.updated, now, narrow),
        )
    return grid


def _when(at: dt.datetime | None, now: dt.datetime, narrow: bool) -> str:
    if at is None:
        return "-"
    return short_age(now - at) if narrow else f"{at:%Y-%m-%d}"


def cells(series: SeriesSummary) -> str:
    """How many patches have an Acked-by, a Reviewed-by and a Tested-by, as in `2/5/-`."""
    (reviewed, acked, tested) = (str(series.cells.get(kind, "-")) for kind in REVIEW_TAGS)
    return f"{acked}/{reviewed}/{tested}"


def short_age(age: dt.timedelta) -> str:
    """In the largest unit that says enough: `5h`, `13d`, `3w`, `14mo`, `2y`."""
    minutes = max(0, int(age.total_seconds()) // 60)
    for most, unit, length in ((60, "m", 1), (48 * 60, "h", 60), (14 * _DAY, "d", _DAY), (60 * _DAY, "w", 7 * _DAY)):
        if minutes < most:
            return f"{minutes // length}{unit}"
    return f"{minutes // (30 * _DAY)}mo" if minutes < 730 * _DAY else f"{minutes // (365 * _DAY)}y"
