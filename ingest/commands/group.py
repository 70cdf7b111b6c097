"""`docket group`: a person's word on whether two postings are versions of one work."""

from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import config, db
from app.commands import Command, config_option, json_option
from app.commands.terminal import safe
from app.errors import DocketError, UsageError
from app.models import Revision, Series
from ingest import pipeline
from ingest.commands import engine, who
from ingest.store import groupings


@click.command("group", cls=Command)
@click.argument("ref")
@click.argument("other")
@click.option("--apart", is_flag=True, help="They are different works, whatever else ties them together.")
@click.option("--undo", is_flag=True, help="Take back what was said of the two.")
@click.option("--why", default="", metavar="TEXT", help="The reason, for those who wonder later.")
@config_option
@json_option
def group(ref: str, other: str, apart: bool, undo: bool, why: str, config_path: Path, as_json: bool) -> None:
    """Say that REF and OTHER are versions of one work, or with --apart that they are not.

    Each is the id of a version or of a series (then its first version is meant), the Message-ID of a mail in it, or a
    URL of one in an archive. What is said here wins over all evidence and outlives every ingest.
    """
    if undo and (apart or why):
        raise UsageError("group: --undo takes back what was said, so neither --apart nor --why goes with it")
    by = who("group")
    with engine(config.load(config_path)) as run:
        with db.writing(run.database) as session:
            one, two = _revision(session, ref), _revision(session, other)
            if one == two:
                raise UsageError(f"group: {ref} and {other} are mails of one version")
            if not undo:
                groupings.say(session, one, two, not apart, by, run.now, why)
            elif not groupings.forget(session, one, two):
                raise DocketError(f"group: nothing was said of {ref} and {other}")
        pipeline.settle(run)
        with run.database() as session:
            series = {_series(session, _revision(session, each)): None for each in (ref, other)}
    if as_json:
        found = [{"id": key, "title": title} for key, title in series]
        click.echo(json.dumps({"together": len(series) == 1, "series": found}))
    else:
        titles = " and ".join(f"{key} ({safe(title)})" for key, title in series)
        click.echo(f"{'one series' if len(series) == 1 else 'two series'}: {titles}")


def _revision(session: Session, ref: str) -> int:
    from liblore.utils import get_msgid_from_url

    name = get_msgid_from_url(ref.strip())
    found = None if "\0" in name or not name.isprintable() else groupings.revision(session, name)
    if found is None:
        raise DocketError(f"{ref}: no version of a series has this id or Message-ID")
    return found


def _series(session: Session, revision_id: int) -> tuple[str, str]:
    query = select(Series.key, Series.title).join_from(Revision, Series).where(Revision.id == revision_id)
    key, title = session.execute(query).one()
    return key, title
