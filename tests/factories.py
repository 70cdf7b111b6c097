"""Rows for the tests of the read side: one factory a table, and two that put a posting and a reply together.

Each takes the session and the columns that the test is about and flushes; a column that nobody speaks of is empty.
People are at example.org, and time stands at `NOW`.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models

NOW = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)
Row = TypeVar("Row", bound=models.Base)

_numbers = itertools.count(1)
# What a column that must have a value has where nothing else is said; `object` is what our own type of times names.
_EMPTY: dict[type, Any] = {int: 0, str: "", bool: False, bytes: b"", float: 0.0, object: NOW}


def days_ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def _add(session: Session, table: type[Row], /, **columns: Any) -> Row:
    needed = (c for c in table.__table__.columns if not (c.nullable or c.primary_key or c.foreign_keys))
    row = table(**{column.name: _EMPTY[column.type.python_type] for column in needed} | columns)
    session.add(row)
    session.flush()
    return row


def mailing_list(session: Session, name: str = "demo", **columns: Any) -> models.MailingList:
    given = {"name": name, "address": f"{name}@example.org"}
    return _add(session, models.MailingList, **given | columns)


def source(session: Session, of: models.MailingList, **columns: Any) -> models.Source:
    given = {"list_id": of.id, "locator": f"{next(_numbers)}.mbox", "read_at": NOW}
    return _add(session, models.Source, **given | columns)


def cursor(session: Session, of: models.Source, **columns: Any) -> models.Cursor:
    given = {"source_id": of.id, "epoch": 0, "commit": "0" * 40}
    return _add(session, models.Cursor, **given | columns)


def removal(session: Session, of: models.MailingList, message_id: str, **columns: Any) -> models.Removal:
    return _add(session, models.Removal, list_id=of.id, message_id=message_id, **columns)


def content(session: Session, raw: bytes = b"", **columns: Any) -> models.Content:
    given = {"sha256": next(_numbers).to_bytes(32, "big"), "size": len(raw), "data": zlib.compress(raw)}
    return _add(session, models.Content, **given | columns)


def thread(session: Session, **columns: Any) -> models.Thread:
    return _add(session, models.Thread, **columns)


def thread_node(session: Session, of: models.Thread, message_id: str) -> models.ThreadNode:
    return _add(session, models.ThreadNode, thread_id=of.id, message_id=message_id)


def message(session: Session, **columns: Any) -> models.Message:
    """A message by Ada, in a thread of its own where none is given."""
    date = columns.get("date", days_ago(10))
    title = columns.get("title", "repair the pump")
    given = {
        "message_id": f"{next(_numbers)}@example.org",
        "content_id": columns.get("content_id") or content(session).id,
        "thread_id": columns.get("thread_id") or thread(session).id,
        "kind": "other",
        "subject": title,
        "title": title,
        "version": 1,
        "from_name": "Ada",
        "from_email": "ada@example.org",
        "recipients": "demo@example.org",
        "date": date,
        "received_at": date,
        "version_links": "[]",
    }
    return _add(session, models.Message, **given | columns)


def placement(session: Session, of: models.Message, **columns: Any) -> models.Placement:
    given = {"message_id": of.id, "kind": of.kind}
    return _add(session, models.Placement, **given | columns)


def copy(session: Session, of: models.Message, brought_by: models.Source, **columns: Any) -> models.Copy:
    given = {
        "message_id": of.id,
        "content_id": of.content_id,
        "list_id": brought_by.list_id,
        "source_id": brought_by.id,
        "locator": str(next(_numbers)),
        "received_at": of.received_at,
    }
    return _add(session, models.Copy, **given | columns)


def patch(session: Session, of: models.Message, **columns: Any) -> models.Patch:
    given = {"message_id": of.id, "content_hash": f"{next(_numbers):040x}", "added": 3, "removed": 1}
    return _add(session, models.Patch, **given | columns)


def patch_file(session: Session, of: models.Message, path: str, **columns: Any) -> models.PatchFile:
    given = {"message_id": of.id, "position": next(_numbers), "path": path, "added": 3, "removed": 1}
    return _add(session, models.PatchFile, **given | columns)


def person(session: Session, name: str = "Ada", **columns: Any) -> models.Person:
    given = {"name": name, "key": f"{name.lower()} {next(_numbers)}"}
    return _add(session, models.Person, **given | columns)


def address(session: Session, email: str, of: models.Person, **columns: Any) -> models.Address:
    given = {"email": email, "name": of.name, "person_id": of.id}
    return _add(session, models.Address, **given | columns)


def remark(session: Session, of: models.Message, **columns: Any) -> models.Remark:
    given = {"message_id": of.id, "number": 0, "text": "Why?", "quoted": "> +x"}
    return _add(session, models.Remark, **given | columns)


def tag(session: Session, of: models.Message, kind: str, name: str = "", **columns: Any) -> models.Tag:
    """A tag that stands in the message; a name is that of somebody at example.org."""
    email = columns.get("email", f"{name.lower()}@example.org" if name else "")
    given = {
        "message_id": of.id,
        "position": next(_numbers),
        "kind": kind,
        "value": f"{name} <{email}>",
        "name": name,
        "email": email,
        "how": "given",
    }
    return _add(session, models.Tag, **given | columns)


def series(session: Session, title: str = "repair the pump", **columns: Any) -> models.Series:
    given = {
        "key": f"{next(_numbers):016x}",
        "title": title,
        "author_name": "Ada",
        "author_email": "ada@example.org",
        "started": days_ago(10),
        "updated": days_ago(1),
    }
    return _add(session, models.Series, **given | columns)


def series_list(session: Session, of: models.Series, on: models.MailingList) -> models.SeriesList:
    return _add(session, models.SeriesList, series_id=of.id, list_id=on.id, updated=of.updated)


def revision(session: Session, of: models.Series | None, head: models.Message, **columns: Any) -> models.Revision:
    given = {
        "key": f"{next(_numbers):016x}",
        "series_id": of.id if of else None,
        "thread_id": head.thread_id,
        "head_id": head.id,
        "version": 1,
        "total": 1,
        "received": 1,
        "complete": True,
        "title": head.title,
        "author_name": head.from_name,
        "author_email": head.from_email,
        "date": head.date,
    }
    return _add(session, models.Revision, **given | columns)


def revision_key(session: Session, of: models.Revision, kind: str, value: str) -> models.RevisionKey:
    return _add(session, models.RevisionKey, revision_id=of.id, kind=kind, value=value)


def revision_link(
    session: Session, later: models.Revision, earlier: models.Revision, message_id: str, **columns: Any
) -> models.RevisionLink:
    given = {
        "later_id": later.id,
        "earlier_id": earlier.id,
        "message_id": message_id,
        "evidence": "change-id",
        "confidence": 1.0,
        "accepted": True,
    }
    return _add(session, models.RevisionLink, **given | columns)


def grouping(session: Session, message_id: str, other_message_id: str, **columns: Any) -> models.Grouping:
    given = {"message_id": message_id, "other_message_id": other_message_id, "together": True, "by": "ada@example.org"}
    return _add(session, models.Grouping, **given | columns)


@dataclass(frozen=True)
class Posted:
    """A revision with its cover and its patches by number."""

    revision: models.Revision
    cover: models.Message | None
    patches: dict[int, models.Message]

    def __getitem__(self, number: int) -> models.Message:
        return self.patches[number]


def post(
    session: Session,
    of: models.Series | None,
    *,
    version: int = 1,
    total: int = 2,
    numbers: Iterable[int] | None = None,
    cover: bool = True,
    date: dt.datetime | None = None,
    mail: dict[str, Any] | None = None,
    **columns: Any,
) -> Posted:
    """A revision in a thread of its own: its cover and the patches with these numbers (all, where none are given).

    `mail` are columns of its mails, `columns` those of the revision.
    """
    written = {"thread_id": thread(session).id, "version": version, "total": total, "date": date or days_ago(10)}
    written |= mail or {}
    head = message(session, **written | {"kind": "cover", "number": 0}) if cover else None
    patches = {}
    for number in range(1, total + 1) if numbers is None else numbers:
        own = {"kind": "patch", "number": number, "title": f"part {number}"}
        patches[number] = message(session, **own | {"parent": head.message_id if head else None} | written)
    given = {
        "version": version,
        "total": total,
        "received": len(patches),
        "complete": len(patches) == total,
        "cover_id": head.id if head else None,
    }
    row = revision(session, of, head or next(iter(patches.values())), **given | columns)
    if head:
        placement(session, head, revision_id=row.id, number=0)
    for number, part in patches.items():
        placement(session, part, revision_id=row.id, number=number)
        patch(session, part)
    return Posted(row, head, patches)


def reply(session: Session, to: models.Message, name: str = "Bea", **columns: Any) -> models.Message:
    """A reply, a day later, of somebody at example.org to a patch or a cover, which is what it speaks about."""
    about = session.scalars(select(models.Placement).where(models.Placement.message_id == to.id)).one()
    written = {
        "kind": "reply",
        "thread_id": to.thread_id,
        "parent": to.message_id,
        "title": to.title,
        "subject": f"Re: {to.subject}",
        "from_name": name,
        "from_email": f"{name.lower()}@example.org",
        "date": to.date + dt.timedelta(days=1),
    }
    row = message(session, **written | columns)
    placement(session, row, revision_id=about.revision_id, target_id=to.id)
    return row
