"""Mbox files, plain or compressed with gzip, as a stream: memory does not grow with the file, a mail or a line.

stdlib's `mailbox.mbox` is not used here: see docs/decisions/0011-mbox-is-read-as-a-stream.md.

A line that begins with `From ` and holds a date begins a mail (RFC 4155). In bodies one `>` is taken from lines that
begin with `>From `, `>>From ` and so on, which is mboxrd, the form that public-inbox and git write. The older mboxo
quotes `From ` alone and marks no such form, so a `>>From ` that its author wrote loses a `>`; the other way round,
every quoted mail of the common form would keep one too many. `Content-Length` (mboxcl) is a mail's own claim and
is not believed.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ingest.facts import RawMail

from .errors import SourceError
from .objects import KEPT

_PIECE = 64 * 1024
_FROM = re.compile(
    rb"From .{0,1000}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +"
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} +\d{1,2}:\d{2}"
)
_QUOTED = re.compile(rb">+From ")
_MAGIC = b"\x1f\x8b"

# Mail shrinks to a tenth at best; what grows by more than this was made to fill a disk.
_GROWTH = 100
_SMALL = 64 * 1024 * 1024


class Mbox:
    """One mbox file. `locator` of a mail is the offset of its `From ` line in the unpacked file."""

    def __init__(self, path: Path, limit: int) -> None:
        self.locator = str(path)
        self._path, self._limit = path, limit

    def rewritten(self, cursor: Mapping[int, str]) -> dict[int, set[str]]:
        """Nothing: a file has no history that could be rewritten."""
        return {}

    def count(self, cursor: Mapping[int, str]) -> None:
        """Not known before the file was read."""

    def mails(self, cursor: Mapping[int, str]) -> Iterator[RawMail]:
        """All mails, whatever the cursor. Raises SourceError where the file breaks off, after the mails before it."""
        try:
            with opened(self._path) as file:
                yield from split(self._pieces(file), self._limit)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"{self.locator}: cannot be read to its end: {error}") from None

    def _pieces(self, file: io.BufferedIOBase) -> Iterator[bytes]:
        left = self._path.stat().st_size * _GROWTH + _SMALL
        while piece := file.readline(_PIECE):
            left -= len(piece)
            if left < 0:
                raise SourceError(f"{self.locator}: unpacks to more than {_GROWTH} times its size")
            yield piece


def opened(path: Path) -> io.BufferedIOBase:
    """The file, unpacked where its first bytes say that it is compressed with gzip."""
    file = path.open("rb")
    if file.peek(len(_MAGIC)).startswith(_MAGIC):
        file.close()
        return gzip.open(path)
    return file


def is_mbox(path: Path) -> bool:
    """Whether the first line that is not blank begins a mail. Raises OSError where the file cannot be read."""
    try:
        with opened(path) as file:
            return begins_mail(file.read1(_PIECE).lstrip(b"\r\n"))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False


def begins_mail(line: bytes) -> bool:
    return _FROM.match(line) is not None


def split(pieces: Iterable[bytes], limit: int) -> Iterator[RawMail]:
    """Cut the lines of an mbox into its mails, byte for byte as they were before they were put there.

    A line may come in several pieces. Of a mail above `limit` bytes only the first `KEPT` are kept.
    """
    mail: _Mail | None = None
    offset = 0
    begins_line = True
    for piece in pieces:
        if begins_line and piece.startswith(b"From ") and begins_mail(piece):
            if mail:
                yield mail.finished()
            mail = _Mail(offset, limit)
        elif mail:
            mail.add(piece, begins_line)
        offset += len(piece)
        begins_line = piece.endswith(b"\n")
    if mail:
        yield mail.finished()


class _Mail:
    """A mail that is being read."""

    def __init__(self, offset: int, limit: int) -> None:
        self._offset, self._limit = offset, limit
        self._raw = bytearray()
        self._size = 0
        self._in_body = False
        self._blank = b""

    def add(self, piece: bytes, begins_line: bool) -> None:
        # A blank line belongs to the mail only if something follows it: the last one is the mbox's own.
        if self._blank:
            self._keep(self._blank)
            self._blank = b""
        if begins_line and piece in (b"\n", b"\r\n"):
            self._in_body = True
            self._blank = piece
        elif begins_line and self._in_body and piece.startswith(b">") and _QUOTED.match(piece):
            self._keep(piece[1:])
        else:
            self._keep(piece)

    def finished(self) -> RawMail:
        return RawMail(str(self._offset), bytes(self._raw), size=self._size, truncated=self._size > len(self._raw))

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        self._raw += data
        if self._size > self._limit:
            del self._raw[min(KEPT, self._limit) :]
