"""Git as a reader of foreign repositories: plumbing commands only, in an environment that runs nothing of theirs.

A repository is as foreign as the mail in it. No configuration but the repository's own is read, no command is used
that its configuration can turn into a program (`git log` may start a verifier of signatures), objects that are not
there are not fetched, and `refs/replace` is ignored. The directory is always named, and never looked for, so that an
archive which belongs to another user is read like any other.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import SourceError

_EPOCH = re.compile(r"([0-9]{1,4})\.git")

# No attributes of this machine bear on a diff. The others are what one process may keep in memory: with git's defaults
# it is 90 MB more on a list of 15,000 mails, and no faster.
_SETTINGS = {
    "core.attributesFile": os.devnull,
    "core.deltaBaseCacheLimit": "16m",
    "core.packedGitLimit": "32m",
    "core.packedGitWindowSize": "4m",
    "core.bigFileThreshold": "8m",
}


def _environment(protocols: str) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return inherited | {
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_ASKPASS": "",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def start(
    git_dir: Path, arguments: Sequence[str], *, stdin: int, stdout: int | IO[bytes], stderr: IO[bytes], protocols: str
) -> subprocess.Popen[bytes]:
    """Start one command; git may talk `protocols`, separated by colons. Raises SourceError where there is no git."""
    settings = [word for key, value in _SETTINGS.items() for word in ("-c", f"{key}={value}")]
    try:
        return subprocess.Popen(
            ["git", f"--git-dir={git_dir}", *settings, *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=_environment(protocols),
        )
    except FileNotFoundError:
        raise SourceError("git is not on the PATH; install it to read public-inbox archives") from None


def run(git_dir: Path, *arguments: str, protocols: str = "", stdout: IO[bytes] | None = None) -> tuple[int, bytes, str]:
    """Run one command to its end: its exit status, its output (empty where `stdout` takes it) and its complaint.

    `protocols` are those that git may talk, separated by colons; none unless told.
    """
    with tempfile.TemporaryFile() as complaint:
        process = start(
            git_dir,
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=stdout or subprocess.PIPE,
            stderr=complaint,
            protocols=protocols,
        )
        with process:
            try:
                output, _ = process.communicate()
            except BaseException:
                process.kill()
                raise
        return process.returncode, output or b"", complaint_of(complaint)


def ask(git_dir: Path, *arguments: str) -> str:
    """The output of a command that must succeed, without its last line end. Raises SourceError."""
    status, output, complaint = run(git_dir, *arguments)
    if status:
        raise SourceError(f"{git_dir}: git {arguments[0]} failed: {complaint}")
    return output.decode(errors="replace").rstrip("\n")


@contextmanager
def listing(git_dir: Path, *arguments: str) -> Iterator[Iterator[bytes]]:
    """The lines of a command's output, kept on disk so that memory stays flat however many there are."""
    with tempfile.TemporaryFile() as output:
        status, _, complaint = run(git_dir, *arguments, stdout=output)
        if status:
            raise SourceError(f"{git_dir}: git {arguments[0]} failed: {complaint}")
        output.seek(0)
        yield (line.rstrip(b"\n") for line in output)


def complaint_of(stderr: IO[bytes]) -> str:
    """The last line that a command wrote to `stderr`."""
    stderr.seek(0)
    lines = stderr.read(64 * 1024).decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return said[-1][:500] if said else "it said nothing"


def epochs(directory: Path) -> dict[int, Path]:
    """The numbered repositories of a directory, `N.git`, by their numbers."""
    return {epoch: path for path in directory.glob("*.git") if (epoch := epoch_number(path)) is not None}


def epoch_number(path: Path) -> int | None:
    """The N of a repository that is named `N.git`."""
    match = _EPOCH.fullmatch(path.name)
    return int(match[1]) if match else None


def is_repository(path: Path) -> bool:
    """Whether `path` is a git directory: bare, or the `.git` of a working tree."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()
