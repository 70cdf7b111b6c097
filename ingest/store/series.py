"""Series rows: what they say of their revisions is brought up to date, and what is no more goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import derive
from app.models import Copy, Message, Placement, Revision, RevisionKey, RevisionLink, Series, SeriesList, Tag
from app.rules.title import normal
from ingest.store import judgements
from ingest.store.sql import add, pieces

REVIEW_TAGS = ("Reviewed-by", "Acked-by", "Tested-by", "Nacked-by")


def of_revisions(session: Session, revision_ids: Iterable[int]) -> set[int]:
    """The series of these revisions, as far as they have one."""
    found: set[int] = set()
    for piece in pieces(revision_ids):
        found.update(
            each
            for each in session.scalars(select(Revision.series_id).where(Revision.id.in_(piece)).distinct())
            if each is not None
        )
    return found


def of_messages(session: Session, message_ids: Iterable[int]) -> set[int]:
    """The series that these messages are part of or speak about."""
    found: set[int] = set()
    for piece in pieces(message_ids):
        rows = session.scalars(
            select(Revision.series_id)
            .join(Placement, Placement.revision_id == Revision.id)
            .where(Placement.message_id.in_(piece))
            .distinct()
        )
        found.update(each for each in rows if each is not None)
    return found


def with_titles(session: Session, titles: Iterable[str]) -> set[int]:
    """The series that have a patch with one of these titles."""
    found: set[int] = set()
    for piece in pieces({normal(title)[:255] for title in titles}):
        rows = session.scalars(
            select(Revision.series_id)
            .join(RevisionKey, RevisionKey.revision_id == Revision.id)
            .where(RevisionKey.kind == "patch", RevisionKey.value.in_(piece))
            .distinct()
        )
        found.update(each for each in rows if each is not None)
    return found


def of_people(session: Session, emails: Iterable[str]) -> set[int]:
    """The series in which one of these addresses has written, or is named by a tag."""
    found: set[int] = set()
    for piece in pieces(emails):
        placed = select(Revision.series_id).join(Placement, Placement.revision_id == Revision.id).distinct()
        wrote = placed.join(Message, Message.id == Placement.message_id).where(Message.from_email.in_(piece))
        tagged = placed.join(Tag, Tag.message_id == Placement.message_id).where(Tag.email.in_(piece))
        found.update(each for each in (*session.scalars(wrote), *session.scalars(tagged)) if each is not None)
    return found


def touch(session: Session, series_ids: Iterable[int]) -> None:
    """Ask for these series to be compared and derived anew."""
    for piece in pieces(sorted(set(series_ids))):
        session.execute(update(Series).where(Series.id.in_(piece)).values(uncompared=True, stale=True))


def refresh(session: Session, series_ids: Iterable[int]) -> None:
    """Bring up to date what a series' row says of its revisions; a series without revisions goes."""
    for piece in pieces(sorted(set(series_ids))):
        _summarise(session, piece)
        _lists(session, piece)
        _origins(session, piece)


def _summarise(session: Session, piece: list[int]) -> None:
    rows = session.execute(
        select(
            Revision.series_id,
            Revision.partial,
            Revision.title,
            Revision.author_name,
            Revision.author_email,
            Revision.date,
        )
        .where(Revision.series_id.in_(piece))
        .order_by(Revision.date, Revision.key)
    )
    updated = dict(
        session.execute(
            select(Revision.series_id, func.max(Message.received_at))
            .join(Placement, Placement.revision_id == Revision.id)
            .join(Message, Message.id == Placement.message_id)
            .where(Revision.series_id.in_(piece))
            .group_by(Revision.series_id)
        ).all()
    )
    changes: dict[int, dict[str, Any]] = {}
    for series_id, partial, title, name, email, date in rows:
        # A re-roll of one patch renames nothing.
        if series_id is not None and not (partial and series_id in changes):
            started = changes.get(series_id, {}).get("started", date)
            # The newest version says what the work is called and by whom it is now.
            changes[series_id] = {
                "id": series_id,
                "title": title,
                "author_name": name,
                "author_email": email,
                "started": started,
                "updated": updated[series_id],
                "uncompared": True,
                "stale": True,
            }
    if changes:
        session.execute(update(Series), list(changes.values()))
    empty = [each for each in piece if each not in changes]
    if empty:
        derive.forget(session, empty)
        session.execute(delete(SeriesList).where(SeriesList.series_id.in_(empty)))
        session.execute(delete(Series).where(Series.id.in_(empty)))


def _lists(session: Session, piece: list[int]) -> None:
    session.execute(delete(SeriesList).where(SeriesList.series_id.in_(piece)))
    rows = session.execute(
        select(Revision.series_id, Copy.list_id, Series.updated)
        .join(Series, Series.id == Revision.series_id)
        .join(Placement, Placement.revision_id == Revision.id)
        .join(Copy, Copy.message_id == Placement.message_id)
        .where(Revision.series_id.in_(piece))
        .distinct()
    )
    add(
        session,
        SeriesList,
        [{"series_id": series_id, "list_id": list_id, "updated": updated} for series_id, list_id, updated in rows],
    )


def _origins(session: Session, piece: list[int]) -> None:
    """Find where the review tags that patches carry were given: in a reply to an earlier posting of the series."""
    rows = session.execute(
        select(
            Revision.series_id, Tag.message_id, Tag.position, Tag.kind, Tag.email, Tag.how, Tag.origin_id, Message.date
        )
        .join(Placement, Placement.message_id == Tag.message_id)
        .join(Revision, Revision.id == Placement.revision_id)
        .join(Message, Message.id == Tag.message_id)
        .where(Revision.series_id.in_(piece), Tag.kind.in_(REVIEW_TAGS))
        .order_by(Message.date, Message.message_id, Tag.position)
    ).all()
    given: dict[tuple[int, str, str], list[tuple[Any, int]]] = {}
    for row in rows:
        if row.how != "written":
            given.setdefault((row.series_id, row.kind, row.email), []).append((row.date, row.message_id))
    changes = []
    for row in rows:
        if row.how == "written":
            before = [row_id for date, row_id in given.get((row.series_id, row.kind, row.email), ()) if date < row.date]
            origin = before[-1] if before else None
            if origin != row.origin_id:
                changes.append({"message_id": row.message_id, "position": row.position, "origin_id": origin})
    if changes:
        session.execute(update(Tag), changes)


def drop(session: Session, revision_ids: Iterable[int]) -> None:
    """Remove revisions that are no more, with all that refers to them; their neighbours are asked again."""
    for piece in pieces(sorted(set(revision_ids))):
        old = of_revisions(session, piece)
        linked = select(RevisionLink.later_id).where(RevisionLink.earlier_id.in_(piece))
        session.execute(update(Revision).where(Revision.id.in_(linked)).values(fresh=True))
        for each in pieces(old):
            session.execute(update(Revision).where(Revision.series_id.in_(each)).values(fresh=True))
        session.execute(
            delete(RevisionLink).where(RevisionLink.later_id.in_(piece) | RevisionLink.earlier_id.in_(piece))
        )
        session.execute(update(Revision).where(Revision.base_id.in_(piece)).values(base_id=None))
        judgements.forget_outcomes(session, Placement.revision_id.in_(piece))
        session.execute(update(Placement).where(Placement.revision_id.in_(piece)).values(revision_id=None))
        session.execute(delete(RevisionKey).where(RevisionKey.revision_id.in_(piece)))
        judgements.forget_revisions(session, piece)
        session.execute(delete(Revision).where(Revision.id.in_(piece)))
        refresh(session, old)
