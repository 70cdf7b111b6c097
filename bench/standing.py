"""`python -m bench.standing CONFIG`: how often the rules say what people say who read the mails, and what it costs.

The configured database has to hold the archives that `bench/judged` was drawn from, classified. A share is given
twice: of verdicts that are the judge's first choice, and of those that the judge held for defensible.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import config, db, derive
from app.models import Message, Outcome, Placement, Revision, Series, Standing

JUDGED = Path(__file__).parent / "judged"


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def main(path: Path) -> None:
    """Compare the standings in the database that PATH configures with those that were judged by reading."""
    engine = db.connect(config.load(path))
    click.echo(f"{os.cpu_count()} cores")
    with db.sessions(engine)() as session:
        _derive(session)
        standings = list(_standings(session))
        _share("state", [(row.state, each["state"], each["also"]) for each, row in standings])
        _share("turn", [(row.turn, each["turn"], each["also_turn"]) for each, row in standings])
        shared = [bool({*row.evidence.split()} & {*each["evidence"]}) for each, row in standings]
        click.echo(f"evidence: {sum(shared)} of {len(shared)} share a mail with the judge's")
        outcomes = list(_outcomes(session))
        _share("outcome", outcomes)
        changed = ("changed-unconfirmed", "ignored")
        told = [each for each in outcomes if each[0] in changed and {each[1], *each[2]} & {*changed}]
        _share("changed or ignored", told)
        wrong = sum(found == "confirmed" and "confirmed" not in (first, *also) for found, first, also in outcomes)
        click.echo(f"confirmed against the judge: {wrong}")
    engine.dispose()


def _derive(session: Session) -> None:
    """Derive everything, then each of 300 series by itself, and take it all back."""
    series = session.scalars(select(Series.id).order_by(Series.key)).all()
    begun = time.perf_counter()
    for start in range(0, len(series), derive.SERIES):
        derive.derive(session, series[start : start + derive.SERIES])
    click.echo(f"derive: {len(series)} series in {time.perf_counter() - begun:.1f} s")
    times = []
    for each in series[:: max(1, len(series) // 300)]:
        begun = time.perf_counter()
        derive.derive(session, [each])
        times.append(1000 * (time.perf_counter() - begun))
    click.echo(f"derive: one series in {statistics.median(times):.1f} ms (median of {len(times)})")
    session.flush()


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (JUDGED / name).read_text().splitlines()]


def _standings(session: Session) -> Iterator[tuple[dict[str, Any], Standing]]:
    for each in _read("standings.jsonl"):
        row = session.scalars(
            select(Standing)
            .join(Revision, Revision.series_id == Standing.series_id)
            .join(Placement, Placement.revision_id == Revision.id)
            .join(Message, Message.id == Placement.message_id)
            .where(Message.message_id == each["message_id"])
        ).first()
        if row:
            yield each, row


def _outcomes(session: Session) -> Iterator[tuple[str, str, list[str]]]:
    for each in _read("outcomes.jsonl"):
        name = session.scalar(
            select(Outcome.name)
            .join(Message, Message.id == Outcome.message_id)
            .where(Message.message_id == each["message_id"], Outcome.number == each["number"])
        )
        if name and each["outcome"] != "none":
            yield name, each["outcome"], each["also"]


def _share(what: str, rows: Sequence[tuple[str, str, list[str]]]) -> None:
    first = sum(found == judged for found, judged, _ in rows)
    either = sum(found in (judged, *also) for found, judged, also in rows)
    of = max(1, len(rows))
    click.echo(f"{what}: {len(rows)} judged, first {first / of:.3f}, defensible {either / of:.3f}")


if __name__ == "__main__":
    main()
