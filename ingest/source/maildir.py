"""A Maildir, by stdlib's `mailbox`."""

from __future__ import annotations

import mailbox
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.facts import RawMail

from .errors import SourceError
from .objects import KEPT


class Maildir:
    """One Maildir without its subfolders. `locator` of a mail is its file's unique name, without flags."""

    def __init__(self, path: Path, limit: int) -> None:
        self.locator = str(path)
        self._limit = limit
        self._box = mailbox.Maildir(path, create=False)

    def rewritten(self, cursor: Mapping[int, str]) -> dict[int, set[str]]:
        """Nothing: a directory has no history that could be rewritten."""
        return {}

    def count(self, cursor: Mapping[int, str]) -> int:
        return len(self._box)

    def mails(self, cursor: Mapping[int, str]) -> Iterator[RawMail]:
        """All mails, whatever the cursor, in the order of their names. Raises SourceError where one cannot be read."""
        for key in sorted(self._box.keys()):
            try:
                with self._box.get_file(key) as file:
                    file.seek(0, os.SEEK_END)
                    size = file.tell()
                    file.seek(0)
                    raw = file.read(size if size <= self._limit else min(KEPT, self._limit))
            except KeyError:
                continue  # Somebody has moved or deleted it since the directory was listed.
            except OSError as error:
                raise SourceError(f"{self.locator}: {key}: cannot be read: {error}") from None
            yield RawMail(key, raw, size=size, truncated=len(raw) < size)
