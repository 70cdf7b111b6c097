"""`docket train`: a new classifier from the labelled corpus."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app import config, db
from app.commands import Command, config_option, json_option
from app.errors import DocketError
from ingest.classify import MODEL
from ingest.source import open_source

if TYPE_CHECKING:
    from ingest.training.corpus import Example, Labelled, Place
    from ingest.training.recipe import TrainEncoder


@click.command("train", cls=Command)
@click.option("--archive", "archives", multiple=True, metavar="PATH", help="Take texts from this archive or mailbox.")
@click.option(
    "--corpus",
    "corpora",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take texts from this file of JSON lines with message_id, n, text and ctx.",
)
@click.option("--corrections", is_flag=True, help="Learn from what people corrected in the configured database, too.")
@click.option(
    "--held-out",
    metavar="NAME",
    default="authors",
    show_default=True,
    help="What is kept for judging: a sixth of all writers, or a list of the corpus with its writers.",
)
@click.option("--no-encoder", is_flag=True, help="Train the lexical model alone, in a minute.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=MODEL,
    show_default="ingest/classify/model",
    help="Where to save it.",
)
@config_option
@json_option
def train(
    archives: Sequence[str],
    corpora: Sequence[Path],
    corrections: bool,
    held_out: str,
    no_encoder: bool,
    out: Path,
    config_path: Path,
    as_json: bool,
) -> None:
    """Train the classifier on the labelled corpus and save it the spaCy way.

    The corpus holds no text, so it comes from the archives and files that are named; labels whose text is in none
    of them are passed over. Some writers are kept from the models and judge them; what is found in the remarks of the
    sixth that is kept by default stands beside the corpus for `docket evaluate`. With the encoder it takes about half
    an hour on two cores. The same texts on the same machine give the same weights.
    """
    try:
        from ingest.training import assemble, card, heldout, recipe
        from ingest.training.figures import headlines
    except ImportError as error:
        raise DocketError(f"train: {error.name} is missing; install docket[train]") from None
    settings = config.load(config_path)
    examples = _examples(settings, archives, corpora, corrections)
    encoder = None if no_encoder else _encoder()
    nlp, found = recipe.make(examples, held_out, encoder)
    # Loaded once from a place beside the old one, so that no half-written model is ever in use.
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    assemble.save(nlp, fresh)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    if (out, held_out) == (MODEL, heldout.AUTHORS):
        heldout.write(heldout.path(heldout.AUTHORS), found)
    learnt, kept, version = len(examples) - len(found), len(found), nlp.meta["version"]
    figures = headlines(heldout.judged((each.labelled for each in examples), found, with_encoder=True))
    if as_json:
        plain = {name: dataclasses.asdict(figure) for name, figure in figures.items()}
        click.echo(json.dumps({"learnt": learnt, "kept": kept, "version": version, "headlines": plain}))
    else:
        click.echo(f"{learnt} remarks learnt, {kept} kept for judging; version {version}")
        click.echo(card.headlines(("of those kept", figures)))


def _examples(
    settings: config.Config, archives: Sequence[str], corpora: Sequence[Path], corrections: bool
) -> list[Example]:
    from ingest.training import corpus

    labelled = list(corpus.read())
    found: list[tuple[Place, str, str]] = []
    wanted = {each.message_id for each in labelled}
    for locator in archives:
        source = open_source(
            locator,
            mirrors=settings.mirrors,
            limit=settings.ingest.message_bytes,
            timeout=settings.archive.timeout,
        )
        found += corpus.texts(source, wanted)
    for path in corpora:
        found += corpus.texts_of_file(path)
    if corrections:
        labelled, texts = _corrected(settings, labelled)
        found += texts
    examples = corpus.resolve(labelled, found)
    click.echo(f"{len(examples)} of {len(labelled)} labelled remarks have their text", err=True)
    if len(examples) < 50:
        raise DocketError("train: too few texts; name --archive or --corpus that hold the labelled mail")
    return examples


def _corrected(
    settings: config.Config, labelled: Sequence[Labelled]
) -> tuple[list[Labelled], list[tuple[Place, str, str]]]:
    """The labels with those that people gave in their place or added, and the texts of these. What nobody has
    corrected of such a remark is taken as it holds."""
    from ingest.store import corrections
    from ingest.training import corpus

    database = db.connect(settings)
    people, texts = [], []
    try:
        db.ready(database)
        with db.sessions(database)() as session:
            for remark, message, labels in corrections.held(session):
                people.append(
                    corpus.from_text(
                        {
                            "message_id": message.message_id,
                            "n": remark.number,
                            "list": "corrections",
                            "draw": "corrected",
                            "author": message.from_name or message.from_email,
                            "role": remark.role,
                            "text": remark.text,
                            "act": remark.act,
                            "severity": remark.severity,
                            "labels": [{"label": each.label, "start": each.start, "end": each.stop} for each in labels],
                        },
                        by="person",
                    )
                )
                texts.append(((message.message_id, remark.number), remark.text, remark.quoted))
    finally:
        database.dispose()
    mine = {each.place: each for each in labelled} | {each.place: each for each in people}
    return list(mine.values()), texts


def _encoder() -> TrainEncoder:
    try:
        from ingest.training import encoder, export, recipe
    except ImportError as error:
        raise DocketError(f"train: {error.name} is missing; install docket[train], or use --no-encoder") from None

    def make(examples: Sequence[Example]) -> tuple[bytes, str]:
        trained = encoder.train(examples, recipe.SEED, lambda line: click.echo(line, err=True))
        return export.onnx(trained), trained.vocabulary

    return make
