"""Which patches are commits of a configured git tree.

The ways to tell, best first: the commit names the patch's mail in a Link: or Message-ID: trailer; it has the patch's
stable patch-id; it has the patch's title and author, whoever committed it. (`b4 ty` and `b4 dig` go the same ways, for
the commits of one committer and for one commit.) A trailer alone is not enough, since people link to mails for other
reasons too. A commit that was made more than a day before the mail was sent did not come from it: what is sent then is
a backport, or a posting of what was there already.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from app.models import Commit, CommitLink, Tree

WAYS = ("link", "patch-id", "title")
"""How a patch is known to have landed, best first."""
EARLY = dt.timedelta(days=1)
"""How much older than the mail a commit may be: clocks differ, and a maintainer in Cc may be faster than the list."""
MEMORY = dt.timedelta(days=400)
"""The same title by the same person so long after is another piece of work."""
PATCHES = 5_000
"""Patches asked for in one statement; a third of the parameters that one may have."""


@dataclass(frozen=True, slots=True)
class PatchKey:
    """What a patch can be known by. `cover` is the Message-ID of its cover, `title` is normalised as `Commit.title`
    is, `people` are the addresses and full names of its author and sender in lower case."""

    message_id: str
    cover: str | None
    patch_id: str | None
    title: str
    people: frozenset[str]
    date: dt.datetime


@dataclass(frozen=True, slots=True)
class Landed:
    """The commit that a patch became: the tree's name, when it was committed, and one of WAYS."""

    tree: str
    sha: str
    date: dt.datetime
    how: str


class _Commit(NamedTuple):
    id: int
    tree: str
    sha: str
    date: dt.datetime
    title: str
    patch_id: str | None
    name: str
    email: str

    def is_by(self, patch: PatchKey) -> bool:
        return self.email in patch.people or self.name.lower() in patch.people

    def is_like(self, patch: PatchKey) -> bool:
        same_diff = self.patch_id is not None and self.patch_id == patch.patch_id
        return same_diff or (self.title != "" and self.title == patch.title)


def landed(session: Session, patches: Mapping[int, PatchKey]) -> dict[int, Landed]:
    """The patches (by row id) that have landed, each with the earliest commit of the best kind.

    Two SQL statements for up to PATCHES of them.
    """
    ids = sorted(patches)
    found: dict[int, Landed] = {}
    for start in range(0, len(ids), PATCHES):
        piece = {row: patches[row] for row in ids[start : start + PATCHES]}
        commits = _Commits(session, piece.values())
        found |= {row: best for row, patch in piece.items() if (best := commits.of(patch))}
    return found


_COLUMNS = (
    Commit.id,
    Tree.name,
    Commit.sha,
    Commit.date,
    Commit.title,
    Commit.patch_id,
    Commit.author_name,
    Commit.author_email,
)
_LINKS: BindParameter[Sequence[str]] = bindparam("links", expanding=True)
_PATCH_IDS: BindParameter[Sequence[str]] = bindparam("patch_ids", expanding=True)
_TITLES: BindParameter[Sequence[str]] = bindparam("titles", expanding=True)
_LINKED = (
    select(CommitLink.message_id, *_COLUMNS)
    .join(Commit, Commit.id == CommitLink.commit_id)
    .join(Tree, Tree.id == Commit.tree_id)
    .where(CommitLink.message_id.in_(_LINKS))
)
_ALIKE = (
    select(*_COLUMNS)
    .join(Tree, Tree.id == Commit.tree_id)
    .where(or_(Commit.patch_id.in_(_PATCH_IDS), Commit.title.in_(_TITLES)))
)


class _Commits:
    """The commits that have anything in common with some patches, by what it is."""

    def __init__(self, session: Session, patches: Iterable[PatchKey]) -> None:
        patches = list(patches)
        self._by_link: defaultdict[str, list[_Commit]] = defaultdict(list)
        self._by_patch_id: defaultdict[str, list[_Commit]] = defaultdict(list)
        self._by_title: defaultdict[str, list[_Commit]] = defaultdict(list)
        names = {name for patch in patches for name in (patch.message_id, patch.cover) if name}
        for message_id, *columns in session.execute(_LINKED, {"links": sorted(names)}):
            self._by_link[message_id].append(_Commit._make(columns))
        patch_ids = sorted({patch.patch_id for patch in patches if patch.patch_id})
        titles = sorted({patch.title for patch in patches if patch.title})
        for row in session.execute(_ALIKE, {"patch_ids": patch_ids, "titles": titles}):
            commit = _Commit._make(row)
            if commit.title:
                self._by_title[commit.title].append(commit)
            if commit.patch_id:
                self._by_patch_id[commit.patch_id].append(commit)

    def of(self, patch: PatchKey) -> Landed | None:
        candidates = (
            (WAYS.index(how), commit.date, commit.tree, commit.sha)
            for how, commit in self._ways(patch)
            if commit.date >= patch.date - EARLY
        )
        best = min(candidates, default=None)
        if best is None:
            return None
        way, date, tree, sha = best
        return Landed(tree, sha, date, WAYS[way])

    def _ways(self, patch: PatchKey) -> Iterator[tuple[str, _Commit]]:
        for commit in self._by_link.get(patch.message_id, ()):
            if commit.is_like(patch) or commit.is_by(patch):
                yield "link", commit
        # A cover stands for many patches, so what was made of this one must be like it.
        for commit in self._by_link.get(patch.cover or "", ()):
            if commit.is_like(patch):
                yield "link", commit
        for commit in self._by_patch_id.get(patch.patch_id or "", ()):
            yield "patch-id", commit
        for commit in self._by_title.get(patch.title, ()):
            if commit.is_by(patch) and commit.date <= patch.date + MEMORY:
                yield "title", commit
