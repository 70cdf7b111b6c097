"""Git trees of our own making, with commits as maintainers make them from mails."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@dataclass
class Work:
    """A working tree on the branch `main`; each commit is made an hour after the last one."""

    path: Path
    author: str = "Ann Author <ann@example.org>"
    at: dt.datetime = START
    shas: list[str] = field(default_factory=list)

    def create(self) -> Work:
        self.path.mkdir(parents=True)
        self.git("init", "--quiet", "--template=", "--initial-branch=main")
        return self

    def git(self, *arguments: str, given: bytes = b"", **environment: str) -> str:
        people = {"GIT_COMMITTER_NAME": "Max", "GIT_COMMITTER_EMAIL": "max@example.org"}
        people |= {"GIT_AUTHOR_NAME": "Max", "GIT_AUTHOR_EMAIL": "max@example.org"}
        run = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            input=given,
            capture_output=True,
            check=True,
            env=os.environ | people | environment,
        )
        return run.stdout.decode().strip()

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")

    def commit(self, message: str, files: Mapping[str, str] | None = None) -> str:
        """Commit what is staged, and `files`; without any of both the commit is empty."""
        self.write(files or {})
        return self.committed("commit", "--quiet", "--allow-empty", f"--author={self.author}", "--message", message)

    def committed(self, *arguments: str) -> str:
        """What `git commit` or `git merge` makes, with its time."""
        stamp = f"{int(self.at.timestamp())} +0200"
        self.git(*arguments, GIT_COMMITTER_DATE=stamp, GIT_AUTHOR_DATE=stamp)
        self.at += dt.timedelta(hours=1)
        self.shas.append(self.git("rev-parse", "HEAD"))
        return self.shas[-1]

    def mails(self, commits: str) -> list[bytes]:
        """The commits of a range as `git send-email` would send them."""
        text = self.git("format-patch", "--stdout", "--abbrev=12", commits)
        return [f"From {mail}".encode() for mail in f"\n{text}\n".split("\nFrom ")[1:]]


def numbered(first: int, last: int, **changed: str) -> str:
    """A text of numbered lines, in which `line_5="five"` replaces the fifth."""
    return "".join(changed.get(f"line_{number}", str(number)) + "\n" for number in range(first, last + 1))


def snapshot(directory: Path) -> dict[str, bytes]:
    """All files below a directory, by name."""
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()
    }
