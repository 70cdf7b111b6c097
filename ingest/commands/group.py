"""`docket group`: a person's word on whether two postings are versions of one work."""

from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import config
from app.commands import Command, config_option, json_option
from app.commands.terminal import safe
from app.errors import UsageError
from app.models import Revision, Series
from ingest import regroup
from ingest.commands import engine, who


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
        regroup.say(run, ref, other, None if undo else not apart, by, why)
        with run.database() as session:
            series = {_series(session, regroup.revision(session, each)): None for each in (ref, other)}
    if as_json:
        found = [{"id": key, "title": title} for key, title in series]
        click.echo(json.dumps({"together": len(series) == 1, "series": found}))
    else:
        titles = " and ".join(f"{key} ({safe(title)})" for key, title in series)
        click.echo(f"{'one series' if len(series) == 1 else 'two series'}: {titles}")


def _series(session: Session, revision_id: int) -> tuple[str, str]:
    query = select(Series.key, Series.title).join_from(Revision, Series).where(Revision.id == revision_id)
    key, title = session.execute(query).one()
    return key, title
