"""`docket classify`: remarks on stdin, what is found in them on stdout."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from app import config
from app.commands import Command, config_option
from app.errors import UsageError
from app.rules.finding import LOST, Finding
from app.rules.remark import is_objection
from ingest.jobs import ClassifyJob
from ingest.pipeline import try_classifier
from ingest.workers import Lost, Workers

# Lines that are read ahead of the one that is answered.
AHEAD = 2048
_ROLES = ("author", "reviewer", "unknown")


@click.command("classify", cls=Command)
@click.option("--no-encoder", is_flag=True, help="By the lexical model alone: ten times faster, less often right.")
@config_option
@click.option("--json", is_flag=True, expose_value=False, help="Changes nothing: all that is printed is JSON.")
def classify(no_encoder: bool, config_path: Path) -> None:
    """Say of each remark on stdin what it does and what it objects to.

    Reads JSON lines {"id","text","ctx","role","subject"}: ctx is the quoted lines above the remark, role is author,
    reviewer or unknown, subject is not looked at; all but text may be left out. Writes JSON lines
    {"id","act","severity","labels"} with the score of each, labels over the threshold only, best first; start and end
    are offsets of their words in text.
    """
    settings = config.load(config_path)
    if no_encoder:
        click.echo("classify: the encoder is off; the lexical model alone is less often right", err=True)
    with Workers(settings.ingest.workers, settings.ingest.message_seconds) as workers:
        try_classifier(workers, not no_encoder)
        rows = _rows(click.open_file("-", encoding="utf-8", errors="replace"))
        while batch := list(itertools.islice(rows, AHEAD)):
            answers = workers.run(_job(row, not no_encoder) for row in batch)
            for row, answer in zip(batch, answers, strict=True):
                found = LOST if isinstance(answer, Lost) else answer
                click.echo(json.dumps(_answer(row.get("id"), found)))


def _rows(stream: IO[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise UsageError(f"classify: line {number} is not JSON") from None
        wrong = not isinstance(row, dict) or not isinstance(row.get("text"), str)
        wrong = wrong or any(not isinstance(row.get(name), str | None) for name in ("ctx", "role", "subject"))
        if wrong:
            raise UsageError(
                f'classify: line {number}: expected {{"id","text","ctx","role","subject"}}, all but id being text'
            )
        if (row.get("role") or "unknown") not in _ROLES:
            raise UsageError(f"classify: line {number}: role {row['role']!r} is none of {', '.join(_ROLES)}")
        yield row


def _job(row: dict[str, Any], with_encoder: bool) -> ClassifyJob:
    return ClassifyJob(row["text"], row.get("ctx") or "", row.get("role") or "unknown", with_encoder)


def _answer(given_id: Any, finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    labels = [
        {"label": each.label, "score": each.score, "start": each.start, "end": each.stop, "source": each.source}
        for each in finding.labels
    ]
    return {
        "id": given_id,
        "act": finding.act,
        "severity": finding.severity,
        "labels": labels,
        "act_score": finding.act_score,
        "severity_score": finding.severity_score,
        "source": finding.source,
        "origin": finding.origin,
        "objection": is_objection(finding.act, [each.label for each in finding.labels], finding.origin),
    }
