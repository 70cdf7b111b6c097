"""`docket set`: a person's word on what a remark is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import config
from app.commands import Command, config_option, json_option
from app.errors import DocketError, UsageError
from app.models import Remark, RemarkLabel
from app.rules.finding import FIELDS
from app.rules.remark import ACTS, LABELS, SEVERITIES, WITH_LABELS
from ingest import pipeline
from ingest.commands import engine, who
from ingest.store import corrections, findings

_UNCLASSIFIED = "not classified yet"
_CHOICES = {"act": tuple(ACTS), "severity": tuple(SEVERITIES), "label": tuple(LABELS)}


@click.command("set", cls=Command)
@click.argument("ref")
@click.argument("field", type=click.Choice(FIELDS))
@click.argument("value", required=False)
@click.option("--undo", is_flag=True, help="Take back what people said of this field.")
@click.option("--why", default="", metavar="TEXT", help="The reason, for those who wonder later.")
@config_option
@json_option
def set_(ref: str, field: str, value: str | None, undo: bool, why: str, config_path: Path, as_json: bool) -> None:
    """Say what a remark is, whatever the classifier says.

    REF is MESSAGE-ID#N or the URL of the message in an archive with #N behind it, N being the number of the remark as
    `docket show` and the pages have it. FIELD is act, severity or label; VALUE of label is one or more labels
    separated by commas, the most important first, or none. What is said here outlives every ingest and classifier.
    """
    if undo == (value is not None):
        raise UsageError("set: give a VALUE, or --undo to take back what was said")
    if undo and why:
        raise UsageError("set: --undo takes back what was said, so --why does not go with it")
    words = "" if value is None else _words(field, value)
    message_id, number = _place(ref)
    by = who("set")
    with engine(config.load(config_path)) as run, pipeline.writing(run) as session:
        remark = corrections.remark(session, message_id, number)
        if remark is None:
            raise DocketError(f"{ref}: no remark has this Message-ID and number")
        place = (remark.message_id, remark.number)
        if undo:
            if not corrections.undo(session, message_id, number, field, by, run.now):
                raise DocketError(f"set: nobody has said anything of the {field} of {ref}")
        else:
            _goes_with(remark, field, words)
            corrections.say(session, message_id, number, field, words, by, run.now, why)
        findings.settle(session, place)
        session.expire_all()
        answer = _answer(session, remark, message_id)
    if as_json:
        click.echo(json.dumps(answer))
    else:
        found = [answer["act"], answer["severity"], *(each["label"] for each in answer["labels"])]
        click.echo(f"{message_id}#{number}: {', '.join(filter(None, found)) or _UNCLASSIFIED}")


def _words(field: str, value: str) -> str:
    """The value as it is kept: labels separated by blanks."""
    if field == "label" and value == "none":
        return ""
    words = [word.strip() for word in value.split(",")] if field == "label" else [value]
    for word in words:
        if word not in _CHOICES[field]:
            none = ", or none" if field == "label" else ""
            raise UsageError(f"set: {word!r} is no {field}; it is one of {', '.join(_CHOICES[field])}{none}")
    if len(set(words)) < len(words) or len(words) > 3:
        raise UsageError("set: a remark has at most three labels, each once")
    return " ".join(words)


def _place(ref: str) -> tuple[str, int]:
    from liblore.utils import get_msgid_from_url

    where, sign, number = ref.strip().rpartition("#")
    message_id = get_msgid_from_url(where)
    if not sign or not number.isascii() or not number.isdigit() or len(number) > 9 or not message_id.isprintable():
        raise UsageError(f"set: {ref!r} names no remark; it is MESSAGE-ID#N, as in 20260101.1@example.org#2")
    return message_id, int(number)


def _goes_with(remark: Remark, field: str, words: str) -> None:
    act = remark.act or _UNCLASSIFIED
    if field == "severity" and act != "object":
        raise UsageError(f"set: only an object has a severity, and this is {act}; set its act first")
    if field == "label" and words and act not in WITH_LABELS:
        raise UsageError(f"set: only {' and '.join(WITH_LABELS)} have labels, and this is {act}; set its act first")


def _answer(session: Session, remark: Remark, message_id: str) -> dict[str, Any]:
    labels = session.execute(
        select(RemarkLabel.label, RemarkLabel.score, RemarkLabel.start, RemarkLabel.stop, RemarkLabel.source)
        .where(RemarkLabel.message_id == remark.message_id, RemarkLabel.number == remark.number)
        .order_by(RemarkLabel.position)
    )
    return {
        "message_id": message_id,
        "number": remark.number,
        "text": remark.text,
        "act": remark.act,
        "score": remark.act_score,
        "severity": remark.severity,
        "source": remark.source,
        "origin": remark.origin,
        "objection": remark.objection,
        "labels": [
            {"label": label, "score": score, "start": start, "end": stop, "source": source}
            for label, score, start, stop, source in labels
        ],
    }
