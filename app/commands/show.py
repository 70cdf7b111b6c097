"""`docket show`: one series, whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click
from rich.text import Text

from app.queries.series import (
    LinkRow,
    ObjectionRow,
    PatchRow,
    PersonRow,
    ReportRow,
    RevisionRef,
    RevisionRow,
    SeriesWhole,
    TagChangeRow,
    TagRow,
)
from app.rules.certainty import said_by
from app.rules.version import label
from app.serial import dumps

from . import Command, config_option, json_option, reading
from .standing import lines, reason, told
from .terminal import console, mail_text

# How many characters of an objection are shown.
WORDS = 400


@click.command("show", cls=Command)
@click.argument("ref")
@config_option
@json_option
def show(ref: str, config_path: Path, as_json: bool) -> None:
    """Show one series: its versions, patches, tags, objections, what ties it together, and what happened.

    REF is the id of a series or of a version, the Message-ID of any mail in it, or a URL of one in an archive.
    """
    now = dt.datetime.now(dt.UTC)
    with reading(config_path) as session:
        series = told(session, ref, now)
    if as_json:
        click.echo(dumps(series))
        return
    screen = console()
    for line in _lines(series, now):
        screen.print(line, soft_wrap=True)


def _lines(series: SeriesWhole, now: dt.datetime) -> Iterator[Text]:
    yield mail_text(series.title, "bold")
    yield from map(Text, lines(series, now))
    yield mail_text(f"by {person(series.author)} on {', '.join(series.lists) or 'no list'}; id {series.id}")
    for revision in series.revisions:
        yield Text()
        yield from _revision(revision)
    if series.objections:
        yield from heading("Objections")
        for objection in series.objections:
            yield from objection_lines(objection)
    if series.tag_ledger or series.unheard:
        yield from heading("Tags between versions")
        yield from (mail_text(f"  {_tag_change(change)}") for change in series.tag_ledger)
        if series.unheard:
            yield mail_text(f"  written to and not heard of: {', '.join(map(person, series.unheard))}")
    if series.reports:
        yield from heading("Reports of programs")
        yield from (mail_text(f"  {_report(report)}") for report in series.reports)
    if series.links:
        yield from heading("Why these belong together")
        yield from (mail_text(f"  {_link(link)}") for link in series.links)
    yield from heading("What happened")
    for event in series.events:
        who = event.by.name or event.by.email
        yield mail_text(f"  {event.at:%Y-%m-%d %H:%M}  {who}: {event.text}  <{event.message_id}>")
    yield from heading("Not looked at")
    yield from (mail_text(f"  {sentence}") for sentence in series.not_looked_at)


def heading(title: str) -> Iterator[Text]:
    """The head of a part, below an empty line."""
    yield Text()
    yield Text(title, "bold")


def _revision(revision: RevisionRow) -> Iterator[Text]:
    words = [f"{revision.received}/{revision.total}"]
    words += [word for word in ("rfc", "resend", "partial") if getattr(revision, word)]
    words += [] if revision.complete else ["incomplete"]
    notes = f"  {revision.date:%Y-%m-%d}  {' '.join(words)}  {revision.title}  <{revision.message_id}>"
    yield Text(label(revision.version, revision.minor), "bold") + mail_text(notes)
    for patch in revision.patches:
        yield from _patch(patch, revision)


def _patch(patch: PatchRow, revision: RevisionRow) -> Iterator[Text]:
    taken = "" if patch.revision == revision.id else " (from the base)"
    files = "1 file" if len(patch.files) == 1 else f"{len(patch.files)} files"
    size = f"{files} +{patch.added} -{patch.removed}"
    yield mail_text(f"  {patch.number}/{revision.total} {patch.title}{taken}  {size}")
    yield from (mail_text(f"      {_tag(tag)}") for tag in patch.tags)


def _tag(tag: TagRow) -> str:
    notes = ["given to the cover"] if tag.inherited else []
    notes += ["passed on"] if tag.how == "relayed" else []
    notes += [f"first given in <{tag.origin}>"] if tag.origin else []
    return f"{tag.kind}: {tag.value}" + (f" ({', '.join(notes)})" if notes else "")


def objection_lines(objection: ObjectionRow) -> Iterator[Text]:
    """What it says, what became of it, and why."""
    kind = objection.severity if objection.act == "object" else objection.act
    labels = [f"{each.label} ({said_by(each.source, each.score)})" for each in objection.labels]
    found = ", ".join(labels) or f"no label ({said_by(objection.source, objection.score)})"
    yield mail_text(f"  {objection.outcome}  {kind}: {found}  {_where(objection)}")
    who = objection.by.name or objection.by.email
    words = objection.evidence or objection.text
    words = words if len(words) <= WORDS else f"{words[:WORDS]}..."
    yield mail_text(f"      {who}: {words}  <{objection.message_id}>#{objection.number}")
    yield Text(f"      {reason(objection.outcome_reason)}")


def _where(objection: ObjectionRow) -> str:
    """`v2 patch 3, pump.c:17`, as far as it is known."""
    parts = [label(objection.version, objection.minor)]
    parts += [] if objection.patch is None else [f"patch {objection.patch}" if objection.patch else "cover"]
    line = "" if objection.line is None else f", {objection.file or 'commit message'}:{objection.line}"
    return " ".join(parts) + line


def _tag_change(change: TagChangeRow) -> str:
    what = "lost" if change.how == "lost" else "kept over a change"
    reason = f"{change.reason}, " if change.reason else ""
    where = f"v{change.earlier_version} to v{change.later_version}, patch {change.patch}"
    alike = f"{reason}{100 * change.likeness:.0f} % alike"
    return f"{what}: {change.kind} of {change.name or change.email}, {where} ({alike})  <{change.message_id}>"


def _report(report: ReportRow) -> str:
    verdict = "no answer"
    if report.verdict and report.verdict_by:
        by = report.verdict_by.name or report.verdict_by.email
        verdict = f"{report.verdict} by {by} ({report.verdict_said_by})  <{report.verdict_message_id}>"
    return f"{report.at:%Y-%m-%d}  {report.kind}: {report.title}  <{report.message_id}>  {verdict}"


def _link(link: LinkRow) -> str:
    certainty = "" if link.accepted else f"maybe ({link.confidence:.0%}): "
    detail = f" ({link.detail})" if link.detail else ""
    return f"{certainty}{_end(link.earlier)} -> {_end(link.later)}: {link.evidence}{detail}  <{link.message_id}>"


def _end(end: RevisionRef) -> str:
    return f"{label(end.version, end.minor)} {end.title}"


def person(of: PersonRow) -> str:
    """`Ada <ada@example.org>`, or the address alone."""
    return f"{of.name} <{of.email}>" if of.name else of.email
