"""Mails to rows: each message once, every copy of it remembered, the best copy read."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.models import Announcement, Content, Copy, Message, Patch, PatchFile, Placement, Pulled, Remark, Tag
from app.rules.title import normal
from ingest.facts import PARSER, Mail
from ingest.jobs import ParseJob, cut_short
from ingest.store import copies, findings, judgements, notes, people, series, threads
from ingest.store.copies import Seen
from ingest.store.sql import add, pieces

# Messages parsed again in one transaction.
STALE = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that a source has brought: where it lies there, its bytes' digest and size, and what it says. `mail` and
    `data` (the compressed bytes) are None where the same bytes are stored already. See `ingest.facts.RawMail`."""

    epoch: int
    locator: str
    removed: bool
    sha256: bytes
    size: int
    mail: Mail | None
    data: bytes | None


@dataclass(slots=True)
class Tally:
    """What storing has changed, in rows."""

    new: int = 0
    duplicate: int = 0
    quarantined: int = 0
    patches: int = 0
    covers: int = 0
    replies: int = 0
    tags: int = 0
    remarks: int = 0

    def count(self, mail: Mail) -> None:
        self.new += 1
        self.quarantined += mail.problem is not None
        self.patches += mail.kind == "patch"
        self.covers += mail.kind == "cover"
        self.replies += mail.kind == "reply"
        self.tags += len(mail.tags)
        self.remarks += len(mail.remarks)


def known(session: Session, digests: Iterable[bytes]) -> set[bytes]:
    """Those of the digests whose bytes are stored."""
    found: set[bytes] = set()
    for piece in pieces(digests):
        found.update(session.scalars(select(Content.sha256).where(Content.sha256.in_(piece))))
    return found


def store(session: Session, list_id: int, source_id: int, arrivals: Sequence[Arrival], tally: Tally) -> None:
    """Store mails that one list's source brought, in one go. What is there already gains a copy, no second row."""
    contents = _contents(session, arrivals)
    parsed: dict[str, Arrival] = {}
    for arrival in arrivals:
        if arrival.mail:
            parsed.setdefault(arrival.mail.message_id, arrival)
    there = _messages(session, parsed)
    mails = {
        contents[arrival.sha256]: arrival.mail
        for message_id, arrival in parsed.items()
        if arrival.mail and message_id not in there
    }
    new = _insert(session, mails)
    brought = copies.seen(session, source_id, {contents[arrival.sha256] for arrival in arrivals})
    for arrival in arrivals:
        # The same bytes again from the same source arrived when they first did, whether in this run or in another.
        if mail := arrival.mail:
            content_id, message_id = contents[arrival.sha256], new.get(mail.message_id) or there[mail.message_id]
            this = Seen(False, mail.received_at, mail.munged, message_id)
            brought[content_id] = min(brought.get(content_id, this), this)
    owners = Counter(brought[contents[arrival.sha256]].message_id for arrival in arrivals)
    known = owners.keys() - set(new.values())
    new_to_list = known - copies.on_list(session, list_id, known)
    add(
        session,
        Copy,
        [
            {
                "message_id": brought[contents[arrival.sha256]].message_id,
                "content_id": contents[arrival.sha256],
                "list_id": list_id,
                "source_id": source_id,
                "epoch": arrival.epoch,
                "locator": arrival.locator,
                "munged": brought[contents[arrival.sha256]].munged,
                "received_at": brought[contents[arrival.sha256]].received_at,
            }
            for arrival in arrivals
        ],
    )
    for mail in mails.values():
        tally.count(mail)
    tally.duplicate += len(arrivals) - len(mails)
    copies.choose(session, known | {message_id for message_id, count in owners.items() if count > 1})
    series.refresh(session, series.of_messages(session, new_to_list))


def _contents(session: Session, arrivals: Sequence[Arrival]) -> dict[bytes, int]:
    add(
        session,
        Content,
        [{"sha256": a.sha256, "size": a.size, "data": a.data} for a in arrivals if a.data],
    )
    found: dict[bytes, int] = {}
    for piece in pieces({arrival.sha256 for arrival in arrivals}):
        found.update(session.execute(select(Content.sha256, Content.id).where(Content.sha256.in_(piece))).all())
    return found


def _messages(session: Session, message_ids: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for piece in pieces(message_ids):
        found.update(session.execute(select(Message.message_id, Message.id).where(Message.message_id.in_(piece))).all())
    return found


def _insert(session: Session, mails: Mapping[int, Mail]) -> dict[str, int]:
    """Insert messages by their content's id; gives their row ids by Message-ID."""
    if not mails:
        return {}
    people.remember(session, mails.values())
    thread_ids = threads.assign(session, list(mails.values()))
    rows = [
        {
            "message_id": mail.message_id,
            "thread_id": thread_ids[mail.message_id],
            "content_id": content_id,
            **facts(mail),
        }
        for content_id, mail in mails.items()
    ]
    answer = session.execute(insert(Message).returning(Message.message_id, Message.id), rows)
    ids = dict(answer.all())
    _insert_parts(session, [(ids[mail.message_id], mail) for mail in mails.values()])
    return ids


def facts(mail: Mail) -> dict[str, Any]:
    """The columns of a message that follow from its mail alone."""
    about = mail.subject
    marks = {
        "reply": about.reply,
        "patch": about.patch,
        "rfc": about.rfc,
        "resend": about.resend,
        "diff": mail.has_diff,
        "diffstat": mail.diffstat,
        "stated": about.version_stated,
    }
    return {
        "kind": mail.kind,
        "subject": mail.subject_line,
        "title": about.title,
        "version": about.version,
        "minor": about.minor,
        "number": about.number,
        "total": about.total,
        "prefixes": " ".join(about.prefixes),
        "marks": " ".join(mark for mark, holds in marks.items() if holds),
        "from_name": mail.sender.name,
        "from_email": mail.sender.email,
        "author_name": mail.author.name if mail.author else None,
        "author_email": mail.author.email if mail.author else None,
        "recipients": " ".join(mail.recipients),
        "date": mail.date,
        "received_at": mail.received_at,
        "parent": mail.parent,
        "references": " ".join(mail.references),
        "change_id": mail.change_id,
        "base_commit": mail.base_commit,
        "version_links": json.dumps([[link.message_id, link.version] for link in mail.version_links])
        if mail.version_links
        else "",
        "problem": mail.problem,
        "parser": PARSER,
    }


def _insert_parts(session: Session, stored: Sequence[tuple[int, Mail]]) -> None:
    patches, files, tags, remarks, announcements, pulled = [], [], [], [], [], []
    for row, mail in stored:
        if mail.diff:
            patches.append(
                {
                    "message_id": row,
                    "patch_id": mail.diff.patch_id,
                    "content_hash": mail.diff.content_hash,
                    "added": sum(change.added for change in mail.diff.files),
                    "removed": sum(change.removed for change in mail.diff.files),
                }
            )
            files += [
                {
                    "message_id": row,
                    "position": position,
                    "path": change.path,
                    "added": change.added,
                    "removed": change.removed,
                }
                for position, change in enumerate(mail.diff.files)
            ]
        tags += [
            {
                "message_id": row,
                "position": position,
                "kind": tag.kind,
                "value": tag.value,
                "name": tag.name,
                "email": tag.email,
                "how": tag.how,
                "origin_id": None,
            }
            for position, tag in enumerate(mail.tags)
        ]
        remarks += [
            {
                "message_id": row,
                "number": remark.number,
                "text": remark.text,
                "quoted": remark.quoted,
                "path": None,
                "line": None,
                "code": None,
                "role": "unknown",
                "objection": False,
            }
            for remark in mail.remarks
        ]
        announcements += [
            {
                "message_id": row,
                "position": position,
                "what": each.what,
                "numbers": " ".join(map(str, each.numbers)),
                "titles": json.dumps(each.titles),
                "excluded": " ".join(map(str, each.excluded)),
                "tree": each.tree,
                "commit": each.commit,
                "links": " ".join(each.links),
                "text": each.text,
            }
            for position, each in enumerate(mail.announcements)
        ]
        pulled += [
            {"message_id": row, "position": position, "title": normal(each.title), "author": each.author}
            for position, each in enumerate(mail.pulled)
        ]
    for model, rows in (
        (Patch, patches),
        (PatchFile, files),
        (Tag, tags),
        (Remark, remarks),
        (Announcement, announcements),
        (Pulled, pulled),
    ):
        add(session, model, rows)
    series.touch(session, series.with_titles(session, {each.title for _, mail in stored for each in mail.pulled}))


def rewrite(session: Session, parsed: Sequence[tuple[int, Mail]]) -> None:
    """Replace what messages say, after their bytes were parsed again; their threads are threaded anew."""
    ids = [message_id for message_id, _ in parsed]
    writers = {mail.sender.email for _, mail in parsed}
    for piece in pieces(ids):
        writers.update(session.scalars(select(Message.from_email).where(Message.id.in_(piece))))
        judgements.forget(session, piece)
        findings.forget(session, piece)
        for model in (PatchFile, Patch, Tag, Remark, Announcement, Pulled):
            session.execute(delete(model).where(model.message_id.in_(piece)))
        session.execute(
            update(Placement)
            .where(Placement.target_id.is_not(None), Placement.target_id.in_(piece) | Placement.message_id.in_(piece))
            .values(unanchored=True)
        )
    for message_id, mail in parsed:
        session.execute(update(Message).where(Message.id == message_id).values(**facts(mail)))
    _insert_parts(session, parsed)
    series.touch(session, series.of_messages(session, ids))
    people.recall(session, writers)
    notes.rethread(session, notes.thread_ids(session, ids))


def stale(session: Session, limit: int) -> list[tuple[int, ParseJob]]:
    """Messages (by row id) that are to be parsed again, from the copy that they are read from now."""
    rows = session.execute(
        select(Message.id, Content.data, Content.size, func.min(Copy.received_at))
        .join(Content, Content.id == Message.content_id)
        .join(Copy, Copy.content_id == Content.id)
        .where(Message.parser != PARSER)
        .group_by(Message.id, Content.id)
        .order_by(Message.id)
        .limit(limit)
    )
    found = ((row, zlib.decompress(data), size, received_at) for row, data, size, received_at in rows)
    return [(row, ParseJob(raw, received_at, cut_short(size, len(raw)))) for row, raw, size, received_at in found]
