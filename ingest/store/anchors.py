"""Where the remarks of replies point: found by the workers in the patch that each reply is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from app.models import Content, Message, Placement, Remark
from ingest.facts import Anchor
from ingest.jobs import AnchorJob
from ingest.store import series
from ingest.store.sql import pieces

# Replies whose remarks are anchored in one transaction.
REPLIES = 200


def wanted(session: Session, limit: int) -> list[tuple[int, AnchorJob]]:
    """Replies (by row id) whose remarks are to be found in their patches."""
    target = aliased(Message)
    rows = session.execute(
        select(Placement.message_id, Content.data)
        .join(target, target.id == Placement.target_id)
        .join(Content, Content.id == target.content_id)
        .where(Placement.unanchored)
        .order_by(Placement.message_id)
        .limit(limit)
    )
    patches = dict(rows.all())
    quoted: dict[int, list[str]] = {}
    for piece in pieces(patches):
        for message_id, text in session.execute(
            select(Remark.message_id, Remark.quoted)
            .where(Remark.message_id.in_(piece))
            .order_by(Remark.message_id, Remark.number)
        ):
            quoted.setdefault(message_id, []).append(text)
    return [(row, AnchorJob(patch, tuple(quoted.get(row, ())))) for row, patch in patches.items()]


def write(session: Session, found: Sequence[tuple[int, Sequence[Anchor | None]]]) -> None:
    """Write the places of the remarks of replies, in the order of their numbers."""
    anchors = dict(found)
    rows = []
    for piece in pieces(anchors):
        numbers: dict[int, list[int]] = {}
        for message_id, number in session.execute(
            select(Remark.message_id, Remark.number)
            .where(Remark.message_id.in_(piece))
            .order_by(Remark.message_id, Remark.number)
        ):
            numbers.setdefault(message_id, []).append(number)
        for message_id, mine in numbers.items():
            places = list(anchors[message_id]) + [None] * len(mine)
            for number, anchor in zip(mine, places, strict=False):
                rows.append(
                    {
                        "message_id": message_id,
                        "number": number,
                        "path": anchor.path if anchor else None,
                        "line": anchor.line if anchor else None,
                        "code": anchor.code if anchor else None,
                    }
                )
        session.execute(update(Placement).where(Placement.message_id.in_(piece)).values(unanchored=False))
        series.touch(session, series.of_messages(session, piece))
    if rows:
        session.execute(update(Remark), rows)


def clear(session: Session, message_ids: Iterable[int]) -> None:
    """Forget the places of the remarks of replies that speak about no patch any more."""
    for piece in pieces(message_ids):
        session.execute(update(Remark).where(Remark.message_id.in_(piece)).values(path=None, line=None, code=None))
