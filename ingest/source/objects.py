"""Objects of a git repository, many and fast, by one long-lived `git cat-file --batch`."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from . import git
from .errors import SourceError

KEPT = 64 * 1024
_SKIP = 1024 * 1024


class Object(NamedTuple):
    """An object of a repository. `data` is its beginning only where `size` is above what was to be loaded."""

    kind: str
    size: int
    data: bytes


class Objects:
    """Ask for many objects, then take the answers in the same order.

    No more than `BATCH` answers may be outstanding: so many requests fit into the smallest pipe there is (4 KiB),
    and the two processes never wait for each other.
    """

    BATCH = 32

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - It lives as long as the process.
        self._process = git.start(
            git_dir,
            ["cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            protocols="",
        )

    def ask(self, names: Sequence[bytes]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"".join(name + b"\n" for name in names))
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def take(self, limit: int) -> Object | None:
        """The next answer; None where the repository lacks the object. Raises SourceError where it is damaged.

        Of an object above `limit` bytes the first `KEPT` at most are loaded and the rest is read past.
        """
        assert self._process.stdout is not None
        header = self._process.stdout.readline()
        match header.split():
            case [_, b"missing"]:
                return None
            case [_, kind, size] if size.isdigit():
                length = int(size)
            case _:
                raise self._ended()
        data = self._read(length if length <= limit else min(limit, KEPT))
        rest = length - len(data)
        while rest:
            rest -= len(self._read(min(rest, _SKIP)))
        self._read(1)
        return Object(kind.decode(), length, data)

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        data = self._process.stdout.read(size)
        if len(data) < size:
            raise self._ended()
        return data

    def _ended(self) -> SourceError:
        self._process.kill()
        self._process.wait()
        return SourceError(f"{self._git_dir}: git cat-file failed: {git.complaint_of(self._stderr)}")

    def __enter__(self) -> Objects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What is left unread is not wanted, so the process is not asked to finish.
        self._process.kill()
        self._process.communicate()
        self._stderr.close()
