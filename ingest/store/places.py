"""The places of messages: dirty threads are split into submissions, and what changed is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import Message, Patch, Placement, Remark, Revision, RevisionKey, Thread, ThreadNode
from app.rules.title import normal
from ingest.facts import Note
from ingest.group.submission import Place, Submission, split
from ingest.group.thread import Tree
from ingest.group.version import branches
from ingest.store import anchors, judgements, notes, roles, series
from ingest.store.sql import add, pieces, put

# Threads placed in one transaction.
THREADS = 100


def dirty(session: Session, limit: int) -> list[int]:
    """Threads that ask to be placed."""
    return list(session.scalars(select(Thread.id).where(Thread.dirty).order_by(Thread.id).limit(limit)))


def revision_key(head: Note) -> str:
    """The public id of a revision, made from the Message-ID of its cover or first patch."""
    return hashlib.sha256(b"revision " + head.message_id.encode()).hexdigest()[:16]


def place(session: Session, thread_ids: Sequence[int]) -> None:
    """Split these threads anew and write what is different from before."""
    revisions: list[tuple[int, Submission, str | None]] = []
    places: dict[int, Place] = {}
    for thread_id, thread in notes.of_threads(session, thread_ids).items():
        submissions, found = split(thread)
        tree = Tree(thread)
        revisions += [(thread_id, each, _answers(each, tree, found)) for each in submissions]
        places.update({note.id: found[note.message_id] for note in thread})
    ids = _write_revisions(session, thread_ids, revisions)
    moved = _write_placements(session, places, ids)
    _drop_vanished(session, thread_ids, set(ids.values()))
    roles.derive(session, places)
    series.refresh(session, series.of_revisions(session, moved))
    for piece in pieces(thread_ids):
        session.execute(update(Thread).where(Thread.id.in_(piece)).values(dirty=False))
        # One that was taken apart has left an empty row behind.
        left = select(ThreadNode.thread_id).where(ThreadNode.thread_id.in_(piece))
        session.execute(delete(Thread).where(Thread.id.in_(piece), Thread.id.not_in(left)))


def _answers(submission: Submission, tree: Tree, places: dict[str, Place]) -> str | None:
    for above in tree.ancestors(submission.head):
        other = places[above.message_id].submission
        if other is not None and other is not submission:
            return revision_key(other.head)
    return None


def _row(thread_id: int, submission: Submission, answers: str | None) -> dict[str, Any]:
    head, cover = submission.head, submission.cover
    patches = submission.patches
    whole = {number for number in submission.slots if number} >= set(range(1, submission.total + 1))
    return {
        "key": revision_key(head),
        "thread_id": thread_id,
        "head_id": head.id,
        "cover_id": cover.id if cover else None,
        "version": submission.version,
        "minor": submission.minor,
        "total": submission.total,
        "received": len(patches),
        "complete": whole,
        "resend": head.subject.resend,
        "rfc": any(note.subject.rfc for note in submission.slots.values()),
        "title": head.subject.title,
        "author_name": head.sender.name,
        "author_email": head.sender.email,
        "date": min(note.date for note in submission.slots.values()),
        "numbers": " ".join(map(str, sorted(submission.slots))),
        "answers": answers,
    }


def _keys(submission: Submission, patch_ids: dict[int, str]) -> set[tuple[str, str]]:
    """What its other versions may have in common with it: see `app.models.RevisionKey`."""
    found = {("title", normal(note.subject.title)) for note in submission.slots.values()}
    for note in submission.patches:
        found.add(("patch", normal(note.subject.title)))
        found.add(("patch-id", patch_ids.get(note.id, "")))
        found.add(("person", note.author.email if note.author else ""))
    sender = submission.head.sender
    found |= {("person", sender.email), ("person", sender.name.lower() if " " in sender.name.strip() else "")}
    found |= {("branch", each) for each in branches(submission.head.subject.prefixes)}
    for note in submission.slots.values():
        found.add(("change-id", note.change_id or ""))
        for link in note.version_links:
            found.add(("link" if link.version is None else f"link v{link.version}", link.message_id))
    return {(kind, value[:255]) for kind, value in found if value}


def _patch_ids(session: Session, message_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for piece in pieces(message_ids):
        rows = session.execute(select(Patch.message_id, Patch.patch_id).where(Patch.message_id.in_(piece)))
        found.update({message_id: patch_id for message_id, patch_id in rows if patch_id})
    return found


def _write_revisions(
    session: Session, thread_ids: Sequence[int], revisions: Sequence[tuple[int, Submission, str | None]]
) -> dict[str, int]:
    """Insert or update the revisions; those that are new or different are marked fresh. Gives their ids by key."""
    patch_ids = _patch_ids(session, [note.id for _, each, _ in revisions for note in each.patches])
    rows = {row["key"]: row for row in (_row(*revision) for revision in revisions)}
    keys = {revision_key(each.head): _keys(each, patch_ids) for _, each, _ in revisions}
    before: dict[str, Revision] = {}
    for piece in pieces(rows):
        before.update({each.key: each for each in session.scalars(select(Revision).where(Revision.key.in_(piece)))})
    keys_before: dict[int, set[tuple[str, str]]] = {}
    for piece_ids in pieces(each.id for each in before.values()):
        for revision_id, kind, value in session.execute(
            select(RevisionKey.revision_id, RevisionKey.kind, RevisionKey.value).where(
                RevisionKey.revision_id.in_(piece_ids)
            )
        ):
            keys_before.setdefault(revision_id, set()).add((kind, value))
    # A re-roll counts as complete by its base; that is for `series` to say again.
    ours = [name for name in next(iter(rows.values()), {}) if name != "complete"]
    changed = [
        key
        for key, row in rows.items()
        if (old := before.get(key)) is None
        or any(getattr(old, name) != row[name] for name in ours)
        or keys_before.get(old.id, set()) != keys[key]
    ]
    session.expunge_all()
    put(session, Revision, [rows[key] | {"partial": False, "fresh": True} for key in changed], "key")
    ids = {key: each.id for key, each in before.items()}
    for piece in pieces(key for key in rows if key not in ids):
        ids.update(session.execute(select(Revision.key, Revision.id).where(Revision.key.in_(piece))).all())
    for piece in pieces(ids[key] for key in changed):
        session.execute(delete(RevisionKey).where(RevisionKey.revision_id.in_(piece)))
    add(
        session,
        RevisionKey,
        [
            {"revision_id": ids[key], "kind": kind, "value": value}
            for key in changed
            for kind, value in sorted(keys[key])
        ],
    )
    return ids


def _write_placements(session: Session, places: dict[int, Place], ids: dict[str, int]) -> set[int]:
    """Write the places that changed; gives the revisions that they touch."""
    before: dict[int, Any] = {}
    for piece in pieces(places):
        rows = session.execute(select(*Placement.__table__.columns).where(Placement.message_id.in_(piece)))
        before.update({row.message_id: row for row in rows})
    changed: list[dict[str, Any]] = []
    moved: list[int] = []
    lost: list[int] = []
    touched: set[int] = set()
    for message_id, found in places.items():
        revision_id = ids[revision_key(found.submission.head)] if found.submission else None
        target_id = found.target.id if found.target else None
        old = before.get(message_id)
        if old and (old.kind, old.revision_id, old.number, old.target_id) == (
            found.kind,
            revision_id,
            found.number,
            target_id,
        ):
            continue
        touched |= {each for each in (revision_id, old.revision_id if old else None) if each is not None}
        moved.append(message_id)
        if target_id is None and old and old.target_id is not None:
            lost.append(message_id)
        changed.append(
            {
                "message_id": message_id,
                "kind": found.kind,
                "revision_id": revision_id,
                "number": found.number,
                "target_id": target_id,
                "unanchored": target_id is not None and (not old or old.unanchored or old.target_id != target_id),
            }
        )
    _only_with_remarks(session, changed)
    put(session, Placement, changed, "message_id")
    anchors.clear(session, lost)
    for piece in pieces(moved):
        judgements.forget_outcomes(session, Placement.message_id.in_(piece))
    _ask_who_names(session, moved)
    return touched


def _ask_who_names(session: Session, message_ids: Iterable[int]) -> None:
    """Revisions that name one of these messages as an earlier version are to be linked anew."""
    for piece in pieces(message_ids):
        naming = (
            select(RevisionKey.revision_id)
            .join(Message, Message.message_id == RevisionKey.value)
            .where(Message.id.in_(piece), RevisionKey.kind.like("link%"))
        )
        session.execute(update(Revision).where(Revision.id.in_(naming)).values(fresh=True))


def _only_with_remarks(session: Session, changed: list[dict[str, Any]]) -> None:
    with_remarks: set[int] = set()
    for piece in pieces(row["message_id"] for row in changed if row["unanchored"]):
        with_remarks.update(session.scalars(select(Remark.message_id).where(Remark.message_id.in_(piece)).distinct()))
    for row in changed:
        row["unanchored"] = row["unanchored"] and row["message_id"] in with_remarks


def _drop_vanished(session: Session, thread_ids: Sequence[int], present: set[int]) -> None:
    vanished: list[int] = []
    for piece in pieces(thread_ids):
        rows = session.scalars(select(Revision.id).where(Revision.thread_id.in_(piece)))
        vanished += [each for each in rows if each not in present]
    series.drop(session, vanished)
