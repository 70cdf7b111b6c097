"""A branch of somebody's git tree: its commits as facts, by which patches are known to have landed.

The tree is read through a repository of our own that borrows its objects (see `ingest.source.borrow`), so that `git
log` is as safe as plumbing.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from . import git
from .borrow import borrowed, git_dir
from .errors import SourceError

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_KEY_CHARACTERS = 255
# git's own grammar of trailers, since a "Link:" in the middle of a message is a remark rather than an origin.
_TRAILERS = "%(trailers:key=Link,key=Message-ID,valueonly,unfold,separator=%x1f)"
_FORMAT = f"%H%x00%ct%x00%an%x00%ae%x00%s%x00{_TRAILERS}"
# As `git format-patch` writes diffs, whoever has configured what.
_DIFF = ("--patch", "--find-renames", "--no-color", "--no-ext-diff", "--no-textconv")
# https://lore.kernel.org/LIST/ID, https://patch.msgid.link/ID, https://lkml.kernel.org/r/ID
_URL = re.compile(r"https?://[^/\s]+/(?:[^/\s]+/){0,3}?([^/\s?#]{1,400}(?:@|%40)[^/\s?#]{1,400})", re.IGNORECASE)
_BARE = re.compile(r"<?([^\s<>/]+@[^\s<>/]+)>?")


@dataclass(frozen=True)
class CommitFact:
    """A commit. `date` is the committer's, in UTC; `patch_id` that of `git patch-id --stable`, None for a merge and
    for a commit without a diff; `links` are the Message-IDs of its Link: and Message-ID: trailers."""

    sha: str
    subject: str
    author_name: str
    author_email: str
    date: dt.datetime
    patch_id: str | None
    links: tuple[str, ...]


class Branch:
    """A branch as it was when it was opened: `tip` is its last commit. See `opened`."""

    def __init__(self, repository: Path, tip: str) -> None:
        self._repository = repository
        self.tip = tip

    def holds(self, commit: str) -> bool:
        """Whether `commit` is on the branch; one that is not, or is no more, tells that the branch was rewritten."""
        return self._exists(commit) and self._run("merge-base", "--is-ancestor", commit, self.tip) is not None

    def fork(self, commit: str) -> str | None:
        """The last commit of the branch that is behind `commit` too; None where there is none."""
        return self._run("merge-base", commit, self.tip) if self._exists(commit) else None

    def present(self, after: dt.datetime) -> set[str]:
        """All commits of the branch that are not older than `after`."""
        with git.listing(self._repository, "rev-list", _not_older(after), self.tip, "--") as lines:
            return {line.decode() for line in lines}

    def commits(self, since: str | None, after: dt.datetime) -> Iterator[CommitFact]:
        """The commits that are not behind `since` and not older than `after`, every one after those it builds upon.

        All of them where the tree does not have `since`. A commit without a possible date is left out. Raises
        SourceError where the tree is damaged or incomplete; the last commit that was given is then where to go on.
        """
        wanted = ["--topo-order", "--reverse", _not_older(after), self.tip]
        wanted += [f"^{since}"] if since is not None and self._exists(since) else []
        facts = ["log", f"--format={_FORMAT}", "--encoding=UTF-8", *wanted, "--"]
        diffs = ["log", "--format=%H", "--no-merges", *_DIFF, *wanted, "--"]
        with (
            _output(self._repository, facts) as lines,
            _output(self._repository, diffs) as patches,
            _output(self._repository, ["patch-id", "--stable"], patches) as answers,
        ):
            # Both speak of the same commits in the same order, but the second only of those that have a diff.
            patch_ids = (answer.decode().split() for answer in answers)
            patch_id, commit = next(patch_ids, (None, None))
            for line in lines:
                sha, *fields = line.decode(errors="replace").rstrip("\n").split("\0")
                own = patch_id if sha == commit else None
                if own is not None:
                    patch_id, commit = next(patch_ids, (None, None))
                if fact := _fact(sha, fields, own):
                    yield fact
            if commit is not None:
                raise SourceError(f"git patch-id speaks of a commit that git log does not know: {commit}")

    def _exists(self, commit: str) -> bool:
        return bool(_COMMIT.fullmatch(commit)) and self._run("cat-file", "-e", f"{commit}^{{commit}}") is not None

    def _run(self, *arguments: str) -> str | None:
        status, output, _ = git.run(self._repository, *arguments)
        return None if status else output.decode().strip()


@contextmanager
def opened(path: Path, branch: str) -> Iterator[Branch]:
    """The branch of the git tree at `path`, a working tree or a bare repository: HEAD, `main`, `origin/main` or a full
    name. Raises SourceError where there is no such directory, repository or branch."""
    with borrowed(path) as repository:
        yield Branch(repository, _tip(path, branch))


def _tip(path: Path, branch: str) -> str:
    # A name is only ever looked for behind "refs/", so that none is taken for an option.
    names = [branch] if branch == "HEAD" or branch.startswith("refs/") else []
    for name in names or [f"refs/heads/{branch}", f"refs/remotes/{branch}"]:
        status, output, _ = git.run(git_dir(path), "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if status == 0:
            return output.decode().strip()
    raise SourceError(f"{path}: there is no branch {branch!r}; git branch --all lists those that there are")


def _not_older(after: dt.datetime) -> str:
    return f"--max-age={max(0, int(after.timestamp()))}"


@contextmanager
def _output(repository: Path, arguments: list[str], stdin: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """What a command writes while it runs; it must succeed."""
    with tempfile.TemporaryFile() as complaint:
        process = git.start(
            repository,
            arguments,
            stdin=subprocess.DEVNULL if stdin is None else stdin.fileno(),
            stdout=subprocess.PIPE,
            stderr=complaint,
            protocols="",
        )
        assert process.stdout is not None
        with process:
            try:
                yield process.stdout
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise SourceError(f"git {arguments[0]} failed in a git tree: {git.complaint_of(complaint)}")


def _fact(sha: str, fields: list[str], patch_id: str | None) -> CommitFact | None:
    seconds, name, address, subject, trailers = fields
    try:
        date = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None
    found = (_message_id(value) for value in trailers.split("\x1f"))
    links = tuple(dict.fromkeys(link for link in found if link))
    return CommitFact(sha, subject, name, address.lower(), date, patch_id, links)


def _message_id(value: str) -> str | None:
    """The Message-ID that a trailer's value is, or that a URL in it names.

    Words beside it ("[1]", "# report") say that the mail is referred to, and is not where the commit came from.
    """
    value = value.strip()
    found = _URL.match(value.strip("<>")[:1000]) if "://" in value else _BARE.fullmatch(value[:1000])
    if found is None or len(value.split()) != 1:
        return None
    message_id = unquote(found[1])
    return message_id if len(message_id) <= _KEY_CHARACTERS else None
