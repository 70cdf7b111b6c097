"""A person's word on whether two postings are versions of one work: noted, and the series made anew."""

from __future__ import annotations

import datetime as dt

from liblore.utils import get_msgid_from_url
from sqlalchemy.orm import Session, sessionmaker

from app import db
from app.config import Config
from app.errors import DocketError, UsageError
from ingest import pipeline
from ingest.pipeline import Engine
from ingest.store import groupings
from ingest.workers import Workers


def regroup(
    settings: Config,
    database: sessionmaker[Session],
    one: str,
    other: str,
    together: bool | None,
    *,
    by: str,
    now: dt.datetime,
    why: str,
) -> None:
    """What `say` does, for whoever has no engine: remarks that it makes anew are left for the next ingest to classify,
    which takes longer to begin than people want to wait for a page."""
    with Workers(1, settings.ingest.message_seconds) as workers:
        say(Engine(database, workers, now, _quietly, classify=False), one, other, together, by, why)


def say(engine: Engine, one: str, other: str, together: bool | None, by: str, why: str) -> None:
    """Note that two postings are `together` or not, or with None take back what was said of them, and do all that
    follows from it. Each is named as in `revision`. Raises UsageError for two mails of one version, and DocketError
    for a name of none, or where there is nothing to take back."""
    with db.writing(engine.database) as session:
        first, second = revision(session, one), revision(session, other)
        if first == second:
            raise UsageError(f"{one} and {other} are mails of one version")
        if together is not None:
            groupings.say(session, first, second, together, by, engine.now, why)
        elif not groupings.forget(session, first, second):
            raise DocketError(f"nothing was said of {one} and {other}")
    pipeline.settle(engine)


def revision(session: Session, ref: str) -> int:
    """The row of the version that `ref` names: its id, that of a series (then its first version is meant), the
    Message-ID of a mail in it, or the URL of one in an archive. Raises DocketError where it names none."""
    name = get_msgid_from_url(ref.strip())
    found = None if "\0" in name or not name.isprintable() else groupings.revision(session, name)
    if found is None:
        raise DocketError(f"{ref}: no version of a series has this id or Message-ID")
    return found


def _quietly(step: str, done: int, total: int | None) -> None:
    """Nobody watches."""
