"""What the rules look at: the history of one series as frozen facts, from its first version to its last mail.

Versions are named by their place in `History.versions`, the newest being the last; mails by their Message-ID, remarks
by it and their number. `app.derive.load` makes these from the tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

# The tags that speak for a patch; those of the first two kinds are a reviewer's word.
REVIEWED = ("Reviewed-by", "Acked-by")
VERDICTS = (*REVIEWED, "Tested-by")
NAK = "Nacked-by"

Name = tuple[str, int]
"""A remark: the Message-ID of its mail, and its number there."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person. `key` is the same for all addresses of one person, and only good for telling people apart."""

    key: str
    name: str
    email: str

    @property
    def called(self) -> str:
        """How a sentence names the person."""
        return self.name or self.email or "somebody"


@dataclass(frozen=True, slots=True)
class GivenTag:
    """A review tag that holds for a patch: `message_id` is the mail in which it stands, `written` that it is the patch
    itself (the author carried it over from an earlier version)."""

    kind: str
    who: Who
    message_id: str
    at: dt.datetime
    written: bool


@dataclass(frozen=True, slots=True)
class PatchOf:
    """A patch of a version, with the review tags of others than its author that hold for it, also those given to the
    cover."""

    message_id: str
    number: int
    title: str
    tags: tuple[GivenTag, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One posting, with the patches that it takes from its base where it is a partial re-roll. `parts` are the
    Message-IDs of its patches, and of its cover and that of its base."""

    label: str
    head: str
    date: dt.datetime
    total: int
    complete: bool
    patches: tuple[PatchOf, ...]
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Announced:
    """What a mail announces; see `ingest.facts.Announcement`."""

    what: str
    numbers: tuple[int, ...]
    titles: tuple[str, ...]
    excluded: tuple[int, ...]
    links: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail about a version that is no part of it.

    `number` is that of the patch it is about, 0 for the cover, None where it is about neither; `on` the Message-ID of
    that part. `tags` are the kinds of tags that its sender gives.
    """

    message_id: str
    parent: str | None
    at: dt.datetime
    who: Who
    by_author: bool
    robot: bool
    version: int
    number: int | None
    on: str | None
    tags: tuple[str, ...]
    announced: tuple[Announced, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A classified remark of a mail. `objection` is `app.rules.remark.is_objection` of somebody who is not the author;
    `sure` says that the act
    is more than a guess. `lines` and `quoted` are `app.rules.conversation.lines` of its text and of what it answers."""

    mail: Mail
    number: int
    act: str | None
    sure: bool
    severity: str
    labels: tuple[str, ...]
    source: str
    said_by: str
    objection: bool
    text: str
    lines: tuple[str, ...]
    quoted: tuple[str, ...]
    path: str | None
    code: str | None

    @property
    def name(self) -> Name:
        return (self.mail.message_id, self.number)


@dataclass(frozen=True, slots=True)
class Follow:
    """What the version `version` did at the place of a remark on an earlier one: a word of `app.rules.followed.PLACES`,
    and the line of its changelog that seems to speak of it."""

    version: int
    place: str
    named: str


@dataclass(frozen=True, slots=True)
class Landing:
    """A patch of some version, by Message-ID, found as a commit of a configured tree or in a pull request.

    `text` says where and by what it was found; `said_in` is the Message-ID of the pull request, else the patch's.
    """

    message_id: str
    text: str
    date: dt.datetime
    said_in: str


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of a series. `followed` is by remark in the order of versions; `pairs` leads from a patch
    (Message-ID) to what it is in later versions; `addressed` are the addresses that the newest version was sent to.
    `by_hand` is the outcome that a person has given to a remark, and the sentence that says so."""

    author: Who
    versions: tuple[Version, ...]
    mails: tuple[Mail, ...]
    remarks: tuple[Said, ...]
    followed: Mapping[Name, tuple[Follow, ...]]
    pairs: Mapping[str, frozenset[str]]
    landed: tuple[Landing, ...]
    addressed: tuple[str, ...]
    by_hand: Mapping[Name, tuple[str, str]]

    @property
    def newest(self) -> Version:
        return self.versions[-1]
