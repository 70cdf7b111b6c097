"""Archives of our own making: mails, and git repositories that hold them as public-inbox writes them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

FIRST = 1767225600  # 2026-01-01 00:00 UTC


def mail(name: str, subject: str = "hello", body: str = "Some words.\n", **headers: str) -> bytes:
    """A short mail with the Message-ID `name@example.org`."""
    more = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in headers.items())
    head = f"From: Ann Author <ann@example.org>\nTo: list@example.org\nSubject: {subject}\n"
    return f"{head}Message-ID: <{name}@example.org>\n{more}\n{body}".encode()


def git(git_dir: Path, *arguments: str, given: bytes = b"") -> str:
    run = subprocess.run(["git", f"--git-dir={git_dir}", *arguments], input=given, capture_output=True, check=True)
    return run.stdout.decode().strip()


@dataclass
class Epoch:
    """A bare repository with a commit for each mail, whose tree holds the file `m`, or `d` for a withdrawn one."""

    git_dir: Path
    branch: str = "refs/heads/master"

    def create(self) -> Epoch:
        git(self.git_dir, "init", "--quiet", "--bare", "--template=", "--initial-branch=master")
        return self

    def commit(self, files: dict[str, bytes], seconds: int | None = None) -> str:
        """Put a commit of `files` on the branch, a minute after the last one unless told when."""
        tip = self.tip()
        seconds = FIRST + 60 * len(self.commits()) if seconds is None else seconds
        stream = f"commit {self.branch}\ncommitter Archive <archive@example.org> {seconds} +0100\ndata 4\nmail\n"
        stream += f"from {tip}\ndeleteall\n" if tip else ""
        data = [f"M 100644 inline {name}\ndata {len(raw)}\n".encode() + raw + b"\n" for name, raw in files.items()]
        git(self.git_dir, "fast-import", "--quiet", "--force", given=stream.encode() + b"".join(data))
        return self.commits()[-1]

    def add(self, *mails: bytes) -> list[str]:
        return [self.commit({"m": raw}) for raw in mails]

    def remove(self, raw: bytes) -> str:
        return self.commit({"d": raw})

    def rewind(self, commit: str | None) -> None:
        """Make `commit` the tip again; None takes the branch away."""
        git(self.git_dir, "update-ref", *([self.branch, commit] if commit else ["-d", self.branch]))

    def tip(self) -> str:
        return git(self.git_dir, "for-each-ref", "--format=%(objectname)", self.branch)

    def commits(self) -> list[str]:
        tip = self.tip()
        return git(self.git_dir, "rev-list", "--reverse", tip).split() if tip else []

    def lose(self, name: str) -> None:
        """Delete an object, which must not be packed."""
        identity = git(self.git_dir, "rev-parse", name)
        (self.git_dir / "objects" / identity[:2] / identity[2:]).unlink()


@dataclass
class Inbox:
    """A public-inbox v2 directory, as far as git goes."""

    directory: Path
    epochs: dict[int, Epoch] = field(default_factory=dict)

    def epoch(self, number: int) -> Epoch:
        if number not in self.epochs:
            (self.directory / "git").mkdir(parents=True, exist_ok=True)
            self.epochs[number] = Epoch(self.directory / "git" / f"{number}.git").create()
        return self.epochs[number]
