"""Archives of realistic lists, made from a seed: series with covers, versions and resends, reviews with quoted diffs,
tags, robots, pull requests and talk, as a public-inbox v2 archive of one epoch."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

LIST = "bench@lists.example.org"
START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
WORDS = """
add avoid buffer cache check clean convert device drop entry error fix folio handle helper inode leak limit lock map
mount move page path pool queue race read remove rename report reset return size split stat store table trace use
"""
NAMES = "Ada Amir Bela Chen Dara Emil Farah Gita Hugo Ines Jun Kofi Lena Mio Nils Olu Petra Quin Rosa Sven Tao Uma"


class Archive:
    """A list's life, mail by mail. The same seed gives the same bytes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._at = START
        self._count = 0
        self._words = WORDS.split()
        self._people = [f"{name} {last}" for name in NAMES.split() for last in ("Berg", "Ito", "Khan", "Moya", "Rao")]

    def mails(self, count: int) -> Iterator[tuple[int, bytes]]:
        """So many mails as (seconds since the epoch, bytes)."""
        made = 0
        while made < count:
            for mail in self._work():
                yield int(self._at.timestamp()), mail
                made += 1
                if made == count:
                    return

    def _work(self) -> Iterator[bytes]:
        chance = self._random.random()
        if chance < 0.06:
            yield self._mail(self._person(), f"[bug] {self._title()}", self._prose(8), [])
            return
        author, title = self._person(), self._title()
        patches = self._random.choice((1, 1, 1, 1, 2, 3, 5, 8, 12))
        titles = [self._title() for _ in range(patches)] if patches > 1 else [title]
        for version in range(1, self._random.choice((1, 1, 1, 2, 2, 3, 4)) + 1):
            yield from self._version(author, title, titles, version)

    def _version(self, author: str, title: str, titles: list[str], version: int) -> Iterator[bytes]:
        mark = f"PATCH v{version}" if version > 1 else "PATCH"
        refs: list[str] = []
        total = len(titles)
        if total > 1:
            body = self._prose(12) + f"\n {total} files changed, {9 * total} insertions(+), {total} deletions(-)\n"
            yield self._mail(author, f"[{mark} 0/{total}] {title}", body, [])
            refs = [self._id()]
        for number, each in enumerate(titles, 1):
            counter = f" {number}/{total}" if total > 1 else ""
            diff = self._diff(each)
            yield self._mail(author, f"[{mark}{counter}] {each}", self._patch(author, each, diff, version), refs)
            patch = [*refs, self._id()]
            yield from self._review(author, f"Re: [{mark}{counter}] {each}", diff, patch)

    def _review(self, author: str, subject: str, diff: str, refs: list[str]) -> Iterator[bytes]:
        if self._random.random() < 0.08:
            yield self._mail(
                "kernel test robot", subject, "kernel test robot noticed the following build errors:\n", refs
            )
        for _ in range(self._random.choice((0, 0, 1, 1, 2, 3))):
            reviewer = self._person()
            quoted = "".join(f"> {line}\n" for line in diff.splitlines())
            body = f"On a day, {author} wrote:\n{quoted}\n{self._prose(3)}"
            if self._random.random() < 0.3:
                body += f"\nReviewed-by: {reviewer} <{_address(reviewer)}>\n"
            yield self._mail(reviewer, subject, body, refs)
            if self._random.random() < 0.5:
                answer = f"> {body.splitlines()[-1]}\n\n{self._prose(2)}"
                yield self._mail(author, subject, answer, [*refs, self._id()])

    def _patch(self, author: str, title: str, diff: str, version: int) -> str:
        notes = f"Changes in v{version}: {self._title()}\n" if version > 1 else ""
        return (
            f"{self._prose(4)}\nSigned-off-by: {author} <{_address(author)}>\n---\n{notes}"
            f" 1 file changed, 9 insertions(+), 1 deletion(-)\n\n{diff}-- \n2.39.5\n"
        )

    def _diff(self, title: str) -> str:
        path = f"fs/{self._word()}/{self._word()}.c"
        hunks = []
        for hunk in range(self._random.randint(1, 6)):
            at = 10 + hunk * 60
            added = "".join(f"+\t{self._word()}({self._random.randint(0, 999)});\n" for _ in range(9))
            hunks.append(
                f"@@ -{at},7 +{at},15 @@ {title.split()[0]}\n \tint a;\n \tint b;\n \tint c;\n-\told({hunk});\n{added}"
                " \tint d;\n \tint e;\n \tint f;\n"
            )
        return (
            f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n--- a/{path}\n+++ b/{path}\n{''.join(hunks)}"
        )

    def _mail(self, who: str, subject: str, body: str, refs: list[str]) -> bytes:
        self._count += 1
        self._at += dt.timedelta(seconds=self._random.randint(1, 2400))
        stamp = format_datetime(self._at)
        threading = f"In-Reply-To: <{refs[-1]}>\nReferences: {' '.join(f'<{ref}>' for ref in refs)}\n" if refs else ""
        return (
            f"Received: from mail.example.org by lists.example.org; {stamp}\nFrom: {who} <{_address(who)}>\n"
            f"To: {LIST}\nSubject: {subject}\nDate: {stamp}\nMessage-ID: <{self._id()}>\n{threading}"
            f"List-Id: <bench.lists.example.org>\nContent-Type: text/plain; charset=utf-8\n\n{body}"
        ).encode()

    def _word(self) -> str:
        return self._random.choice(self._words)

    def _id(self) -> str:
        return f"{self._count}.{self._count * 7919 % 100003}@example.org"

    def _person(self) -> str:
        return self._random.choice(self._people)

    def _title(self) -> str:
        return "fs: " + " ".join(self._word() for _ in range(6))

    def _prose(self, lines: int) -> str:
        return "".join(" ".join(self._word() for _ in range(11)) + ".\n" for _ in range(lines))


def _address(name: str) -> str:
    return name.lower().replace(" ", ".") + "@example.org"


def write(directory: Path, count: int, seed: int = 1) -> Path:
    """A public-inbox v2 directory with so many mails."""
    epoch = directory / "git" / "0.git"
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=master", str(epoch)], check=True)
    importer = subprocess.Popen(["git", f"--git-dir={epoch}", "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importer.stdin is not None
    for at, mail in Archive(seed).mails(count):
        importer.stdin.write(
            b"commit refs/heads/master\ncommitter bench <bench@example.org> %d +0000\ndata 1\nm\nM 100644 inline m\n"
            b"data %d\n%b\n" % (at, len(mail), mail)
        )
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    return directory
