"""A public-inbox v2 archive: one git repository an epoch, one commit a mail.

Each commit's tree holds one blob: `m`, the mail, or `d`, a mail that the archive withdraws; an empty blob is a mail
that was purged (public-inbox-v2-format(5), public-inbox-purge(1)). The committer's time is when the archive took the
mail. A purge or an edit rewrites every commit from there on.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.facts import RawMail

from . import git
from .errors import SourceError
from .objects import KEPT, Object, Objects

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class PublicInbox:
    """The epochs of one archive as they are when this is made; what is added later is not seen.

    `epochs` are numbers and git directories. Blobs above `limit` bytes are not loaded but for their beginning.
    """

    def __init__(self, locator: str, epochs: Mapping[int, Path], limit: int) -> None:
        self.locator = locator
        self._limit = limit
        tips = {epoch: (git_dir, _tip(git_dir)) for epoch, git_dir in sorted(epochs.items())}
        self._tips = {epoch: (git_dir, tip) for epoch, (git_dir, tip) in tips.items() if tip}

    def rewritten(self, cursor: Mapping[int, str]) -> dict[int, set[str]]:
        """The epochs of `cursor` whose history no longer holds its commit, each with the commits that it has now.

        An epoch that is gone, or is empty now, has none.
        """
        return {
            epoch: self._commits(epoch) for epoch, commit in sorted(cursor.items()) if not self._holds(epoch, commit)
        }

    def count(self, cursor: Mapping[int, str]) -> int:
        """How many commits there are to read."""
        ranges = ((git_dir, self._range(epoch, cursor)) for epoch, (git_dir, _) in self._tips.items())
        return sum(int(git.ask(git_dir, "rev-list", "--count", *commits)) for git_dir, commits in ranges if commits)

    def mails(self, cursor: Mapping[int, str]) -> Iterator[RawMail]:
        """The mails after `cursor`, oldest first; all of an epoch that `rewritten` names or `cursor` does not.

        A mail's `epoch` and `locator` are the cursor that stands after it. Raises SourceError where the archive is
        damaged, so that no cursor moves past what could not be read.
        """
        for epoch, (git_dir, _) in self._tips.items():
            if commits := self._range(epoch, cursor):
                yield from _read(epoch, git_dir, commits, self._limit)

    def _holds(self, epoch: int, commit: str) -> bool:
        if epoch not in self._tips:
            return False
        git_dir, tip = self._tips[epoch]
        if commit == tip:
            return True
        if not _COMMIT.fullmatch(commit):
            return False
        status, _, _ = git.run(git_dir, "merge-base", "--is-ancestor", commit, tip)
        return status == 0

    def _range(self, epoch: int, cursor: Mapping[int, str]) -> list[str]:
        _, tip = self._tips[epoch]
        commit = cursor.get(epoch)
        if commit is None or not self._holds(epoch, commit):
            return [tip]
        return [tip, f"^{commit}"] if commit != tip else []

    def _commits(self, epoch: int) -> set[str]:
        if epoch not in self._tips:
            return set()
        git_dir, tip = self._tips[epoch]
        with git.listing(git_dir, "rev-list", tip) as lines:
            return {line.decode() for line in lines}


def _tip(git_dir: Path) -> str | None:
    """The commit to read from: of HEAD, else of master, else of the only branch; None where there is no branch.

    A mirror's HEAD may name a branch that it does not have, as after a clone from a bundle.
    """
    for name in ("HEAD", "refs/heads/master"):
        status, output, _ = git.run(git_dir, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if status == 0:
            return output.decode().strip()
    branches = git.ask(git_dir, "for-each-ref", "--format=%(objectname)", "refs/heads").split()
    if len(branches) > 1:
        raise SourceError(f"{git_dir}: HEAD names no branch, and there are several; set it with git symbolic-ref HEAD")
    return branches[0] if branches else None


def _read(epoch: int, git_dir: Path, commits: list[str], limit: int) -> Iterator[RawMail]:
    found, foreign, whole = False, None, len(commits) == 1
    # In topological order every ancestor of a mail's commit comes before it, whatever the clocks said, so that a
    # cursor never passes a mail that was not read.
    listing = git.listing(git_dir, "rev-list", "--reverse", "--topo-order", "--timestamp", *commits)
    with listing as lines, Objects(git_dir) as objects:
        # Requests go out in batches, first for the trees and then for the blobs, because a round trip a mail halves
        # the speed.
        while batch := [line.split() for line in itertools.islice(lines, Objects.BATCH)]:
            objects.ask([commit + b"^{tree}" for _, commit in batch])
            mails: list[tuple[str, dt.datetime | None, str, str]] = []
            for time, commit in batch:
                locator = commit.decode()
                tree = _take(objects, KEPT, epoch, locator, "tree")
                files = _files(tree, len(locator) // 2)
                if kept := [name for name in ("m", "d") if name in files]:
                    mails.append((locator, _time(time), kept[0], files[kept[0]]))
                elif tree.size:
                    foreign = locator
            objects.ask([blob.encode() for _, _, _, blob in mails])
            for locator, archived_at, name, _ in mails:
                blob = _take(objects, limit, epoch, locator, "blob")
                if blob.size:
                    yield RawMail(
                        locator=locator,
                        raw=blob.data,
                        epoch=epoch,
                        archived_at=archived_at,
                        removed=name == "d",
                        size=blob.size,
                        truncated=len(blob.data) < blob.size,
                    )
            found = found or bool(mails)
            # A new file beside the mails of an archive is of no interest; a repository that begins without mails is
            # no archive, and must not be taken for an empty one.
            if foreign and whole and not found:
                raise SourceError(
                    f"{git_dir}: commit {foreign} holds no mail; expected a public-inbox v2 epoch "
                    "(an archive in the v1 format is turned into one by public-inbox-convert)"
                )


def _take(objects: Objects, limit: int, epoch: int, commit: str, kind: str) -> Object:
    try:
        taken = objects.take(limit)
    except SourceError as error:
        raise SourceError(f"epoch {epoch}, commit {commit}: its {kind} is damaged: {error}") from None
    if taken is None or taken.kind != kind:
        raise SourceError(
            f"epoch {epoch}, commit {commit}: its {kind} is missing; the archive is damaged or incomplete: "
            "see git fsck, and fetch it again"
        )
    return taken


def _files(tree: Object, width: int) -> dict[str, str]:
    """The files of a tree object, as name and blob. An entry is `MODE NAME NUL OBJECT`, the last in `width` bytes."""
    files: dict[str, str] = {}
    start = 0
    while (end := tree.data.find(b"\0", start)) >= 0:
        mode, _, name = tree.data[start:end].partition(b" ")
        start = end + 1 + width
        if mode.startswith(b"100"):
            files[name.decode(errors="replace")] = tree.data[end + 1 : start].hex()
    return files


def _time(seconds: bytes) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None
