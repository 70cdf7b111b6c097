"""Where mail comes from: archives, mailboxes and servers, all as raw mails with the place they lie at.

`open_source` tells by looking what a locator names. Single threads come from `ingest.source.lore`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from app.errors import UsageError
from ingest.facts import RawMail

from . import git, mbox
from .errors import Absent, SourceError, Unreachable
from .maildir import Maildir
from .mbox import Mbox
from .public_inbox import PublicInbox

__all__ = ["Absent", "Source", "SourceError", "Unreachable", "open_source"]

_EXPECTED = (
    "expected a public-inbox v2 directory (with git/0.git), one git epoch of it, an mbox file (also .gz), "
    "a Maildir, or the http(s) URL of a public-inbox"
)


class Source(Protocol):
    """One place that mail is read from.

    `locator` names the source and stays the same from run to run: an absolute path, or a URL.
    A cursor tells how far it was read before: the last commit of each epoch. Sources without a history know no
    cursor and give all their mails each time.
    """

    locator: str

    def rewritten(self, cursor: Mapping[int, str]) -> dict[int, set[str]]:
        """The epochs whose history no longer holds the cursor's commit, each with all the locators that it has now.

        What was read from such an epoch and is not among them was taken out of the archive, or has another locator
        after it: the bytes of mails behind a purged one stay, their commits do not. So read the epoch again first,
        keep its old cursor until it was read to the end, and then withdraw what it did not bring.
        """
        ...

    def count(self, cursor: Mapping[int, str]) -> int | None:
        """How many mails `mails` will give, or a few more; None where only reading tells."""
        ...

    def mails(self, cursor: Mapping[int, str]) -> Iterator[RawMail]:
        """The mails after the cursor, oldest first, epoch by epoch; a rewritten epoch from its beginning.

        `epoch` and `locator` of a mail are the cursor that stands after it. Raises SourceError where the source is
        damaged, after the mails before the damage.
        """
        ...


def open_source(locator: str, *, mirrors: Path, limit: int, timeout: float) -> Source:
    """Open what `locator` names; an http(s) inbox is mirrored under `mirrors` first, which may take a while.

    `limit` is the size in bytes above which only the first 64 KiB of a mail are loaded; `timeout` the seconds that
    an archive may keep silent. Raises UsageError where `locator` is nothing that can be read, SourceError (Absent,
    Unreachable) where it cannot be read now.
    """
    if "://" in locator:
        from .mirror import mirror  # Only this source pays for loading requests.

        url = _inbox_url(locator)
        return PublicInbox(url, mirror(url, mirrors, timeout), limit)
    path = Path(os.path.abspath(locator))
    try:
        return _open_path(path, limit)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from None


def _open_path(path: Path, limit: int) -> Source:
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or directory; {_EXPECTED}")
    if path.is_file():
        if not mbox.is_mbox(path):
            what = "does not begin with a From_ line" if path.stat().st_size else "is empty"
            raise UsageError(f"{path}: {what}; {_EXPECTED}")
        return Mbox(path, limit)
    if epochs := git.epochs(path / "git"):
        return PublicInbox(str(path), epochs, limit)
    for git_dir in (path, path / ".git"):
        if git.is_repository(git_dir):
            return PublicInbox(str(path), {git.epoch_number(path) or 0: git_dir}, limit)
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return Maildir(path, limit)
    raise UsageError(f"{path}: is none of these: {_EXPECTED}")


def _inbox_url(locator: str) -> str:
    try:
        parts = urlsplit(locator)
        host = parts.hostname
    except ValueError as error:
        raise UsageError(f"{locator}: {error}; {_EXPECTED}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{locator}: no http(s) URL; {_EXPECTED}")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UsageError(f"{host}: the URL of an archive has no user, password, query or fragment")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
