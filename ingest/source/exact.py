"""The range-diff of two versions of a series by git itself, where a git tree has the files that they change.

Each version becomes a row of commits upon the few files that it touches, as they were before it: a patch names them by
the blobs of its `index` lines. They are made in a repository of our own that borrows the tree's objects (see
`ingest.source.borrow`), from mail to tree to commit by plumbing and without a working tree, so that no path of a mail
is ever opened. b4's `LoreSeries.make_fake_am_range` does the same, but writes a working tree and objects into the tree,
heeds the caller's configuration and hooks, exits the process over odd characters, and knows no limit of time.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import git, preimage
from .borrow import borrowed

SECONDS = 30.0
"""How long it may take, all in all."""
MAIL_BYTES = 16 * 1024 * 1024
"""Bytes that the mails of both versions may have together."""
OUTPUT_BYTES = 1024 * 1024
"""Bytes of a range-diff that are given, in whole lines."""

# Else the abbreviation of an object depends on how many others the tree has.
_LOOK = ("-c", "core.abbrev=12")
_BASE = re.compile(rb"^base-commit: ([0-9a-f]{40,64})\s*$", re.MULTILINE)
_NOWHERE = b"0" * 40
_BLOB = re.compile(rb"blob ([0-9a-f]{40,64})")


class _Wanting(Exception):  # noqa: N818 - It says what is the case, as the errors of this package do.
    """Something that is needed is not there, or there is no time left for it."""


def exact(tree: Path, earlier: Sequence[bytes], later: Sequence[bytes]) -> str | None:
    """`git range-diff` between two versions, each given as its raw patch mails in order; a cover among them tells no
    more than its base-commit.

    None where the tree lacks a file that a patch builds upon, a patch does not apply, or it takes too much time.
    Raises SourceError where there is no tree.
    """
    if sum(map(len, (*earlier, *later))) > MAIL_BYTES:
        return None
    with borrowed(tree) as repository, tempfile.TemporaryFile() as complaint:
        workshop = _Workshop(repository, complaint)
        try:
            workshop.build("earlier", earlier)
            workshop.build("later", later)
            return workshop.compare("earlier", "later")
        except _Wanting:
            return None


@dataclass(frozen=True, slots=True)
class _Letter:
    """A mail as git takes it apart: the author and the text of the commit, and the file that has the rest."""

    author: bytes
    text: bytes
    patch: Path


class _Workshop:
    def __init__(self, repository: Path, complaint: IO[bytes]) -> None:
        self._repository = repository
        self._complaint = complaint
        self._deadline = time.monotonic() + SECONDS

    def build(self, name: str, mails: Sequence[bytes]) -> None:
        """Make the branch `name` of the patches in these mails, and the branch `name-base` that it builds upon."""
        letters = [self._open(mail, f"{name}-{number}") for number, mail in enumerate(mails)]
        patches = [letter.patch.read_bytes() for letter in letters]
        base = next((found[1] for patch in patches if (found := _BASE.search(patch))), None)
        self._git("read-tree", "--empty")
        self._git("update-index", "-z", "--index-info", given=b"".join(self._before(patches, base)))
        stream = [_commit(f"{name}-base", b"Docket <>", b"base\n", self._git("write-tree"))]
        origin = f"from refs/heads/{name}-base\n".encode()
        for letter, patch in zip(letters, patches, strict=True):
            if preimage.has_diff(patch):
                self._git("apply", "--cached", "--whitespace=nowarn", "--", str(letter.patch))
                stream.append(_commit(name, letter.author, letter.text, self._git("write-tree"), origin))
                origin = b""
            elif b"\n+++ " in patch:
                raise _Wanting("a diff that is not git's does not say what it builds upon")
        if origin:
            raise _Wanting("there is no patch")
        self._git("fast-import", "--quiet", given=b"".join(stream))

    def compare(self, earlier: str, later: str) -> str:
        ranges = [f"refs/heads/{name}-base..refs/heads/{name}" for name in (earlier, later)]
        with tempfile.TemporaryFile() as output:
            self._git(*_LOOK, "range-diff", "--no-color", *ranges, stdout=output)
            output.seek(0)
            text = output.read(OUTPUT_BYTES + 1)
        if len(text) > OUTPUT_BYTES:
            text = text[: text.rfind(b"\n", 0, OUTPUT_BYTES) + 1] + b"(the rest is left out)\n"
        return text.decode(errors="replace")

    def _open(self, mail: bytes, name: str) -> _Letter:
        text, patch = (self._repository / f"{name}.{part}" for part in ("text", "patch"))
        head = self._git("mailinfo", "--encoding=UTF-8", str(text), str(patch), given=mail.replace(b"\r\n", b"\n"))
        said = dict(line.split(b": ", 1) for line in head.split(b"\n") if b": " in line)
        who, address = (re.sub(rb"[<>\0]", b"", said.get(key, b"")).strip() for key in (b"Author", b"Email"))
        message = said.get(b"Subject", b"") + b"\n\n" + text.read_bytes()
        return _Letter(b"%s <%s>" % (who or b"nobody", address), message, patch)

    def _before(self, patches: Sequence[bytes], base: bytes | None) -> Iterator[bytes]:
        """The files that the patches build upon, as `git update-index --index-info` takes them.

        They are looked for as the blob that a patch names, then as the file that the base-commit has.
        """
        files = preimage.files(patches)
        asked = [
            b"%s\n%s\n" % (each.blob or _NOWHERE, b"%s:%s" % (base, path) if base else _NOWHERE)
            for path, each in files.items()
        ]
        answers = self._git("cat-file", "--batch-check=%(objecttype) %(objectname)", given=b"".join(asked))
        found = [_BLOB.fullmatch(answer) for answer in answers.split(b"\n")]
        for (path, each), named, based in zip(files.items(), found[::2], found[1::2], strict=False):
            if each.blob is None:
                # Anything will do, as long as no other file looks like it.
                blob = self._git("hash-object", "-w", "--stdin", given=path)
            elif there := named or based:
                blob = there[1]
            else:
                raise _Wanting(f"the tree does not have {path!r}")
            yield b"%s %s\t%s\0" % (each.mode, blob, path)

    def _git(self, *arguments: str, given: bytes = b"", stdout: IO[bytes] | None = None) -> bytes:
        process = git.start(
            self._repository,
            arguments,
            stdin=subprocess.PIPE,
            stdout=stdout or subprocess.PIPE,
            stderr=self._complaint,
            protocols="",
        )
        with process:
            try:
                output, _ = process.communicate(given, timeout=max(0.0, self._deadline - time.monotonic()))
            except BaseException as error:
                process.kill()
                if isinstance(error, subprocess.TimeoutExpired):
                    raise _Wanting("no time left") from None
                raise
        if process.returncode:
            raise _Wanting(f"git {arguments[0]} failed")
        return (output or b"").rstrip(b"\n")


def _commit(branch: str, author: bytes, text: bytes, tree: bytes, origin: bytes = b"") -> bytes:
    """A commit as `git fast-import` takes it, without a time, which no range-diff shows."""
    head = f"commit refs/heads/{branch}\n".encode()
    return b"%sauthor %s 0 +0000\ncommitter Docket <> 0 +0000\ndata %d\n%s\n%sM 040000 %s \n\n" % (
        *(head, author, len(text), text, origin, tree),
    )
