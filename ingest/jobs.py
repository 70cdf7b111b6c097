"""What is handed to the worker processes. Light to import: the process that stores mail does not load b4."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParseJob:
    """A mail to take apart; answered with (Mail, zlib-compressed bytes), or (None, None) where there is nothing to do.
    `problem` is what is known to be wrong with it already."""

    raw: bytes | None
    archived_at: dt.datetime | None
    problem: str | None = None

    @property
    def weight(self) -> int:
        return len(self.raw or b"")


@dataclass(frozen=True, slots=True)
class AnchorJob:
    """The quoted passages of one reply's remarks and the (compressed) patch mail that they quote; answered with an
    Anchor or None for each."""

    patch: bytes
    quoted: tuple[str, ...]

    @property
    def weight(self) -> int:
        return 4 * len(self.patch)


@dataclass(frozen=True, slots=True)
class Posted:
    """A version to compare: its patches as (Message-ID, number, title, compressed mail), the compressed cover letter,
    and the number of the version."""

    patches: tuple[tuple[str, int, str, bytes], ...]
    cover: bytes | None
    version: int


@dataclass(frozen=True, slots=True)
class Place:
    """A remark to follow: on which patch (Message-ID, None for the whole version) and where in it, see
    `app.models.Remark`; `people` is the name and address of whoever made it."""

    patch: str | None
    path: str | None
    line: int | None
    code: str | None
    quoted: str
    text: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareJob:
    """Versions of one series, and which of them to compare: (earlier, later, remarks on the earlier one), by their
    places in `versions`; answered with a Compared for each."""

    versions: tuple[Posted, ...]
    pairs: tuple[tuple[int, int, tuple[Place, ...]], ...]

    @property
    def weight(self) -> int:
        return 4 * sum(len(patch[3]) for each in self.versions for patch in each.patches)


@dataclass(frozen=True, slots=True)
class ClassifyJob:
    """A remark to classify, with the quoted lines that it answers and who speaks (`author`, `reviewer` or `unknown`);
    answered with a Finding. `with_encoder` False asks the lexical model alone."""

    text: str
    quoted: str
    role: str
    with_encoder: bool = True

    @property
    def weight(self) -> int:
        return len(self.text) + len(self.quoted)


def cut_short(size: int, kept: int) -> str | None:
    """What is wrong with a mail of `size` bytes of which `kept` are there."""
    return f"{size} bytes long, only the first {kept} kept" if size > kept else None
