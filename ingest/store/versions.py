"""Fresh revisions are linked to their earlier versions, and what belongs together becomes one series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.models import Grouping, Message, Placement, Revision, RevisionKey, RevisionLink, Series
from app.rules.title import normal
from ingest.facts import Person
from ingest.group import version as work
from ingest.group.version import Link, Version
from ingest.store.series import of_revisions, refresh
from ingest.store.sql import add, pieces

# Revisions linked in one transaction.
REVISIONS = 100
# Of many revisions that share a key, so many of the latest ones are looked at.
MOST_CANDIDATES = 100
Ends = InstrumentedAttribute[int]
LOOKUPS = ("title", "patch-id", "change-id")


def fresh(session: Session, limit: int) -> list[int]:
    """Revisions that ask to be linked, oldest first."""
    return list(
        session.scalars(select(Revision.id).where(Revision.fresh).order_by(Revision.date, Revision.key).limit(limit))
    )


def link(session: Session, revision_ids: Sequence[int]) -> None:
    """Link these revisions, and whatever later ones they bear on, and make series of what hangs together."""
    hands = _hands(session)
    asked = _load(session, revision_ids)
    # Who has a link to one of these may have nothing in common with it any more.
    linked = _ends(session, asked, RevisionLink.earlier_id, RevisionLink.later_id)
    near = asked | _load(session, _candidates(session, asked.values(), hands) | linked)
    first = min(each.order for each in asked.values())
    # A later revision may find a better predecessor in a new one; a fresh one will be asked in its turn anyway.
    waiting = _fresh_among(session, near)
    again = asked | {
        row: each for row, each in near.items() if row not in waiting and (each.order > first or row in linked)
    }
    if len(again) > len(asked):
        near = near | _load(session, _candidates(session, again.values(), hands) - near.keys())
    ids = {each.key: row for row, each in near.items()}
    sharing = _Near(near.values(), hands)
    found = [each for row in again for each in work.links(near[row], sharing.earlier(near[row]), hands)]
    touched = set(again) | _ends(session, again, RevisionLink.later_id, RevisionLink.earlier_id)
    for piece in pieces(again):
        session.execute(delete(RevisionLink).where(RevisionLink.later_id.in_(piece)))
    add(
        session,
        RevisionLink,
        [
            {
                "later_id": ids[each.later],
                "earlier_id": ids[each.earlier],
                "evidence": each.evidence,
                "detail": each.detail,
                "message_id": each.message_id,
                "confidence": each.confidence,
                "accepted": each.accepted,
            }
            for each in sorted(found, key=lambda each: (each.later, each.earlier))
        ],
    )
    touched |= {ids[each.earlier] for each in found}
    _regroup(session, touched, hands)
    for piece in pieces(revision_ids):
        session.execute(update(Revision).where(Revision.id.in_(piece)).values(fresh=False))


def _load(session: Session, revision_ids: Iterable[int]) -> dict[int, Version]:
    """What is compared of revisions, by row id."""
    keys: dict[int, list[tuple[str, str]]] = {}
    rows: list[Any] = []
    for piece in pieces(sorted(set(revision_ids))):
        rows += session.execute(
            select(Revision, Message.message_id)
            .join(Message, Message.id == Revision.head_id)
            .where(Revision.id.in_(piece))
        ).all()
        for row, kind, value in session.execute(
            select(RevisionKey.revision_id, RevisionKey.kind, RevisionKey.value).where(
                RevisionKey.revision_id.in_(piece)
            )
        ):
            keys.setdefault(row, []).append((kind, value))
    targets = _targets(session, {value for each in keys.values() for kind, value in each if kind.startswith("link")})
    found = {}
    for revision, message_id in rows:
        mine = keys.get(revision.id, [])
        numbers = frozenset(int(each) for each in revision.numbers.split() if each != "0")
        found[revision.id] = Version(
            key=revision.key,
            message_id=message_id,
            thread=revision.thread_id,
            version=revision.version,
            minor=revision.minor,
            date=revision.date,
            title=normal(revision.title),
            sender=Person(revision.author_name, revision.author_email),
            rfc=revision.rfc,
            resend=revision.resend,
            total=revision.total,
            covered=revision.cover_id is not None,
            numbers=numbers,
            people=frozenset(value for kind, value in mine if kind == "person"),
            titles=frozenset(value for kind, value in mine if kind == "patch"),
            patch_ids=frozenset(value for kind, value in mine if kind == "patch-id"),
            branches=frozenset(value for kind, value in mine if kind == "branch"),
            change_id=min((value for kind, value in mine if kind == "change-id"), default=None),
            links=tuple(
                (targets[value], int(kind[6:]) if kind != "link" else None)
                for kind, value in sorted(mine)
                if kind.startswith("link") and value in targets
            ),
            answers=revision.answers,
        )
    session.expunge_all()
    return found


def _targets(session: Session, message_ids: Iterable[str]) -> dict[str, str]:
    """The revision (by key) that a message is part of or speaks about."""
    found: dict[str, str] = {}
    for piece in pieces(message_ids):
        found.update(
            session.execute(
                select(Message.message_id, Revision.key)
                .join(Placement, Placement.message_id == Message.id)
                .join(Revision, Revision.id == Placement.revision_id)
                .where(Message.message_id.in_(piece))
            ).all()
        )
    return found


def _hands(session: Session) -> dict[frozenset[str], bool]:
    """What people said of pairs of revisions (keys): together or not."""
    said = session.execute(select(Grouping.message_id, Grouping.other_message_id, Grouping.together)).all()
    keys = _targets(session, {each for one, other, _ in said for each in (one, other)})
    return {
        frozenset((keys[one], keys[other])): together for one, other, together in said if one in keys and other in keys
    }


def _candidates(session: Session, of: Iterable[Version], hands: dict[frozenset[str], bool]) -> set[int]:
    """Row ids of all revisions that share a key or the thread with one of these, name one or are named by one."""
    of = list(of)
    found: set[int] = set()
    for values in pieces({value for each in of for _, value in each.traits()}):
        found.update(
            session.scalars(
                select(RevisionKey.revision_id).where(RevisionKey.value.in_(values), RevisionKey.kind.in_(LOOKUPS))
            )
        )
    for threads in pieces({each.thread for each in of}):
        found.update(session.scalars(select(Revision.id).where(Revision.thread_id.in_(threads))))
    own = {each.key for each in of}
    named = {key for each in of for key, _ in each.links}
    named |= {key for pair in hands if pair & own for key in pair}
    for keys in pieces(named):
        found.update(session.scalars(select(Revision.id).where(Revision.key.in_(keys))))
    linking = aliased(RevisionKey)
    for keys in pieces(own):
        # Who names a message of these as an earlier version.
        found.update(
            session.scalars(
                select(linking.revision_id)
                .join(Message, Message.message_id == linking.value)
                .join(Placement, Placement.message_id == Message.id)
                .join(Revision, Revision.id == Placement.revision_id)
                .where(Revision.key.in_(keys), linking.kind.like("link%"))
            )
        )
    return found


class _Near:
    """The revisions at hand by what they can share, so that each is only compared with those that share something."""

    def __init__(self, versions: Iterable[Version], hands: Mapping[frozenset[str], bool]) -> None:
        self._by: dict[object, list[Version]] = {}
        for each in sorted(versions, key=lambda each: each.order):
            for trait in (each.thread, each.key, *each.traits()):
                self._by.setdefault(trait, []).append(each)
        self._hands = hands

    def earlier(self, of: Version) -> list[Version]:
        """The earlier revisions that share something with `of`: those that it names, and the latest of the others."""
        named = {key for key, _ in of.links} | {key for pair in self._hands if of.key in pair for key in pair}
        found = {
            each.key: each
            for trait in (of.thread, *of.traits())
            for each in self._by.get(trait, ())
            if each.order < of.order and each.key not in named
        }
        latest = sorted(found.values(), key=lambda each: each.order)[-MOST_CANDIDATES:]
        return latest + [each for key in named for each in self._by.get(key, ()) if each.order < of.order]


def _fresh_among(session: Session, ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for piece in pieces(ids):
        found.update(session.scalars(select(Revision.id).where(Revision.id.in_(piece), Revision.fresh)))
    return found


def _ends(session: Session, revision_ids: Iterable[int], one: Ends, other: Ends, **which: bool) -> set[int]:
    """The `other` ends of the links that have these revisions at `one` end."""
    found: set[int] = set()
    for piece in pieces(revision_ids):
        found.update(session.scalars(select(other).where(one.in_(piece)).filter_by(**which)))
    return found


def _hanging_together(session: Session, revision_ids: Iterable[int]) -> set[int]:
    """These revisions with the whole of their series, and what accepted links lead to from there: somebody's word may
    keep two ends of a link in different series."""
    found: set[int] = set()
    wave = set(revision_ids)
    while wave:
        found |= wave
        near = _ends(session, wave, RevisionLink.later_id, RevisionLink.earlier_id, accepted=True)
        near |= _ends(session, wave, RevisionLink.earlier_id, RevisionLink.later_id, accepted=True)
        for piece in pieces(of_revisions(session, wave)):
            near.update(session.scalars(select(Revision.id).where(Revision.series_id.in_(piece))))
        wave = near - found
    return found


def _regroup(session: Session, revision_ids: Iterable[int], hands: dict[frozenset[str], bool]) -> None:
    """Make series of the revisions that hang together with these."""
    members = _hanging_together(session, revision_ids)
    old = of_revisions(session, members)
    loaded = _load(session, members)
    ids = {each.key: row for row, each in loaded.items()}
    accepted = _accepted(session, loaded)
    apart = [pair for pair, together in hands.items() if not together]
    groups = work.series(loaded.values(), accepted, apart)
    add(
        session,
        Series,
        [
            {
                "key": group[0].key,
                "title": "",
                "author_name": "",
                "author_email": "",
                "started": group[0].date,
                "updated": group[0].date,
            }
            for group in groups
        ],
    )
    series_ids: dict[str, int] = {}
    for keys in pieces(group[0].key for group in groups):
        series_ids.update(session.execute(select(Series.key, Series.id).where(Series.key.in_(keys))).all())
    changes = []
    for group in groups:
        based = work.bases(group, accepted)
        whole = _complete(group, based)
        changes += [
            {
                "id": ids[each.key],
                "series_id": series_ids[group[0].key],
                "base_id": ids[based[each.key]] if each.key in based else None,
                "partial": each.key in based,
                "complete": each.key in whole,
            }
            for each in group
        ]
    if changes:
        session.execute(update(Revision), changes)
    refresh(session, old | set(series_ids.values()))


def _accepted(session: Session, loaded: dict[int, Version]) -> list[Link]:
    found = []
    for piece in pieces(loaded):
        for row in session.scalars(select(RevisionLink).where(RevisionLink.later_id.in_(piece), RevisionLink.accepted)):
            if row.earlier_id in loaded:
                later, earlier = loaded[row.later_id].key, loaded[row.earlier_id].key
                found.append(Link(later, earlier, row.evidence, row.detail, row.message_id, row.confidence))
    session.expunge_all()
    return found


def _complete(group: Sequence[Version], based: dict[str, str]) -> set[str]:
    """Those of which every patch was seen, a re-roll's others in its base."""
    numbers: dict[str, frozenset[int]] = {}
    for each in group:
        numbers[each.key] = each.numbers | numbers.get(based.get(each.key, ""), frozenset())
    return {each.key for each in group if numbers[each.key] >= set(range(1, each.total + 1))}
