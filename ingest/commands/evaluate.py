"""`docket evaluate`: how often the classifier is right."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from app.commands import Command, json_option
from app.errors import UsageError


@click.command("evaluate", cls=Command)
@click.option(
    "--corpus",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Judge by this file of labelled remarks with their text in place of what was held out.",
)
@click.option("--no-encoder", is_flag=True, help="Judge the lexical model alone.")
@click.option("--card", is_flag=True, help="Print docs/model-card.md.")
@click.option("--config", expose_value=False, metavar="PATH", help="Changes nothing: no setting matters here.")
@json_option
def evaluate(corpus: Path | None, no_encoder: bool, card: bool, as_json: bool) -> None:
    """Say how often the classifier is right, from labelled remarks that it had not seen.

    Without --corpus these are the ones that `docket train` held out: the remarks of a sixth of all writers.
    """
    from ingest.training import card as cards
    from ingest.training import judging

    if card and (corpus or no_encoder or as_json):
        raise UsageError("evaluate: --card is made from what was held out, and stands alone")
    if card:
        click.echo(cards.text(), nl=False)
        return
    judged = judging.of_file(corpus, not no_encoder) if corpus else judging.held_out(not no_encoder)
    report = judging.report(judged)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(report)))
    else:
        click.echo(cards.tables(report), nl=False)
