"""`docket fetch`: one thread and its other versions, or what is missing, from the configured archive."""

from __future__ import annotations

import email
import email.policy
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from app import config
from app.commands import Command, config_option, json_option
from app.errors import UsageError
from ingest import pipeline
from ingest.commands import engine
from ingest.commands.ingest import answer, summary
from ingest.facts import RawMail
from ingest.source.errors import Absent
from ingest.store import missing

# Earlier versions name earlier ones; so many are followed.
MOST_THREADS = 20

_LIST_ID = re.compile(r"<([^<>\s]{1,200})>")


@click.command("fetch", cls=Command)
@click.argument("message_id", metavar="[MSGID]", required=False)
@click.option(
    "--missing", "count", type=click.IntRange(1), help="Fetch so many messages that others answer, newest first."
)
@config_option
@json_option
def fetch(message_id: str | None, count: int | None, config_path: Path, as_json: bool) -> None:
    """Fetch the thread of MSGID and the other versions of its series from the archive.

    MSGID is a Message-ID or the address of a message at the archive. With --missing instead, fetch the threads of
    messages that stored ones answer but that no list has brought.
    """
    if (message_id is None) == (count is None):
        raise UsageError("fetch: give either a Message-ID or --missing N")
    settings = config.load(config_path)
    begun = time.monotonic()
    total = pipeline.Report()
    names: set[str] = set()
    with engine(settings) as run:
        for mails in _threads(settings, run, message_id) if message_id else _missing(settings, run, count or 0):
            for (name, address), theirs in sorted(by_list(settings, mails).items()):
                total += pipeline.ingest(run, name, address, Fetched(settings.archive.url, theirs))
                names.add(name)
    report = answer(", ".join(sorted(names)) or "archive", settings.archive.url, total, time.monotonic() - begun)
    click.echo(json.dumps(report) if as_json else summary(report))


def _threads(settings: config.Config, run: pipeline.Engine, message_id: str) -> Iterator[list[RawMail]]:
    """The thread of a message, the versions that b4 finds beside it, and those that they name and nobody has seen."""
    from liblore.utils import get_msgid_from_url

    from ingest.source import lore

    limit, timeout = settings.ingest.message_bytes, settings.archive.timeout
    wanted = get_msgid_from_url(message_id)
    mails = lore.thread(settings.archive.url, wanted, limit=limit, timeout=timeout)
    yield mails + lore.other_versions(settings.archive.url, mails, limit=limit, timeout=timeout)
    asked: set[str] = set()
    while len(asked) < MOST_THREADS:
        with run.database() as session:
            named = [each for each in missing.versions(session, wanted.strip("<>")) if each not in asked]
        if not named:
            return
        asked.add(named[0])
        yield _one(settings, named[0])


def _missing(settings: config.Config, run: pipeline.Engine, count: int) -> Iterator[list[RawMail]]:
    with run.database() as session:
        wanted = missing.parents(session, count)
    for message_id in wanted:
        yield _one(settings, message_id)


def _one(settings: config.Config, message_id: str) -> list[RawMail]:
    """A thread, or nothing where the archive does not have it either."""
    from ingest.source import lore

    try:
        bounds = settings.ingest.message_bytes, settings.archive.timeout
        return lore.thread(settings.archive.url, message_id, limit=bounds[0], timeout=bounds[1])
    except (Absent, UsageError):
        return []


class Fetched:
    """Mails that are at hand already, as a source: see `ingest.source.Source`."""

    def __init__(self, locator: str, mails: Sequence[RawMail]) -> None:
        self.locator = locator
        self._mails = mails

    def rewritten(self, cursor: Mapping[int, str]) -> dict[int, set[str]]:
        return {}

    def count(self, cursor: Mapping[int, str]) -> int:
        return len(self._mails)

    def mails(self, cursor: Mapping[int, str]) -> Iterator[RawMail]:
        yield from self._mails


def by_list(settings: config.Config, mails: Sequence[RawMail]) -> dict[tuple[str, str], list[RawMail]]:
    """The mails by the (name, address) of the list that each came through, by its List-Id (RFC 2919).

    An archive of all lists gives one copy of a mail; what names no list is put under the archive's own name.
    """
    known = {each.address.replace("@", "."): each for each in settings.lists if each.address}
    found: dict[tuple[str, str], list[RawMail]] = {}
    for mail in mails:
        headers = email.message_from_bytes(mail.raw.split(b"\n\n", 1)[0] + b"\n\n", policy=email.policy.compat32)
        stated = _LIST_ID.search(str(headers.get("List-Id", "")))
        identity = stated.group(1).lower() if stated else ""
        if identity in known:
            place = (known[identity].name, known[identity].address)
        else:
            place = (identity.split(".")[0] or settings.archive.url.rstrip("/").rsplit("/", 1)[-1], "")
        found.setdefault(place, []).append(mail)
    return found
