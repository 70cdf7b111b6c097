"""`docket explain`: how the rules came to where a series stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.text import Text
from sqlalchemy import select

from app.models import Series
from app.queries.series import SeriesWhole
from app.queries.series.rows import StepRow
from app.queries.series.standing import steps
from app.serial import dumps

from . import Command, config_option, json_option, reading
from .show import heading, objection_lines, person
from .standing import lines, told
from .terminal import console, mail_text


@click.command("explain", cls=Command)
@click.argument("ref")
@config_option
@json_option
def explain(ref: str, config_path: Path, as_json: bool) -> None:
    """Tell how the rules came to where a series stands, and what became of the objections to it.

    REF is as in `docket show`. The cases are told in the order in which the rules look at them; the last one holds.
    """
    now = dt.datetime.now(dt.UTC)
    with reading(config_path) as session:
        series = told(session, ref, now)
        row = session.scalars(select(Series.id).where(Series.key == series.id)).one()
        (passed, rules) = steps(session, row)
    if as_json:
        known = ("id", "title", "state", "turn", "waiting_since", "reason", "waiting_on", "words")
        answer = {name: getattr(series, name) for name in known}
        click.echo(dumps(answer | {"steps": passed, "rules": rules or None, "objections": series.objections}))
        return
    screen = console()
    for line in _lines(series, passed, rules, now):
        screen.print(line, soft_wrap=True)


def _lines(series: SeriesWhole, passed: Sequence[StepRow], rules: int, now: dt.datetime) -> Iterator[Text]:
    yield mail_text(series.title, "bold")
    if not passed:
        yield Text("Where it stands is not derived yet; run: docket db rederive")
        return
    yield from map(Text, lines(series, now))
    yield from heading(f"What the rules looked at (version {rules})")
    width = max(len(step.case) for step in passed)
    for step in passed:
        holds = step is passed[-1]
        yield mail_text(f"{'>' if holds else ' '} {step.case:<{width}}  {step.text}", "bold" if holds else "")
    if series.reason is not None and series.reason.evidence:
        yield from heading("What that rests on")
        yield from (mail_text(f"  <{each}>") for each in series.reason.evidence)
    if series.waiting_on:
        yield from heading(f"Whose turn it is ({series.turn})")
        yield from (mail_text(f"  {person(each)}") for each in series.waiting_on)
    if series.objections:
        yield from heading("Objections")
        for objection in series.objections:
            yield from objection_lines(objection)
