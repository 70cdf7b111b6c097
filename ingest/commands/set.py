"""`docket set`: a person's word on what a remark is, or on where a series stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import config, db, derive
from app.commands import Command, config_option, json_option
from app.commands.standing import lines
from app.commands.terminal import safe
from app.derive import corrections, remarks, values
from app.errors import DocketError, UsageError
from app.models import Outcome, Remark, RemarkLabel
from app.rules.finding import FIELDS
from app.serial import dumps
from ingest.commands import engine, set_series, who
from ingest.store import series

_UNCLASSIFIED = "not classified yet"


@click.command("set", cls=Command)
@click.argument("ref")
@click.argument("field", metavar="FIELD")
@click.argument("value", required=False)
@click.option("--until", metavar="WHEN", help="How long it holds for a series: as VALUE of snooze; for good without.")
@click.option("--undo", is_flag=True, help="Take back what people said of this field.")
@click.option("--why", default="", metavar="TEXT", help="The reason, for those who wonder later.")
@config_option
@json_option
def set_(
    ref: str,
    field: str,
    value: str | None,
    until: str | None,
    undo: bool,
    why: str,
    config_path: Path,
    as_json: bool,
) -> None:
    """Say what a remark is or where a series stands, whatever the classifier and the rules say.

    For a remark REF is MESSAGE-ID#N or the URL of the message in an archive with #N behind it, N being the number of
    the remark as `docket show` and the pages have it. FIELD is act, severity, label or outcome; VALUE of label is one
    or more labels separated by commas, the most important first, or none.

    For a series REF is as in `docket show`. FIELD is state, turn, delegate (the address of the maintainer who is to
    decide), note (a word for whoever reads on) or snooze; VALUE of snooze is an age from now such as 2w, a day such as
    2026-08-01, or activity: until somebody writes to the series.

    What is said here outlives every ingest and classifier, until it is taken back with --undo.
    """
    field = values.field(field)
    if undo == (value is not None):
        raise UsageError("set: give a VALUE, or --undo to take back what was said")
    if undo and (why or until is not None):
        raise UsageError("set: --undo takes back what was said, so neither --why nor --until goes with it")
    if field in values.OF_REMARK and until is not None:
        raise UsageError(f"set: --until goes with what is said of a series, and {field} is said of a remark")
    why = values.plain("reason", why)
    by = who("set")
    with engine(config.load(config_path)) as run:
        if field in values.OF_SERIES:
            said = None if value is None else values.word(field, value, until, by, run.now, why)
            with db.writing(run.database) as session:
                found = set_series.change(session, ref, field, said, by, run.now)
            answer = set_series.answer(found)
            text = [safe(found.title), *lines(found, run.now)]
        else:
            words = None if value is None else values.kept(field, value)
            with db.writing(run.database) as session:
                answer = _change(session, ref, field, words, by, run.now, why)
            text = [_line(answer)]
    click.echo(dumps(answer) if as_json else "\n".join(text))


def _change(
    session: Session, ref: str, field: str, words: str | None, by: str, now: dt.datetime, why: str
) -> dict[str, Any]:
    """Note what was said of a field of the remark that REF names, or with None take it back, and derive what rests on
    it."""
    message_id, number = _place(ref)
    remark = corrections.remark(session, message_id, number)
    if remark is None:
        raise DocketError(f"{ref}: no remark has this Message-ID and number")
    if words is not None:
        corrections.goes_with(remark, field, words)
        corrections.say(session, message_id, number, field, words, by, now, why)
    elif not corrections.undo(session, message_id, number, field, by, now):
        raise DocketError(f"set: nobody has said anything of the {field} of {ref}")
    if field in FIELDS:
        remarks.resettle(session, remark)
    derive.derive(session, sorted(series.of_messages(session, [remark.message_id])))
    return _answer(session, remark, message_id)


def _place(ref: str) -> tuple[str, int]:
    from liblore.utils import get_msgid_from_url

    where, sign, number = ref.strip().rpartition("#")
    message_id = get_msgid_from_url(where)
    if not sign or not number.isascii() or not number.isdigit() or len(number) > 9 or not message_id.isprintable():
        raise UsageError(f"set: {ref!r} names no remark; it is MESSAGE-ID#N, as in 20260101.1@example.org#2")
    return message_id, int(number)


def _answer(session: Session, remark: Remark, message_id: str) -> dict[str, Any]:
    place = (RemarkLabel.message_id == remark.message_id, RemarkLabel.number == remark.number)
    labels = session.execute(
        select(RemarkLabel.label, RemarkLabel.score, RemarkLabel.start, RemarkLabel.stop, RemarkLabel.source)
        .where(*place)
        .order_by(RemarkLabel.position)
    )
    became = session.execute(
        select(Outcome.name, Outcome.text, Outcome.evidence).where(
            Outcome.message_id == remark.message_id, Outcome.number == remark.number
        )
    ).first()
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
        "outcome": became and became.name,
        "outcome_reason": became and {"text": became.text, "evidence": became.evidence.split()},
    }


def _line(answer: dict[str, Any]) -> str:
    found = [answer["act"], answer["severity"], *(each["label"] for each in answer["labels"])]
    what = ", ".join(filter(None, found)) or _UNCLASSIFIED
    outcome = f"; {answer['outcome']}" if answer["outcome"] else ""
    return f"{answer['message_id']}#{answer['number']}: {what}{outcome}"
