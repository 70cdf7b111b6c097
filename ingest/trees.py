"""Configured git trees: what is new in them is read, and the series that it concerns are derived anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from app import db, derive
from app.config import Tree
from app.errors import DocketError
from app.models import Tree as Known
from ingest.pipeline import Engine
from ingest.source.tree import opened
from ingest.store import commits
from ingest.store.sql import pieces


def read(engine: Engine, trees: Iterable[Tree]) -> list[str]:
    """Read the commits that are new, and forget those of trees that are configured no longer. Gives a line for each
    tree that could not be read; the others are none the worse for it."""
    configured = list(trees)
    problems = []
    with db.writing(engine.database) as session:
        for name in session.scalars(select(Known.name).where(Known.name.not_in([tree.name for tree in configured]))):
            derive.mark(session, commits.forget(session, name, (), None))
        oldest = commits.oldest(session)
    if oldest is None:
        return []
    for tree in configured:
        try:
            _read(engine, tree, oldest)
        except DocketError as error:
            problems.append(f"tree {tree.name}: {error}")
    return problems


def _read(engine: Engine, tree: Tree, oldest: dt.datetime) -> None:
    with opened(Path(tree.path), tree.branch) as branch:
        with db.writing(engine.database) as session:
            since, after = commits.begin(session, tree.name, oldest)
            if since is None or not branch.holds(since):
                # The branch was rewritten, or is read for the first time.
                since = branch.fork(since) if since else None
                derive.mark(session, commits.forget(session, tree.name, branch.present(after), since))
        done = 0
        for facts in pieces(branch.commits(since, after)):
            with db.writing(engine.database) as session:
                derive.mark(session, commits.read(session, tree.name, facts, facts[-1].sha))
            done += len(facts)
            engine.progress(f"tree {tree.name}", done, None)
