"""What is known of a series, as frozen rows: the fields are the JSON keys of the command and the API.

Times are aware UTC, Message-IDs are without angle brackets. Text comes from mails as it is: who shows it escapes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.queries.objections import ObjectionRow
from app.queries.rows import PersonRow, ReasonRow
from app.rules.override import Word


@dataclass(frozen=True, slots=True)
class LatestRow:
    """The newest revision in short. A partial re-roll counts with the patches that it takes from its base."""

    version: int
    message_id: str
    date: dt.datetime
    total: int
    received: int
    complete: bool
    id: str
    minor: int
    resend: bool
    partial: bool
    rfc: bool


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """One line of a list of series.

    `versions` counts the distinct versions, resends and partial re-rolls apart. `tags` counts the distinct people
    who gave the latest revision a Reviewed-by, Acked-by or Tested-by, `cells` the patches that have one; a kind
    that nobody gave is in neither. `open_objections` counts those that still stand against the latest revision,
    `open_groups` how many of them there are by the group of their first label (`app.rules.remark.GROUPS`, or `other`).
    `state` and `turn` are words of `app.rules.standing`, `waiting_since` is when the turn began; all are None where
    nothing was derived yet. `snoozed_until` is the time until which nobody wants to be reminded.
    """

    id: str
    title: str
    author: PersonRow
    lists: tuple[str, ...]
    state: str | None
    turn: str | None
    waiting_since: dt.datetime | None
    stalled: bool
    latest: LatestRow
    versions: int
    tags: Mapping[str, int]
    cells: Mapping[str, int]
    open_objections: int
    open_groups: Mapping[str, int]
    started: dt.datetime
    updated: dt.datetime
    snoozed_until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A case that the rules looked at, and what they found of it."""

    case: str
    text: str


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag of a patch: one person once a kind.

    `message_id` is the mail in which it stands: the reply that gave it, or the patch in which it is written.
    `inherited`: it was given to the cover. `how` is `given`, `relayed` or `written`; `origin` is the reply to an
    earlier version in which a written one was given, where it was found. `value` is the trailer as written; a
    trailer that names nobody (Fixes, Link) has an empty name and email.
    """

    kind: str
    name: str
    email: str
    message_id: str
    inherited: bool
    how: str
    origin: str | None
    value: str


@dataclass(frozen=True, slots=True)
class PatchRow:
    """One patch. `revision` is the one that posted it: that of its row, or the base of a partial re-roll."""

    number: int
    message_id: str
    title: str
    files: tuple[str, ...]
    added: int
    removed: int
    patch_id: str | None
    tags: tuple[TagRow, ...]
    author: PersonRow
    date: dt.datetime
    revision: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One posting: a version, a resend, or a partial re-roll (with the patches it takes from its `base`).

    `message_id` is its head's, `cover` the cover's or None, `missing` the numbers of patches that no list brought.
    """

    version: int
    message_id: str
    cover: str | None
    date: dt.datetime
    total: int
    received: int
    complete: bool
    resend: bool
    patches: tuple[PatchRow, ...]
    id: str
    minor: int
    rfc: bool
    partial: bool
    base: str | None
    title: str
    author: PersonRow
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened, once a message. `kind` is `posted`, `reply`, `tag` (a reply that gives one), `bot`, or
    what was announced (see `app.models.Announcement`), such as `applied`."""

    at: dt.datetime
    kind: str
    text: str
    message_id: str
    by: PersonRow


@dataclass(frozen=True, slots=True)
class RevisionRef:
    """A revision that a link names, with the series that it is in now (None while it is in none)."""

    id: str
    series: str | None
    version: int
    minor: int
    title: str
    message_id: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Why `later` is taken for a version of `earlier`; one that is not `accepted` is a suggestion.

    `confidence` runs from 0 to 1, `message_id` is the mail in which the evidence can be read.
    """

    evidence: str
    detail: str
    message_id: str
    confidence: float
    accepted: bool
    earlier: RevisionRef
    later: RevisionRef


@dataclass(frozen=True, slots=True)
class PatchCell:
    """A patch in one version.

    `how` is what became of it since the version before: `same`, `changed` or `new` (see `app.rules.rangediff`), `taken`
    where a partial re-roll leaves it as it was sent, `dropped` in the version that it is no longer in (with the patch
    as it was before), and None in the oldest version, and where the two were not compared. `before` is the number that
    it had there, `likeness` runs from 0 to 1.
    """

    number: int
    message_id: str
    how: str | None
    before: int | None
    likeness: float | None


@dataclass(frozen=True, slots=True)
class PatchHistory:
    """One patch over all versions, with the title that it had last: a cell for each revision, the oldest first, None
    where it is not in one."""

    title: str
    cells: tuple[PatchCell | None, ...]


@dataclass(frozen=True, slots=True)
class SeriesWhole(SeriesSummary):
    """A series with all that is known of it. `revisions`, `objections` and `events` run from the oldest to the newest.

    `reason` is None until a state is derived. `waiting_on` are those whose turn it is, as far as can be told, `words`
    what people have set. `tag_ledger` holds the review tags that were lost or kept over much change, by the version in
    which they were; `history` has the patches of the newest version by number, then those that were dropped, the last
    first; `unheard` are those whom the newest version was sent to and who have said nothing on any.
    """

    reason: ReasonRow | None
    waiting_on: tuple[PersonRow, ...]
    words: tuple[Word, ...]
    revisions: tuple[RevisionRow, ...]
    objections: tuple[ObjectionRow, ...]
    events: tuple[EventRow, ...]
    links: tuple[LinkRow, ...]
    history: tuple[PatchHistory, ...]
    tag_ledger: tuple[TagChangeRow, ...]
    unheard: tuple[PersonRow, ...]
    reports: tuple[ReportRow, ...]
    not_looked_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagChangeRow:
    """What became of a review tag that held for a patch in one version, in a later one; see `app.rules.tags`.

    `message_id` is the mail in which the tag was given, where that was found, else the one in which it was written.
    `patch` is the number in the later version, `likeness` runs from 0 to 1.
    """

    kind: str
    name: str
    email: str
    how: str
    earlier_version: int
    later_version: int
    patch: int
    message_id: str
    likeness: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A robot's mail, or what a program says through a person; `kind` is `bot` or `app.models.Remark.origin`.

    `patch` is the number of the patch that it is about (0 for a cover letter). `verdict` is a word of
    `app.rules.report`, None where nobody answered; what follows is by whom, when and in which mail, and how sure the
    machine is of what that mail does (as `app.rules.certainty` says it).
    """

    message_id: str
    by: PersonRow
    at: dt.datetime
    kind: str
    version: int
    patch: int | None
    title: str
    verdict: str | None
    verdict_by: PersonRow | None
    verdict_at: dt.datetime | None
    verdict_message_id: str | None
    verdict_said_by: str | None
