"""Compare Docket's patches, versions and completeness with those of b4's `LoreMailbox`, thread by thread.

    python -m bench.against_b4 --config config.toml

Reads an ingested database; prints how many patches both place alike and, for each kind of difference, how often it
occurs with a few examples. docs/decisions/0004-submissions.md says what is behind each kind.
"""

from __future__ import annotations

import email.parser
import email.policy
import logging
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import b4
import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import config, db
from app.models import Content, Message, Placement, Revision

EXAMPLES = 5


@click.command()
@click.option("--config", "config_path", type=click.Path(path_type=Path), default="config.toml")
@click.option("--threads", type=int, default=None, help="Only so many threads.")
def main(config_path: Path, threads: int | None) -> None:
    """Print the comparison."""
    logging.getLogger("b4").addHandler(logging.NullHandler())
    logging.getLogger("b4").propagate = False
    engine = db.connect(config.load(config_path))
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    with db.sessions(engine)() as session:
        for number, (ours, bodies) in enumerate(_threads(session)):
            if threads is not None and number >= threads:
                break
            for kind, message_id in _compare(ours, bodies):
                counts[kind] += 1
                if len(examples[kind]) < EXAMPLES:
                    examples[kind].append(message_id)
    for kind, count in counts.most_common():
        click.echo(f"{count:6} {kind}")
        for message_id in examples[kind] if kind != "alike" else []:
            click.echo(f"         {message_id}")


Ours = dict[str, tuple[str, int | None, int, int, bool]]


def _threads(session: Session) -> Iterator[tuple[Ours, list[bytes]]]:
    """Each thread's postings as (kind, number, version, total, complete) by Message-ID, and its mails in order."""
    thread_ids = session.scalars(
        select(Message.thread_id)
        .join(Placement, Placement.message_id == Message.id)
        .where(Placement.number.is_not(None))
        .distinct()
        .order_by(Message.thread_id)
    ).all()
    for thread_id in thread_ids:
        rows = session.execute(
            select(
                Message.message_id,
                Placement.kind,
                Placement.number,
                Revision.version,
                Revision.total,
                Revision.complete,
                Content.data,
            )
            .join(Placement, Placement.message_id == Message.id)
            .join(Content, Content.id == Message.content_id)
            .outerjoin(Revision, Revision.id == Placement.revision_id)
            .where(Message.thread_id == thread_id)
            .order_by(Message.date, Message.message_id)
        ).all()
        yield (
            {row[0]: tuple(row[1:6]) for row in rows if row[2] is not None},
            [zlib.decompress(row[6]) for row in rows],
        )


def _compare(ours: Ours, bodies: list[bytes]) -> Iterator[tuple[str, str]]:
    mailbox = b4.LoreMailbox()
    parser = email.parser.BytesParser(policy=email.policy.default)
    for body in bodies:
        try:
            mailbox.add_message(parser.parsebytes(body))
        except (ValueError, TypeError, AttributeError, IndexError, KeyError):
            yield "b4 cannot read the mail", ""
    theirs: dict[str, tuple[int, int, int, bool]] = {}
    for version, series in mailbox.series.items():
        complete = all(patch is not None for patch in series.patches[1:])
        for number, patch in enumerate(series.patches):
            if patch is not None:
                theirs[patch.msgid] = (number, version, series.expected, complete)
    for version, cover in mailbox.covers.items():
        theirs.setdefault(cover.msgid, (0, version, cover.expected, True))
    for message_id, (kind, number, version, total, complete) in ours.items():
        other = theirs.pop(message_id, None)
        if other is None:
            yield f"{kind} that b4 has overwritten or left out", message_id
        elif other[0] != number:
            yield "another number", message_id
        elif other[1] != version:
            yield "another version", message_id
        elif kind == "patch" and other[2] != total:
            yield "another total", message_id
        elif kind == "patch" and other[3] != complete:
            yield "complete for Docket only" if complete else "complete for b4 only", message_id
        else:
            yield "alike", message_id
    for message_id in theirs:
        yield "posting for b4 only", message_id


if __name__ == "__main__":
    main()
