"""Versions: which submissions are versions of one piece of work, by ranked evidence.

Every revision points back at earlier ones: at each one that its author names by link, and beyond that at the one
with the best other evidence. A link is a function of the two revisions and of what else shares a key with the
later one, so it does not depend on the order in which mails arrived. Accepted links make a series (their connected
components); a link with too little evidence is kept as a suggestion for a person to decide.

Anybody can write anybody's change-id, title or link into a mail. Evidence between different senders therefore needs
more than one thing to agree before it joins their work.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.facts import Person
from ingest.group.thread import Unions

# The same title by the same person long after is another piece of work.
MEMORY = dt.timedelta(days=400)
# ... and sooner so where no version number says that it is meant as a new round.
UNLABELLED_MEMORY = dt.timedelta(days=120)
ACCEPTED = 0.6

_BRANCH = re.compile(r"^(?:linux-)?v?\d+\.\d+(?:\.[\dxy]+)?(?:-(?:stable|lts|rc\d+))?$|^stable$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared of a revision. `titles` and `patch_ids` are those of its patches, `people` the addresses and
    full names of its sender and its patches' authors, `branches` the stable branches that its subject names, `links`
    the revisions that its author names as earlier versions with the stated number, `answers` the revision that its
    head was sent in reply to."""

    key: str
    message_id: str
    thread: int
    version: int
    minor: int
    date: dt.datetime
    title: str
    sender: Person
    rfc: bool = False
    resend: bool = False
    total: int = 1
    covered: bool = False
    numbers: frozenset[int] = frozenset()
    people: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    patch_ids: frozenset[str] = frozenset()
    change_id: str | None = None
    branches: frozenset[str] = frozenset()
    links: tuple[tuple[str, int | None], ...] = ()
    answers: str | None = None

    @property
    def order(self) -> tuple[dt.datetime, str]:
        return (self.date, self.key)

    def traits(self) -> set[tuple[str, str]]:
        """(kind, value) pairs under which its other versions can be found."""
        found = {("title", title) for title in self.titles | {self.title} if title}
        found |= {("patch-id", value) for value in self.patch_ids}
        if self.change_id:
            found.add(("change-id", self.change_id))
        return found


@dataclass(frozen=True, slots=True)
class Link:
    """`later` is a version of the work of `earlier` (both keys), as far as `evidence` goes. See RevisionLink."""

    later: str
    earlier: str
    evidence: str
    detail: str
    message_id: str
    confidence: float

    @property
    def accepted(self) -> bool:
        return self.confidence >= ACCEPTED


@dataclass(slots=True)
class _Pair:
    """What two revisions have in common."""

    later: Version
    earlier: Version
    same_person: bool = field(init=False)
    same_title: bool = field(init=False)
    titles: int = field(init=False)
    patch_ids: int = field(init=False)

    def __post_init__(self) -> None:
        self.same_person = bool(self.later.people & self.earlier.people)
        self.same_title = bool(self.later.title) and self.later.title == self.earlier.title
        self.titles = len(self.later.titles & self.earlier.titles)
        self.patch_ids = len(self.later.patch_ids & self.earlier.patch_ids)

    @property
    def alike(self) -> bool:
        return self.same_title or self.titles > 0 or self.patch_ids > 0

    @property
    def newer(self) -> bool:
        later, earlier = self.later, self.earlier
        return (later.version, later.minor) > (earlier.version, earlier.minor)

    @property
    def forward(self) -> bool:
        """The number does not fall, but from an RFC to the real thing."""
        later, earlier = self.later, self.earlier
        return later.version >= earlier.version or (earlier.rfc and not later.rfc)


def branches(prefixes: Iterable[str]) -> set[str]:
    """The stable branches among the prefixes of a subject: `[PATCH 6.1.y 1/3]` is for 6.1.y."""
    return {prefix.lower() for prefix in prefixes if _BRANCH.match(prefix)}


def links(later: Version, others: Iterable[Version], hands: Mapping[frozenset[str], bool]) -> list[Link]:
    """The links of one revision to earlier ones. `hands` holds what people said of pairs of keys: together or not."""
    earlier = sorted((each for each in others if each.order < later.order), key=lambda each: each.order)
    pairs = [_Pair(later, each) for each in earlier]
    found: list[Link] = []
    inferred: list[tuple[float, tuple[int, int], dt.datetime, str, Link]] = []
    for pair in pairs:
        word = hands.get(frozenset((later.key, pair.earlier.key)))
        if word is not None:
            if word:
                found.append(_link(pair, "by hand", "a person put them together", 1.0))
            continue
        if link := _declared(pair):
            found.append(link)
        elif link := _inferred(pair):
            version = (pair.earlier.version, pair.earlier.minor)
            inferred.append((link.confidence, version, pair.earlier.date, pair.earlier.key, link))
    if inferred:
        best = max(inferred)[-1]
        if best.accepted or not any(link.accepted for link in found):
            found.append(best)
    return found


def _link(pair: _Pair, evidence: str, detail: str, confidence: float) -> Link:
    return Link(pair.later.key, pair.earlier.key, evidence, detail, pair.later.message_id, confidence)


def _declared(pair: _Pair) -> Link | None:
    later, earlier = pair.later, pair.earlier
    stated = [version for key, version in later.links if key == earlier.key]
    if not stated:
        return None
    numbers = [version for version in stated if version is not None]
    agrees = pair.same_person or pair.alike
    if not numbers:
        if not pair.forward:
            return None
        detail = "names it as an earlier version"
        if agrees:
            return _link(pair, "archive link", detail, 0.97)
        # Somebody else's link to a work that shares nothing with it may be a quotation, or a trick.
        return _link(pair, "archive link", detail + ", but neither sender nor titles agree", 0.5)
    if earlier.version in numbers and (pair.forward or earlier.rfc):
        detail = f"names it as v{earlier.version}"
        # A work may be taken over and renamed at once; the numbers then still go on.
        return _link(pair, "archive link", detail, 0.97) if agrees else _link(pair, "archive link", detail, 0.75)
    if pair.same_person and pair.alike:
        return _link(pair, "archive link", f"names it, though as v{min(numbers)}", 0.9)
    return None


def _inferred(pair: _Pair) -> Link | None:
    later, earlier = pair.later, pair.earlier
    if later.change_id and later.change_id == earlier.change_id:
        agrees = pair.same_person or pair.alike
        return _link(pair, "change-id", f"change-id: {later.change_id}", 0.98 if agrees else 0.5)
    if later.branches != earlier.branches:
        # A backport is work of its own, however much it is like the original.
        return None
    if later.thread == earlier.thread and (link := _same_thread(pair)):
        return link
    if not pair.alike or not pair.forward or later.date - earlier.date > MEMORY:
        return None
    repost = not pair.newer and not (earlier.rfc and not later.rfc)
    if repost and later.date - earlier.date > UNLABELLED_MEMORY and not pair.patch_ids:
        return None
    if not pair.same_person:
        if pair.patch_ids or (pair.same_title and pair.newer):
            return _link(pair, "same patches", "by another sender", 0.4)
        return None
    if pair.same_title:
        return _link(pair, "subject and author", f"both by {later.sender.email}", 0.92)
    least = min(len(later.titles), len(earlier.titles)) or 1
    most = max(len(later.titles), len(earlier.titles)) or 1
    # Without a new version number, one patch of many sent again alone is no new version of them all.
    whole = least if pair.newer else most
    for evidence, count, confidence in (
        ("patch-id", pair.patch_ids, 0.88),
        ("patch titles", pair.titles, 0.8),
    ):
        if 2 * count > whole or (2 * count == whole and pair.newer):
            return _link(pair, evidence, f"{count} of {least} patches are the same", confidence)
    return _link(pair, "patch titles", f"{max(pair.titles, pair.patch_ids)} of {least} patches are the same", 0.4)


def _same_thread(pair: _Pair) -> Link | None:
    later, earlier = pair.later, pair.earlier
    answers = later.answers == earlier.key
    if not pair.forward:
        return None
    if pair.same_person:
        if pair.alike:
            return _link(pair, "same thread", "same sender, same titles", 0.95)
        if pair.newer and answers:
            return _link(pair, "same thread", f"v{later.version} sent in reply to v{earlier.version}", 0.85)
        if pair.newer:
            return _link(pair, "same thread", f"v{later.version} after v{earlier.version} by the same sender", 0.7)
        if answers and later.numbers <= earlier.numbers and later.total == earlier.total > 1 and not later.covered:
            return _link(pair, "same thread", "a patch sent again in reply to itself", 0.8)
        return _link(pair, "same thread", "same sender, other titles", 0.3) if answers else None
    if answers and pair.alike and pair.newer:
        return _link(pair, "same thread", f"v{later.version} of the same patches sent in reply", 0.75)
    return _link(pair, "same thread", "the same titles by another sender", 0.4) if pair.alike else None


def series(
    versions: Iterable[Version], accepted: Iterable[Link], apart: Iterable[frozenset[str]]
) -> list[list[Version]]:
    """The connected components of accepted links among `versions`, each in order of date, first one first.

    Links join in order of confidence; one that would bring together two that a person has put `apart` does not.
    """
    by_key = {version.key: version for version in versions}
    parted = [tuple(pair) for pair in apart if len(pair) == 2 and pair <= by_key.keys()]
    unions: Unions[str] = Unions()
    for key in by_key:
        unions.find(key)
    for link in sorted(accepted, key=lambda each: (-each.confidence, each.later, each.earlier)):
        if link.later in by_key and link.earlier in by_key:
            ends = {unions.find(link.later), unions.find(link.earlier)}
            if not any({unions.find(one), unions.find(other)} == ends for one, other in parted):
                unions.join(link.later, link.earlier)
    groups = [sorted((by_key[key] for key in keys), key=lambda each: each.order) for keys in unions.sets().values()]
    return sorted(groups, key=lambda group: group[0].order)


def bases(group: Sequence[Version], accepted: Iterable[Link]) -> dict[str, str]:
    """Partial re-rolls of a series and the revision whose other patches they leave as they were.

    A re-roll brings some patches of a count, without cover, in the thread of the version that has the others.
    """
    earlier: dict[str, list[str]] = {}
    for link in accepted:
        earlier.setdefault(link.later, []).append(link.earlier)
    by_key = {version.key: version for version in group}
    found: dict[str, str] = {}
    for version in group:
        if version.covered or len(version.numbers) >= version.total:
            continue
        whole = [
            by_key[key]
            for key in earlier.get(version.key, ())
            if key in by_key and by_key[key].thread == version.thread and by_key[key].total == version.total
        ]
        if whole:
            found[version.key] = max(whole, key=lambda each: each.order).key
    return found
