"""`docket ingest`: what is new from the configured lists, or from one source."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import click

from app import config
from app.commands import Command, config_option, json_option
from app.commands.terminal import safe
from app.errors import UsageError
from ingest import pipeline, trees
from ingest.commands import engine
from ingest.source import open_source


@click.command("ingest", cls=Command)
@click.option("--list", "name", metavar="NAME", help="The list that the mail belongs to; the only one to read.")
@click.option("--from", "locator", metavar="SOURCE", help="Read this source in place of the configured one.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Pass over mail that arrived before this day (UTC).",
)
@click.option("--no-classify", is_flag=True, help="Leave the classification of remarks for later.")
@config_option
@json_option
def ingest(
    name: str | None,
    locator: str | None,
    since: dt.datetime | None,
    no_classify: bool,
    config_path: Path,
    as_json: bool,
) -> None:
    """Pull what is new from the configured lists, or from SOURCE, and look for it in the configured git trees.

    SOURCE is a public-inbox v2 directory, one git epoch of it, an mbox (also .gz), a Maildir, or the http(s) URL of a
    public-inbox, whose epochs are mirrored.
    """
    settings = config.load(config_path)
    lists = _lists(settings, name, locator)
    after = since.replace(tzinfo=dt.UTC) if since else None
    reports = []
    with engine(settings, classify=not no_classify) as run:
        for each in lists:
            begun = time.monotonic()
            source = open_source(
                each.url,
                mirrors=settings.mirrors,
                limit=settings.ingest.message_bytes,
                timeout=settings.archive.timeout,
            )
            report = pipeline.ingest(run, each.name, each.address, source, after)
            reports.append(answer(each.name, source.locator, report, time.monotonic() - begun))
        problems = trees.read(run, settings.trees)
        pipeline.judge(run)
    for problem in problems:
        click.echo(safe(f"warning: {problem}"), err=True)
    if as_json:
        click.echo(json.dumps(reports[0] if name or locator else reports))
    else:
        for each_report in reports:
            click.echo(summary(each_report))


def _lists(settings: config.Config, name: str | None, locator: str | None) -> list[config.MailingList]:
    """What is to be read: `--from` needs no entry in the configuration, without it the entries are all there is."""
    known = {each.name: each for each in settings.lists}
    if locator is not None:
        name = name or _name(locator)
        address = known[name].address if name in known else ""
        return [config.MailingList(name, address, locator)]
    if name is not None and name not in known:
        raise UsageError(
            f"--list: {name!r} is not configured; known: {', '.join(known) or 'none'}; or give --from SOURCE"
        )
    lists = [known[name]] if name is not None else list(settings.lists)
    if not lists:
        raise UsageError(
            f"{settings.path.name}: lists: none is configured; add a [[lists]] table, or give --from SOURCE"
        )
    for each in lists:
        if not each.url:
            raise UsageError(f"{settings.path.name}: lists: {each.name!r} has no url to read from")
    return lists


def _name(locator: str) -> str:
    """A list's name from its source: the directory above `git/0.git`, else the last part without its ending."""
    parts = [part for part in locator.rstrip("/").split("/") if part]
    while len(parts) > 1 and (parts[-1] == "git" or parts[-1].endswith(".git")):
        parts.pop()
    return parts[-1].split(".")[0] if parts else "mail"


def answer(name: str, source: str, report: pipeline.Report, seconds: float) -> dict[str, Any]:
    """The report as JSON has it."""
    return {"list": name, "source": source, **report.numbers(), "seconds": round(seconds, 3)}


def summary(report: dict[str, Any]) -> str:
    """The report as a person reads it."""
    rate = report["read"] / report["seconds"] if report["seconds"] else 0
    lines = [
        f"{report['list']}: {report['read']} read, {report['new']} new, {report['duplicate']} known, "
        f"{report['removed']} withdrawn in {report['seconds']:.1f} s ({rate:.0f}/s)",
        f"  {report['series']} series, {report['revisions']} revisions, {report['covers']} covers, "
        f"{report['patches']} patches, {report['replies']} replies, {report['tags']} tags, "
        f"{report['remarks']} remarks, {report['objections']} new objections",
    ]
    if report["quarantined"]:
        lines.append(f"  {report['quarantined']} could not be read whole; `docket doctor` says why")
    return "\n".join(lines)
