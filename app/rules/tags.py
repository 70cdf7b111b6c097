"""What became of review tags from one version of a series to the next: carried, lost, or kept over another patch.

A tag holds for one patch, and speaks of what that patch was when it was given. So it is followed patch by patch, and
what counts in the end is what the newest version has: a tag that came back is not lost, one that was given anew is not
kept over a change, and a patch that was dropped has lost nothing. One that was given once the next version was out is
looked for in the version after that, and whoever signs a patch need not have a tag on it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .history import GivenTag, Who

MUCH = 0.6
"""The likeness below which a patch has changed so much that a tag from before may not hold for it."""
STRONGER = {"Acked-by": "Reviewed-by"}
"""A tag, and the one that says as much and more."""
CHANGED = "the patch was changed"

_DROPPED = re.compile(
    r"\b(?:drop|remov|reset|discard|clear|strip|omit|withdr|(?:not|(?:did|do|have)n't) (?:carr|pick|add|keep|collect))"
    r".{0,80}?\b(?:(?:reviewed|acked|tested)-by|[rat]-bs?|[rat]bs? tags?|rvb"
    r"|review(?:er)?(?:s|'s|s')? tags?|acks|tags|trailers)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Became:
    """What a patch is in the next version: the Message-ID there, and how alike the two are, from 0 to 1."""

    later: str
    likeness: float


@dataclass(frozen=True, slots=True)
class TaggedPatch:
    """A patch of a version, when it was posted, the review tags of others than its author that hold for it, and the
    keys (see Who) of those who sign it off."""

    message_id: str
    number: int
    posted: dt.datetime
    tags: tuple[GivenTag, ...]
    signed: frozenset[str]


@dataclass(frozen=True, slots=True)
class TaggedVersion:
    """A version with the tags that hold for its patches. `became` leads from its patches (Message-IDs) to the next
    version, `changelog` holds lines that say what the next version changed."""

    version: int
    patches: tuple[TaggedPatch, ...]
    became: Mapping[str, Became]
    changelog: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagChange:
    """What became of a tag, as it stands in the newest version. `how` is `lost`, `kept-over-change` or `carried`.

    `tag` is the one that held for the patch in version `earlier`; `patch` is its number in version `later`, where it
    was lost or kept, and `likeness` how alike the patches of the two are. `reason` is the line of the later version's
    changelog that speaks of a loss, or CHANGED; None where there is none, and for what was not lost.
    """

    tag: GivenTag
    how: str
    earlier: int
    later: int
    patch: int
    likeness: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Followed:
    """A tag on its way to the newest version, with what became of it so far; None before it was to be carried."""

    tag: GivenTag
    version: int
    change: TagChange | None


def changes(versions: Sequence[TaggedVersion]) -> tuple[TagChange, ...]:
    """What became of the tags for the patches of the newest version, in the order of versions, patches and tags."""
    underway: Mapping[str, Sequence[_Followed]] = {}
    for earlier, later in pairwise(versions):
        successors = {patch.message_id: patch for patch in later.patches}
        following: dict[str, Sequence[_Followed]] = {}
        for patch in earlier.patches:
            became = earlier.became.get(patch.message_id)
            successor = successors.get(became.later) if became else None
            if became and successor:
                step = _Step(earlier, later, successor, became.likeness)
                tags = _on(patch, earlier.version, underway.get(patch.message_id, ()))
                following[successor.message_id] = [step.take(each) for each in tags]
        underway = following
    found = (each.change for of_patch in underway.values() for each in of_patch if each.change)
    return tuple(sorted(found, key=_order))


def _on(patch: TaggedPatch, version: int, before: Iterable[_Followed]) -> Iterator[_Followed]:
    """The tags to follow from a patch: those that hold for it, and those that it should have had."""
    known = list(before)
    for tag in patch.tags:
        at = next((at for at, each in enumerate(known) if _same(tag, each.tag)), None)
        yield _Followed(tag, version, None if at is None else known.pop(at).change)
    yield from known


def _same(tag: GivenTag, other: GivenTag) -> bool:
    return tag.kind == other.kind and same_person(tag.who, other.who)


@dataclass(frozen=True, slots=True)
class _Step:
    earlier: TaggedVersion
    later: TaggedVersion
    patch: TaggedPatch
    likeness: float

    def take(self, each: _Followed) -> _Followed:
        """The tag once the later version is there."""
        kinds = (each.tag.kind, STRONGER.get(each.tag.kind))
        kept = [tag for tag in self.patch.tags if tag.kind in kinds and same_person(tag.who, each.tag.who)]
        if kept:
            return _Followed(each.tag, each.version, self._kept(each, all(tag.written for tag in kept)))
        if each.tag.who.key in self.patch.signed:
            return _Followed(each.tag, each.version, None)
        if each.tag.at > self.patch.posted or (each.change and each.change.how == "lost"):
            return each
        return _Followed(each.tag, each.version, self._change(each, "lost", self._reason(each.tag.who)))

    def _kept(self, each: _Followed, by_author: bool) -> TagChange:
        if by_author and self.likeness < MUCH:
            return self._change(each, "kept-over-change")
        if by_author and each.change and each.change.how == "kept-over-change":
            return each.change
        return self._change(each, "carried")

    def _change(self, each: _Followed, how: str, reason: str | None = None) -> TagChange:
        return TagChange(each.tag, how, each.version, self.later.version, self.patch.number, self.likeness, reason)

    def _reason(self, who: Who) -> str | None:
        said = [line for line in self.earlier.changelog if _DROPPED.search(line)]
        reviewers = [tag.who for patch in self.earlier.patches for tag in patch.tags]
        # A line that names other reviewers is about their tags.
        fitting = [line for line in said if names(line, who)] or [
            line for line in said if not any(names(line, each) for each in reviewers)
        ]
        return fitting[0] if fitting else CHANGED if self.likeness < 1 else None


def names(line: str, who: Who) -> bool:
    """Whether a line names a person, by address or by one of the names."""
    if who.email and who.email in line.lower():
        return True
    return not _words(who.name).isdisjoint(_words(line))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def same_person(one: Who, other: Who) -> bool:
    """Whether two names are of one person: as far as the archive knows, or by the same full name, since a tag may name
    an address that never wrote."""
    return one.key == other.key or (" " in one.name.strip() and one.name.casefold() == other.name.casefold())


def _order(change: TagChange) -> tuple[object, ...]:
    tag = change.tag
    return change.later, change.earlier, change.patch, tag.at, tag.message_id, tag.kind, tag.who.email, tag.who.name
