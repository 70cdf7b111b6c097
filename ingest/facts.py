"""What the steps of the pipeline say to each other: frozen dataclasses and nothing else.

A fact is what a mail says, never what it means. Each step takes facts and gives facts; only `ingest.store`
turns them into rows. Message-IDs are without angle brackets, addresses in lower case, times in UTC,
text without NUL or lone surrogates (so that any database takes it).

Facts travel between processes in great numbers, and pickle is three times slower on dataclasses with slots.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

# Raise this when the parser gives other facts for the same bytes: what was parsed before is parsed again.
PARSER = 2

Kind = Literal["cover", "patch", "reply", "pull-request", "bot", "other"]


@dataclass(frozen=True)
class RawMail:
    """One mail as a source gives it.

    `locator` finds the bytes again inside the source (a commit, an offset, a file name); `archived_at` is when
    the archive says it took the mail, None where the source does not say. A `removed` mail is one that the
    archive has withdrawn: `raw` then holds the bytes that were withdrawn, as far as the archive keeps them.
    `truncated` says that the mail is `size` bytes long and only the first of them were read.
    """

    locator: str
    raw: bytes
    epoch: int = 0
    archived_at: dt.datetime | None = None
    removed: bool = False
    size: int = 0
    truncated: bool = False


@dataclass(frozen=True)
class Person:
    """A name and an address as a mail states them; nobody has checked either."""

    name: str
    email: str


@dataclass(frozen=True)
class Subject:
    """A subject line taken apart: `[RFC PATCH net-next v3 2/7] title`.

    `number` and `total` are None where the subject states no counter. `minor` is the 1 of `v1.1`.
    """

    title: str
    version: int = 1
    minor: int = 0
    version_stated: bool = False
    number: int | None = None
    total: int | None = None
    prefixes: tuple[str, ...] = ()
    reply: bool = False
    patch: bool = False
    rfc: bool = False
    resend: bool = False


@dataclass(frozen=True)
class Tag:
    """One trailer line.

    `how`: `given` by the sender in a reply; `relayed` in a reply for somebody else; `written` in the commit
    message of a patch. `name` and `email` are empty where the trailer names nobody (Fixes, Link).
    """

    kind: str
    value: str
    name: str
    email: str
    how: Literal["given", "relayed", "written"]


@dataclass(frozen=True)
class Remark:
    """Unquoted text of a reply with the quoted lines above it.

    `number` counts the unquoted blocks of the message from 0 and is kept by those that are cut away, such as an
    attribution line, so that what is cut never renumbers what follows. `quoted` is the nearest quoted passage, with
    its quote marks.
    """

    number: int
    text: str
    quoted: str


@dataclass(frozen=True)
class FileChange:
    """One file of a diff with the number of lines it adds and removes."""

    path: str
    added: int
    removed: int


@dataclass(frozen=True)
class Diff:
    """What is known of a patch from its diff. `patch_id` is git's stable patch-id, None where git finds none."""

    files: tuple[FileChange, ...]
    content_hash: str
    patch_id: str | None = None


@dataclass(frozen=True)
class VersionLink:
    """A reference from a posting to an earlier version of itself, as its author wrote it.

    `version` is the stated number (`v2: https://…` says 2), None where only the reference is stated.
    """

    message_id: str
    version: int | None


@dataclass(frozen=True)
class Announcement:
    """What a mail says to have been done, or to be done, with patches.

    `numbers` and `titles` are the patches that it names, both empty where it speaks of all that it answers; `excluded`
    those that it says were left out. `tree` is a tree or branch as it was named, `commit` the first hash, `links` the
    Message-IDs named beside it (of what supersedes it), `text` the sentence that says so, at most 200 characters.
    """

    what: Literal["applied", "will-apply", "dropped", "withdrawn", "superseded"]
    numbers: tuple[int, ...]
    titles: tuple[str, ...]
    excluded: tuple[int, ...]
    tree: str
    commit: str
    links: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PulledCommit:
    """A commit that a pull request lists, by its title and the name of its author."""

    title: str
    author: str


@dataclass(frozen=True)
class Mail:
    """All that one mail says. `problem` names what kept it from being read whole; the rest is then best effort."""

    message_id: str
    subject: Subject
    subject_line: str
    sender: Person
    munged: bool
    date: dt.datetime
    received_at: dt.datetime
    parent: str | None
    references: tuple[str, ...]
    recipients: tuple[str, ...]
    kind: Kind
    author: Person | None = None
    has_diff: bool = False
    diffstat: bool = False
    diff: Diff | None = None
    tags: tuple[Tag, ...] = ()
    remarks: tuple[Remark, ...] = ()
    change_id: str | None = None
    base_commit: str | None = None
    version_links: tuple[VersionLink, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    pulled: tuple[PulledCommit, ...] = ()
    problem: str | None = None


@dataclass(frozen=True)
class Anchor:
    """Where a remark points: a line of a patch's diff (`path`, `line` of the new file, or of the old file for a
    removed line, counted from 1) or a line of its commit message (`path` None)."""

    path: str | None
    line: int | None
    code: str


@dataclass(frozen=True)
class Compared:
    """Two versions compared: patch by patch, as (earlier Message-ID, later Message-ID, how, likeness) of
    `app.rules.rangediff.Pair`; and of each remark that was followed, in the order asked, (place, changelog line) of
    `app.rules.followed`, None where the later version has the very patch mail that it is about."""

    pairs: tuple[tuple[str | None, str | None, str, float], ...]
    followed: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True)
class Note:
    """The part of a stored mail that grouping looks at. See `ingest.group`."""

    id: int
    message_id: str
    parent: str | None
    references: tuple[str, ...]
    kind: Kind
    sender: Person
    author: Person | None
    date: dt.datetime
    subject: Subject
    diffstat: bool = False
    has_diff: bool = False
    change_id: str | None = None
    version_links: tuple[VersionLink, ...] = ()
