"""Submissions: which patches and covers of a thread were posted as one, and which of them a reply speaks about.

b4's `LoreMailbox` sorts a thread by version number only, so two series, a resend or a corrected patch in one thread
overwrite each other there, and its result depends on the order of the messages (docs/decisions). Here a posting
joins the submission of the nearest posting that it answers, if sender, version and count agree and its place is
free; else one that was sent beside it in the same session; else it opens a new one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.facts import Kind, Note
from ingest.group.thread import Tree

# git send-email sends a series in one go; what is threaded beneath one message may be sent by hand, slowly.
SESSION = dt.timedelta(minutes=30)
THREADED = dt.timedelta(days=1)
# A cover letter or a forgotten patch that is sent later.
LATE = dt.timedelta(days=7)
MOST_PATCHES = 2000

_TITLE_VERSION = re.compile(r"(?<!cgroup )(?<!cgroups )\bv(\d{1,3})\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Submission:
    """One posting of a series. `slots` holds the cover at 0 and the patches at their numbers."""

    sender: str
    version: int
    minor: int
    total: int
    slots: dict[int, Note] = field(default_factory=dict)

    def last(self) -> dt.datetime:
        return max(note.date for note in self.slots.values())

    @property
    def head(self) -> Note:
        return self.slots[min(self.slots)]

    @property
    def cover(self) -> Note | None:
        return self.slots.get(0)

    @property
    def patches(self) -> list[Note]:
        return [self.slots[number] for number in sorted(self.slots) if number]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs. `number` is its place in the submission, None where it only speaks about it;
    `target` is the patch or cover spoken about, None where that was never seen."""

    kind: Kind
    submission: Submission | None = None
    number: int | None = None
    target: Note | None = None


def split(notes: Iterable[Note]) -> tuple[list[Submission], dict[str, Place]]:
    """The submissions of one thread, and the place of each of its messages by Message-ID."""
    tree = Tree(notes)
    submissions: list[Submission] = []
    member: dict[str, Submission] = {}
    for note in tree.parents_first():
        if note.kind in ("patch", "cover"):
            version = _version(note, tree, member)
            submission = _find(note, version, tree, submissions, member)
            if submission is None:
                submission = _open(note, version)
                submissions.append(submission)
            number = _number(note)
            submission.slots[number] = note
            submission.total = max(submission.total, number)
            member[note.message_id] = submission
    _join_unmarked_covers(tree, member)
    places = {note.message_id: _posted(note, member) for note in tree.notes if note.message_id in member}
    implied = _implied_covers(tree, submissions)
    for note in tree.parents_first():
        if note.message_id not in places:
            places[note.message_id] = _spoken(note, tree, places, implied)
    return submissions, places


def _number(note: Note) -> int:
    """Its place in a submission; what is no patch is a cover."""
    if note.kind != "patch":
        return 0
    return 1 if note.subject.number is None else note.subject.number


def _posted(note: Note, member: dict[str, Submission]) -> Place:
    return Place("patch" if note.kind == "patch" else "cover", member[note.message_id], _number(note))


def _open(note: Note, version: tuple[int, int]) -> Submission:
    total = min(1 if note.subject.total is None else note.subject.total, MOST_PATCHES)
    return Submission(note.sender.email, *version, max(total, 1))


def _version(note: Note, tree: Tree, member: dict[str, Submission]) -> tuple[int, int]:
    """The stated version; a patch that states none has that of the cover (or patch) that it was sent under."""
    above = tree.parent(note)
    if not note.subject.version_stated and note.subject.number is not None and above and above.message_id in member:
        sent_under = (
            above.sender.email == note.sender.email
            and above.subject.total == note.subject.total
            and _number(above) < _number(note)
            and abs(note.date - above.date) <= THREADED
        )
        if sent_under:
            return member[above.message_id].version, member[above.message_id].minor
    return note.subject.version, note.subject.minor


def _find(
    note: Note, version: tuple[int, int], tree: Tree, submissions: list[Submission], member: dict[str, Submission]
) -> Submission | None:
    if note.subject.number is None and note.kind == "patch":
        return None
    number = _number(note)
    if number > MOST_PATCHES:
        return None

    def fits(submission: Submission, within: dt.timedelta) -> bool:
        return (
            submission.sender == note.sender.email
            and (submission.version, submission.minor) == version
            and number not in submission.slots
            and any(abs(note.date - each.date) <= within for each in submission.slots.values())
        )

    for above in tree.ancestors(note):
        submission = member.get(above.message_id)
        if submission is not None and fits(submission, LATE):
            # A cover and its patches may state different totals when a posting was begun again.
            counted = submission.total == note.subject.total or (above.kind == "cover" and above is tree.parent(note))
            if counted and (number == 0 or note.subject.number is not None):
                return submission
        if submission is not None and (submission.version, submission.minor) == version:
            break
    beside = [
        submission
        for submission in submissions
        if submission.total == note.subject.total
        and fits(submission, THREADED)
        and (within := _beside(note, submission, tree))
        and fits(submission, within)
    ]
    # Of several, the one in which the note continues the count, else the one sent last.
    return max(beside, key=lambda each: (number - 1 in each.slots, each.last(), each.head.message_id), default=None)


def _beside(note: Note, submission: Submission, tree: Tree) -> dt.timedelta | None:
    """How far apart from the rest a note may be sent that answers the same message as one of them, that is unthreaded
    like one of them, or that goes on with a resend where its first patch began; None where it does none of these."""
    above = tree.parent(note)
    mates = submission.slots.values()
    if above is None:
        if note.parent is not None and any(each.parent == note.parent for each in mates):
            return THREADED
        return SESSION if any(tree.parent(each) is None for each in mates) else None
    for each in mates:
        if tree.parent(each) is above or (each.subject.resend == note.subject.resend and tree.below(each, above)):
            return THREADED
    return None


def _join_unmarked_covers(tree: Tree, member: dict[str, Submission]) -> None:
    """Covers without 0/N: a mail without diff or Re: under which its sender has sent numbered patches."""
    for note in tree.notes:
        submission = member.get(note.message_id)
        above = tree.parent(note)
        if submission is None or 0 in submission.slots or above is None or submission.total < 2:
            continue
        cover = (
            above.kind in ("other", "reply")
            and not above.subject.reply
            and not above.has_diff
            and above.sender.email == note.sender.email
            and abs(note.date - above.date) <= THREADED
            and above.message_id not in member
        )
        if cover:
            submission.slots[0] = above
            member[above.message_id] = submission
            stated = _TITLE_VERSION.search(above.subject.title)
            if above.subject.version_stated:
                submission.version = max(submission.version, above.subject.version)
            elif stated and not note.subject.version_stated and int(stated.group(1)):
                submission.version = int(stated.group(1))


def _implied_covers(tree: Tree, submissions: list[Submission]) -> dict[str, Submission]:
    """Messages that nobody has seen but which patches were sent under: replies to them speak about the same."""
    implied: dict[str, Submission | None] = {}
    for submission in submissions:
        for note in submission.slots.values():
            if note.parent is not None and note.parent not in tree.by_id:
                other = implied.setdefault(note.parent, submission)
                if other is not submission:
                    implied[note.parent] = None
    return {message_id: submission for message_id, submission in implied.items() if submission is not None}


def _spoken(note: Note, tree: Tree, places: dict[str, Place], implied: dict[str, Submission]) -> Place:
    if note.parent in implied:
        return Place(note.kind, implied[note.parent])
    above = tree.parent(note)
    if above is None:
        unseen = (implied[each] for each in reversed(note.references) if each in implied)
        return Place(note.kind, next(unseen, None))
    place = places.get(above.message_id)
    if place is None:
        return Place(note.kind)
    if place.number is not None:
        return Place(note.kind, place.submission, None, above)
    return Place(note.kind, place.submission, None, place.target)
