"""`docket doctor`: what is configured, reachable, behind, broken."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app import config, db
from app.commands import Command, config_option, json_option
from app.errors import DocketError
from app.models import (
    Classifier,
    Commit,
    Copy,
    MailingList,
    Message,
    Placement,
    Remark,
    Revision,
    Series,
    Source,
    Thread,
    ThreadNode,
    Tree,
)
from ingest import classify
from ingest.source import http
from ingest.source.tree import opened
from ingest.store import findings as store


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `problem` is broken now, `warning` may surprise."""

    what: str
    state: Literal["ok", "warning", "problem"]
    text: str


@click.command("doctor", cls=Command)
@click.option("--offline", is_flag=True, help="Do not ask the archives whether they answer.")
@config_option
@json_option
def doctor(offline: bool, config_path: Path, as_json: bool) -> None:
    """Look at the configuration, the database, the lists and the archives; exit 1 where something is broken."""
    settings = config.load(config_path)
    now = dt.datetime.now(dt.UTC)
    findings = [
        Finding(
            "configuration", "ok", f"{settings.path.name}, {len(settings.lists)} lists, {len(settings.trees)} trees"
        ),
        _git(),
    ]
    engine = db.connect(settings)
    try:
        db.ready(engine)
        findings.append(Finding("database", "ok", f"{engine.dialect.name}, schema {db.version(engine)}"))
        with db.sessions(engine)() as session:
            findings += [*_lists(session, now), *_mail(session), *_grouping(session), *_trees(session, settings)]
    except DocketError as error:
        findings.append(Finding("database", "problem", str(error)))
    finally:
        engine.dispose()
    if not offline:
        findings += _archives(settings)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in findings]))
    else:
        for each in findings:
            click.echo(f"{each.state:8} {each.what}: {each.text}")
    if any(each.state == "problem" for each in findings):
        raise click.exceptions.Exit(1)


def _git() -> Finding:
    return Finding("git", "ok", "found") if shutil.which("git") else Finding("git", "problem", "not found; install git")


def _lists(session: Session, now: dt.datetime) -> Iterator[Finding]:
    newest = (
        select(Copy.list_id, func.max(Copy.received_at).label("newest"), func.count().label("copies"))
        .group_by(Copy.list_id)
        .subquery()
    )
    rows = session.execute(
        select(MailingList.name, func.max(Source.read_at), newest.c.newest, newest.c.copies)
        .join(Source, Source.list_id == MailingList.id)
        .outerjoin(newest, newest.c.list_id == MailingList.id)
        .group_by(MailingList.id, MailingList.name, newest.c.newest, newest.c.copies)
        .order_by(MailingList.name)
    )
    for name, read_at, latest, copies in rows:
        if read_at is None:
            yield Finding(f"list {name}", "warning", "was never read to its end; run docket ingest again")
            continue
        days = (now - read_at).days
        last = f"last mail {latest:%Y-%m-%d}" if latest else "no mail"
        text = (
            f"{copies or 0} mails, {last}, read {days} days ago" if days else f"{copies or 0} mails, {last}, read today"
        )
        yield Finding(f"list {name}", "warning" if days > 2 else "ok", text)


def _mail(session: Session) -> Iterator[Finding]:
    rows = session.execute(
        select(Message.problem, func.count(), func.min(Message.message_id))
        .where(Message.problem.is_not(None))
        .group_by(Message.problem)
        .order_by(func.count().desc(), Message.problem)
        .limit(20)
    )
    for problem, count, example in rows:
        yield Finding("mail", "warning", f"{count} with {problem!r}, for instance {example}")


def _grouping(session: Session) -> Iterator[Finding]:
    for what, column in (
        ("threads to be placed", Thread.dirty),
        ("revisions to be linked", Revision.fresh),
        ("series to be compared", Series.uncompared),
        ("series to be judged", Series.stale),
    ):
        if count := session.scalar(select(func.count()).where(column)):
            yield Finding("work left", "warning", f"{count} {what}; run docket ingest again")
    if count := session.scalar(select(func.count()).where(Placement.unanchored)):
        yield Finding("work left", "warning", f"{count} replies to be anchored; run docket ingest again")
    yield from _remarks(session)
    known = aliased(Message)
    unseen = session.scalar(
        select(func.count())
        .select_from(ThreadNode)
        .outerjoin(known, known.message_id == ThreadNode.message_id)
        .where(known.id.is_(None))
    )
    if unseen:
        yield Finding("missing messages", "ok", f"{unseen} are referred to that no list brought")


def _remarks(session: Session) -> Iterator[Finding]:
    if count := session.scalar(select(func.count()).where(Remark.classifier_id.is_(None))):
        yield Finding("work left", "warning", f"{count} remarks to be classified; run docket ingest again")
    rows = session.execute(
        select(Classifier.id, Classifier.version, func.count())
        .join(Remark, Remark.classifier_id == Classifier.id)
        .group_by(Classifier.id, Classifier.version)
        .order_by(Classifier.id)
    )
    for classifier, version, count in rows:
        if (classifier, classify.version()) == store.current(session):
            yield Finding("classifier", "ok", f"{count} remarks by version {version}")
        else:
            again = "to be done anew; run docket ingest again"
            yield Finding("classifier", "warning", f"{count} remarks by version {version}, {again}")


def _trees(session: Session, settings: config.Config) -> Iterator[Finding]:
    known = {
        name: (count, tip)
        for name, tip, count in session.execute(
            select(Tree.name, Tree.tip, func.count(Commit.id))
            .outerjoin(Commit, Commit.tree_id == Tree.id)
            .group_by(Tree.name, Tree.tip)
        )
    }
    for tree in settings.trees:
        try:
            with opened(Path(tree.path), tree.branch):
                count, tip = known.get(tree.name, (0, None))
        except DocketError as error:
            yield Finding(f"tree {tree.name}", "problem", str(error))
            continue
        if tip is None:
            yield Finding(f"tree {tree.name}", "warning", "was never read to its end; run docket ingest again")
        else:
            yield Finding(f"tree {tree.name}", "ok", f"{count} commits, read up to {tip[:12]}")


def _archives(settings: config.Config) -> Iterator[Finding]:
    places = {"archive": settings.archive.url} | {f"source of {each.name}": each.url for each in settings.lists}
    for what, url in places.items():
        if "://" not in url:
            if url and not Path(url).exists():
                yield Finding(what, "problem", f"{url}: there is no such directory")
            continue
        try:
            with http.session(min(settings.archive.timeout, 10.0), 1024 * 1024) as session:
                session.head(url).raise_for_status()
            yield Finding(what, "ok", f"{url} answers")
        except (DocketError, OSError) as error:
            yield Finding(what, "problem", f"{url}: {error}")
