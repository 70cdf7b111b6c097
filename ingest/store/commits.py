"""Commits of git trees: what is new is stored with the place up to which it was read, what was rewritten goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.models import Commit, CommitLink, Message, Placement, Revision, RevisionKey, Tree
from app.rules.title import normal
from ingest.source.tree import CommitFact
from ingest.store.sql import add, pieces, put

_KEY_CHARACTERS = 255
_NAME_CHARACTERS = 200
_KINDS = ("title", "patch", "patch-id")
# A maintainer who is in Cc may apply a patch before its mail has gone through the list.
_EARLY = dt.timedelta(days=1)


def begin(session: Session, name: str, oldest: dt.datetime) -> tuple[str | None, dt.datetime]:
    """The commit up to which the tree was read, and the time from which on its commits are wanted.

    Where `oldest` is before that time, older mail has come: the tree is read anew, and there is no such commit.
    """
    tree_id = _open(session, name)
    tip, after = session.execute(select(Tree.tip, Tree.after).where(Tree.id == tree_id)).one()
    if after is not None and after <= oldest:
        return tip, after
    session.execute(update(Tree).where(Tree.id == tree_id).values(tip=None, after=oldest))
    return None, oldest


def oldest(session: Session) -> dt.datetime | None:
    """The time before which no commit can come from a mail that is here; None where there are no patches."""
    first = session.scalar(select(func.min(Revision.date)))
    return first - _EARLY if first else None


def read(session: Session, name: str, facts: Iterable[CommitFact], tip: str) -> set[int]:
    """Store commits of the tree and that it was read up to `tip`. Gives the series (row ids) that they may concern."""
    tree_id = _open(session, name)
    concerned: set[int] = set()
    for piece in pieces(facts):
        rows = [_row(tree_id, fact) for fact in piece]
        put(session, Commit, rows, "tree_id", "sha")
        known = select(Commit.sha, Commit.id).where(Commit.tree_id == tree_id)
        ids = dict(session.execute(known.where(Commit.sha.in_([fact.sha for fact in piece]))).all())
        links = [(fact.sha, link) for fact in piece for link in fact.links]
        add(session, CommitLink, [{"commit_id": ids[sha], "message_id": link} for sha, link in links])
        keys = {key for row in rows for key in (row["title"], row["patch_id"]) if key}
        concerned |= _concerned(session, {link for _, link in links}, keys)
    session.execute(update(Tree).where(Tree.id == tree_id).values(tip=tip))
    return concerned


def forget(session: Session, name: str, present: Collection[str], tip: str | None) -> set[int]:
    """Where the branch was rewritten, or is read anew: remove the commits that are not `present` any more, and go on
    from `tip`.

    Gives the series (row ids) that they may have concerned.
    """
    tree_id = _open(session, name)
    gone = [
        (row_id, {title, patch_id} - {"", None})
        for row_id, sha, title, patch_id in session.execute(
            select(Commit.id, Commit.sha, Commit.title, Commit.patch_id).where(Commit.tree_id == tree_id)
        )
        if sha not in present
    ]
    concerned: set[int] = set()
    for piece in pieces(gone):
        ids = [row_id for row_id, _ in piece]
        links = set(session.scalars(select(CommitLink.message_id).where(CommitLink.commit_id.in_(ids))))
        concerned |= _concerned(session, links, {key for _, keys in piece for key in keys})
        session.execute(delete(CommitLink).where(CommitLink.commit_id.in_(ids)))
        session.execute(delete(Commit).where(Commit.id.in_(ids)))
    session.execute(update(Tree).where(Tree.id == tree_id).values(tip=tip))
    return concerned


def _open(session: Session, name: str) -> int:
    add(session, Tree, [{"name": name, "tip": None, "after": None}])
    return session.execute(select(Tree.id).where(Tree.name == name)).scalar_one()


def _row(tree_id: int, fact: CommitFact) -> dict[str, object]:
    return {
        "tree_id": tree_id,
        "sha": fact.sha,
        "title": normal(fact.subject),
        "author_name": " ".join(fact.author_name.split())[:_NAME_CHARACTERS],
        "author_email": fact.author_email[:_KEY_CHARACTERS],
        "date": fact.date,
        "patch_id": fact.patch_id,
    }


def _concerned(session: Session, message_ids: Collection[str], keys: Collection[object]) -> set[int]:
    """The series that have a message with one of these Message-IDs, or a patch with one of these titles or ids."""
    found: set[int | None] = set()
    for piece in pieces(message_ids):
        linked = select(Revision.series_id).join(Placement, Placement.revision_id == Revision.id)
        of_messages = linked.join(Message, Message.id == Placement.message_id).where(Message.message_id.in_(piece))
        found.update(session.scalars(of_messages))
    for values in pieces(keys):
        like = select(Revision.series_id).join(RevisionKey, RevisionKey.revision_id == Revision.id)
        found.update(session.scalars(like.where(RevisionKey.value.in_(values), RevisionKey.kind.in_(_KINDS))))
    return {series_id for series_id in found if series_id is not None}
