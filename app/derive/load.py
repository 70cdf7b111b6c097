"""The histories of series from the tables, in a fixed number of statements however many they are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from app.queries.series.postings import Placed, Posting, effective, lineage, placed, postings
from app.queries.series.tags import Given, given, held
from app.rules.certainty import MODEL, SURE, said_by
from app.rules.conversation import lines
from app.rules.history import Announced, Follow, GivenTag, History, Landing, Mail, Name, PatchOf, Said, Version, Who
from app.rules.title import normal

from . import rows
from .landed import PatchKey
from .landings import landings

ADDRESSED = 20
"""Addresses of those whom a version was sent to."""


class Told(NamedTuple):
    """The history of a series, and the rows of its mails by their Message-IDs."""

    history: History
    mails: Mapping[str, int]


def histories(session: Session, series: Collection[int]) -> Mapping[int, Told]:
    """The history of each of these series that has a revision."""
    posted = postings(session, series)
    loaded = _Loaded(session, [posting for revisions in posted.values() for posting in revisions])
    return {key: loaded.told(revisions) for key, revisions in posted.items()}


Row = TypeVar("Row", bound=Sequence[Any])


def grouped(found: Iterable[Row], column: int) -> Mapping[int, Sequence[Row]]:
    """Rows by the value of one of their columns."""
    result: defaultdict[int, list[Row]] = defaultdict(list)
    for row in found:
        result[row[column]].append(row)
    return result


class _Loaded:
    def __init__(self, session: Session, posted: Sequence[Posting]) -> None:
        revisions = [posting.id for posting in posted]
        asked = {"revisions": revisions}
        self.patches = placed(session, revisions)
        self.tags = given(session, revisions, review_only=True)
        self.parts = {row: rows.Part._make(rest) for row, *rest in session.execute(rows.PARTS, asked)}
        self.mails = grouped(map(rows.MailRow._make, session.execute(rows.MAILS, asked)), 1)
        self.mail_tags = grouped(session.execute(rows.MAIL_TAGS, asked), 0)
        self.announcements = grouped(map(rows.AnnouncedRow._make, session.execute(rows.ANNOUNCEMENTS, asked)), 0)
        self.remarks = grouped(map(rows.RemarkRow._make, session.execute(rows.REMARKS, asked)), 0)
        self.labels: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        for message, number, label in session.execute(rows.LABELS, asked):
            self.labels[message, number].append(label)
        self.followed = grouped(session.execute(rows.FOLLOWED, asked), 0)
        self.pairs = grouped(session.execute(rows.PAIRS, asked), 0)
        wanted = sorted({email for part in self.parts.values() for email in (part.sender, part.author)})
        self.people = {
            email: (person, name) for email, person, name in session.execute(rows.PEOPLE, {"emails": wanted})
        }
        covers = {
            posting.id: self.parts[posting.cover_id].message_id for posting in posted if posting.cover_id in self.parts
        }
        self.landed = landings(session, {row: _key(part, covers) for row, part in self.parts.items() if part.number})
        self.by_hand = {
            (message, number): (value, f"{by} says so: {why}" if why else f"{by} says so.")
            for message, number, value, by, why in session.execute(rows.BY_HAND, asked)
        }

    def told(self, revisions: Sequence[Posting]) -> Told:
        place = {posting.id: index for index, posting in enumerate(revisions)}
        newest = revisions[-1]
        senders = {self._key(posting.author_email) for posting in revisions}
        mails = {row.id: self._mail(row, place, senders) for each in place for row in self.mails.get(each, ())}
        said = [self._said(row, mails[message]) for message in mails for row in self.remarks.get(message, ())]
        history = History(
            author=self._who(newest.author_name, newest.author_email),
            versions=tuple(self._version(posting, revisions, senders) for posting in revisions),
            mails=tuple(mails.values()),
            remarks=tuple(said),
            followed=self._follows(mails, place),
            pairs=self._successors(revisions),
            landed=self._landings(revisions),
            addressed=self._addressed(revisions),
            by_hand={each.name: self.by_hand[each.name] for each in said if each.name in self.by_hand},
        )
        return Told(history, {mail.message_id: row for row, mail in mails.items()})

    def _version(self, posting: Posting, revisions: Sequence[Posting], senders: Collection[str]) -> Version:
        line = tuple(lineage(posting, revisions))
        by_id = {each.id: each for each in line}
        parts = [each for each in effective(line, self.patches) if each.message_id in self.parts]
        own = (each.message_id for each in self.patches.get(posting.id, ()))
        covers = (each.cover_id for each in line)
        names = {self.parts[row].message_id for row in (*own, *covers) if row in self.parts}
        return Version(
            label=posting.label,
            head=posting.head,
            date=posting.date,
            total=posting.total,
            complete=posting.complete,
            patches=tuple(self._patch(each, by_id[each.revision_id], senders) for each in parts),
            parts=frozenset(names | {self.parts[each.message_id].message_id for each in parts}),
        )

    def _patch(self, patch: Placed, posting: Posting, senders: Collection[str]) -> PatchOf:
        part = self.parts[patch.message_id]
        own = {*senders, self._key(part.author)}
        holding = held(self.tags.get(patch.message_id, ()), self.tags.get(posting.cover_id or 0, ()))
        tags = (self._tag(each.tag) for each in holding)
        return PatchOf(part.message_id, patch.number, part.title, tuple(tag for tag in tags if tag.who.key not in own))

    def _tag(self, tag: Given) -> GivenTag:
        who = Who(f"person {tag.person}" if tag.person else tag.email or tag.name.casefold(), tag.name, tag.email)
        return GivenTag(tag.kind, who, tag.message_id, tag.date, tag.how == "written")

    def _mail(self, row: rows.MailRow, place: Mapping[int, int], senders: Collection[str]) -> Mail:
        who = Who(f"person {row.person}" if row.person else row.email, row.name, row.email)
        target = self.parts.get(row.target or 0)
        authors = {*senders, self._key(target.author)} if target else senders
        return Mail(
            message_id=row.message_id,
            parent=row.parent,
            at=row.date,
            who=who,
            by_author=who.key in authors,
            robot=row.kind == "bot",
            version=place[row.revision],
            number=target.number if target else None,
            on=target.message_id if target else None,
            tags=tuple(dict.fromkeys(kind for _, kind in self.mail_tags.get(row.id, ()))),
            announced=tuple(self._announced(each) for each in self.announcements.get(row.id, ())),
        )

    def _announced(self, row: rows.AnnouncedRow) -> Announced:
        return Announced(
            what=row.what,
            numbers=tuple(map(int, row.numbers.split())),
            titles=tuple(json.loads(row.titles)),
            excluded=tuple(map(int, row.excluded.split())),
            text=row.text,
            links=tuple(row.links.split()),
        )

    def _said(self, row: rows.RemarkRow, mail: Mail) -> Said:
        return Said(
            mail=mail,
            number=row.number,
            act=row.act,
            sure=row.source != MODEL or (row.act_score or 0.0) >= SURE,
            severity=row.severity or "none",
            labels=tuple(self.labels[row.message, row.number]),
            source=row.source or "",
            said_by="" if row.source is None else said_by(row.source, row.act_score or 0.0),
            objection=row.objection and row.role != "author",
            text=row.text,
            lines=lines(row.text),
            quoted=lines(row.quoted),
            path=row.path,
            code=row.code,
        )

    def _follows(self, mails: Mapping[int, Mail], place: Mapping[int, int]) -> Mapping[Name, tuple[Follow, ...]]:
        found: defaultdict[Name, list[Follow]] = defaultdict(list)
        for message, mail in mails.items():
            for _, number, later, where, named in self.followed.get(message, ()):
                if later in place:
                    found[mail.message_id, number].append(Follow(place[later], where, named))
        return {name: tuple(sorted(each, key=lambda follow: follow.version)) for name, each in found.items()}

    def _successors(self, revisions: Iterable[Posting]) -> Mapping[str, frozenset[str]]:
        """By patch what it is in later versions, and in those after these."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for posting in reversed(list(revisions)):
            for _, earlier, later in self.pairs.get(posting.id, ()):
                if earlier in self.parts and later in self.parts:
                    successor = self.parts[later].message_id
                    found[self.parts[earlier].message_id] |= {successor} | found[successor]
        return {patch: frozenset(later) for patch, later in found.items() if later}

    def _landings(self, revisions: Sequence[Posting]) -> tuple[Landing, ...]:
        """Where the patches of the newest version have landed."""
        parts = effective(tuple(lineage(revisions[-1], revisions)), self.patches)
        return tuple(self.landed[each.message_id] for each in parts if each.message_id in self.landed)

    def _addressed(self, revisions: Sequence[Posting]) -> tuple[str, ...]:
        """The addresses that the newest version was sent to, but those of its senders; those of its head first."""
        newest = revisions[-1]
        own = {posting.author_email for posting in revisions}
        heads = (newest.cover_id, *(each.message_id for each in self.patches.get(newest.id, ())))
        sent = (email for head in heads if head in self.parts for email in self.parts[head].recipients.split())
        return tuple(islice(dict.fromkeys(email for email in sent if email not in own), ADDRESSED))

    def _who(self, name: str, email: str) -> Who:
        person = self.people.get(email)
        return Who(f"person {person[0]}", name or person[1], email) if person else Who(email, name, email)

    def _key(self, email: str) -> str:
        return self._who("", email).key


def _key(part: rows.Part, covers: Mapping[int, str]) -> PatchKey:
    names = (part.sender, part.author, part.sender_name, part.author_name or "")
    return PatchKey(
        message_id=part.message_id,
        cover=covers.get(part.revision),
        patch_id=part.patch_id,
        title=normal(part.title),
        people=frozenset(name.lower() for name in names if name),
        date=part.date,
    )
