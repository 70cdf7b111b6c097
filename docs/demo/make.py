"""Prints the mails of threads/*.txt with all that mail programs, git and a list server add, as an mboxrd.

Without an argument that is demo.mbox, what a subscriber of all lists has in the mailbox; with a list's name it is the
archive of that list.

A thread file holds mails between lines of `=`, each with a few headers, a blank line and a body. What is left out
there is made here, so that it is right: Received, List-Id, References, the counts of a diff's hunks, its index lines
and its diffstat, a cover letter's shortlog, the attribution line (written `[wrote]`). In a file a hunk begins
`@@ LINE CONTEXT`; a reply quotes it as `> @@ LINE`, and a file's three header lines as `> --- a/PATH`. What a reply
quotes must stand in the mail that it answers, or this fails. `Lists: a b` sends a mail to two lists.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import sys
from collections.abc import Iterator
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import Path

LIST = "demo"
GIT = "2.47.3"
BAR = 40
FILE = re.compile(r"^(?=--- (?:a/|/dev/null))", re.MULTILINE)
# The headers that `sent` writes itself; all others of a thread file are handed on as they are.
WRITTEN = {"From", "To", "Cc", "Lists", "Subject", "Date", "Message-ID", "In-Reply-To", "Content-Type"}

Stat = dict[str, tuple[int, int]]


class Mail:
    """One mail of a thread file. `body` is what it says, `stat` the lines that its diff adds and removes by file."""

    def __init__(self, source: str) -> None:
        head, _, self.body = source.strip("\n").partition("\n\n")
        self.headers = dict(line.split(": ", 1) for line in head.splitlines())
        self.id = self.headers["Message-ID"]
        self.parent: Mail | None = None
        self.date = dt.datetime.strptime(self.headers["Date"], "%Y-%m-%d %H:%M:%S %z")
        self.name, _ = parseaddr(self.headers["From"])
        counter = re.match(r"\[[^\]]*?(\d+)/\d+\]", self.headers["Subject"])
        self.number = int(counter[1]) if counter else 1
        self.lists = self.headers.get("Lists", LIST).split()
        self.stat: Stat = {}

    def references(self) -> list[str]:
        if "In-Reply-To" not in self.headers:
            return []
        return [*(self.parent.references() if self.parent else []), self.headers["In-Reply-To"]]


def thread(text: str) -> list[Mail]:
    """The mails of one file, whole."""
    mails = [Mail(source) for source in re.split(r"^=+\n", text, flags=re.MULTILINE)]
    by_id = {mail.id: mail for mail in mails}
    blobs: dict[str, str] = {}
    for mail in mails:
        mail.parent = by_id.get(mail.headers.get("In-Reply-To", ""))
        if FILE.search(mail.body):
            if mail.number == 1:
                blobs.clear()
            mail.body = patch(mail, blobs)
        elif mail.parent:
            mail.body = "\n".join(reply(mail, mail.parent.body.split("\n"), mail.parent))
    for mail in mails:
        if mail.number == 0:
            mail.body = cover(mail, [each for each in mails if each.parent is mail and each.stat])
    return mails


def patch(mail: Mail, blobs: dict[str, str]) -> str:
    """The body of a patch, with its diff as git writes it; `blobs` are the hashes of what is in the files by now."""
    text, *files = FILE.split(mail.body)
    diff = "".join(file_diff(mail.stat, lines.rstrip("\n").split("\n"), blobs) for lines in files)
    return f"{text}{diffstat(mail.stat)}\n\n{diff}-- \n{GIT}\n"


def file_diff(stat: Stat, lines: list[str], blobs: dict[str, str]) -> str:
    """One file's part of a diff. An empty line in a thread file stands for an empty line of context."""
    path = lines[1].removeprefix("+++ b/")
    is_new = lines[0] == "--- /dev/null"
    old = "0" * 12 if is_new else blobs.get(path, digest(path))
    blobs[path] = new = digest(old, *lines)
    made = [f"diff --git a/{path} b/{path}"]
    made += ["new file mode 100644", f"index {old}..{new}"] if is_new else [f"index {old}..{new} 100644"]
    made += lines[:2]
    added = removed = 0
    for hunk in re.split(r"^@@ ", "\n".join(lines[2:]), flags=re.MULTILINE)[1:]:
        head, *rest = hunk.rstrip("\n").split("\n")
        start, _, context = head.partition(" ")
        rest = [line or " " for line in rest]
        plus, minus = (sum(line.startswith(mark) for line in rest) for mark in "+-")
        same = sum(line.startswith(" ") for line in rest)
        if plus + minus + same != len(rest):
            sys.exit(f"{path}: a line of this hunk has no mark: @@ {hunk}")
        before = span(int(start), same + minus)
        after = span(1 if is_new else int(start) + added - removed, same + plus)
        made += [f"@@ -{before} +{after} @@ {context}".rstrip(), *rest]
        added, removed = added + plus, removed + minus
    stat[path] = added, removed
    return "\n".join(made) + "\n"


def span(start: int, length: int) -> str:
    return str(start) if length == 1 else f"{start},{length}"


def diffstat(stat: Stat) -> str:
    """As `git diff --stat` prints it."""
    wide, most = max(map(len, stat)), max(map(sum, stat.values()))
    scale = min(1.0, BAR / most)
    lines = [
        f" {path:{wide}} | {plus + minus:{len(str(most))}} {'+' * round(plus * scale)}{'-' * round(minus * scale)}"
        for path, (plus, minus) in sorted(stat.items())
    ]
    added, removed = (sum(numbers) for numbers in zip(*stat.values(), strict=True))
    total = [f" {counted(len(stat), 'file')} changed"]
    total += [f"{counted(added, 'insertion')}(+)"] if added else []
    total += [f"{counted(removed, 'deletion')}(-)"] if removed else []
    return "\n".join([*lines, ", ".join(total)])


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def cover(mail: Mail, patches: list[Mail]) -> str:
    """A cover letter with its shortlog and diffstat. What a thread file has below `---` comes last, as b4 has it."""
    text, _, below = mail.body.partition("\n---\n")
    titles = [each.headers["Subject"].partition("] ")[2] for each in patches]
    total: Stat = {}
    for each in patches:
        for path, (plus, minus) in each.stat.items():
            added, removed = total.get(path, (0, 0))
            total[path] = added + plus, removed + minus
    shortlog = "\n  ".join([f"{mail.name} ({len(patches)}):", *titles])
    end = f"---\n{below}\n" if below else f"\n-- \n{GIT}\n"
    return f"{text}\n\n{shortlog}\n\n{diffstat(total)}\n{end}"


def reply(mail: Mail, said: list[str], parent: Mail) -> Iterator[str]:
    """The lines of a reply, with what it quotes in short written out."""
    stripped = {line.strip() for line in said}
    for line in mail.body.split("\n"):
        if line == "[wrote]":
            yield f"On {parent.date:%a, %b %d, %Y at %I:%M:%S%p %z}, {parent.name} wrote:"
        elif match := re.fullmatch(r"> @@ (\d+)", line):
            yield next(f"> {each}" for each in said if each.startswith(f"@@ -{match[1]},"))
        elif line.startswith("> --- a/"):
            start = said.index(f"diff --git {line[6:]} b/{line[8:]}")
            yield from (f"> {each}" for each in said[start : start + 3])
        else:
            if re.match(r">(?!>)", line) and line[1:].strip() not in stripped:
                sys.exit(f"{mail.id} quotes what {parent.id} does not say: {line}")
            yield line


def sent(mail: Mail, name: str) -> tuple[dt.datetime, str]:
    """(when the list `name` took the mail, the mail as its archive has it)."""
    root = next(iter(mail.references()), mail.id)
    received = mail.date.astimezone(dt.UTC) + dt.timedelta(seconds=2 + int(digest(root, name), 16) % 50)
    headers = mail.headers
    addresses = [f"{each}@lists.example.org" for each in mail.lists]
    to = headers.get("To") or (mail.parent.headers["From"] if mail.parent else addresses[0])
    copies = [each for each in [*headers.get("Cc", "").split(", "), *addresses] if each and each != to]
    subject = headers["Subject"]
    fields = [
        (
            "Received",
            "from mail.example.org (mail.example.org [192.0.2.25])\n"
            f" by lists.example.org (Postfix) with ESMTPS id {digest(mail.id)}\n"
            f" for <{name}@lists.example.org>; {format_datetime(received)}",
        ),
        ("From", encoded(headers["From"])),
        ("To", encoded(to)),
        ("Cc", ", ".join(encoded(each) for each in copies)),
        ("Subject", subject if subject.isascii() else Header(subject, "utf-8", header_name="Subject").encode()),
        ("Date", format_datetime(mail.date)),
        ("Message-ID", mail.id),
        ("In-Reply-To", headers.get("In-Reply-To", "")),
        ("References", "\n ".join(mail.references())),
        *((name, encoded(value)) for name, value in headers.items() if name not in WRITTEN),
        ("MIME-Version", "1.0"),
        ("Content-Type", headers.get("Content-Type", "text/plain; charset=UTF-8")),
        ("Content-Transfer-Encoding", "8bit"),
        ("List-Id", f"<{name}.lists.example.org>"),
        ("List-Post", f"<mailto:{name}@lists.example.org>"),
    ]
    if not headers.keys() & {"X-Mailer", "User-Agent"}:
        posted = mail.stat or mail.number == 0
        fields.append(("X-Mailer", f"git-send-email {GIT}") if posted else ("User-Agent", "Mutt/2.2.13 (2024-03-09)"))
    head = "\n".join(f"{name}: {value}" for name, value in fields if value)
    body = re.sub(r"^(?=>*From )", ">", mail.body.rstrip("\n"), flags=re.MULTILINE)
    return received, f"From {name}-bounces@lists.example.org {received:%a %b %e %H:%M:%S %Y}\n{head}\n\n{body}\n\n"


def encoded(value: str) -> str:
    return value if value.isascii() else formataddr(parseaddr(value))


def digest(*parts: str) -> str:
    return hashlib.sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()[:12]


def mailbox(folder: Path, only: str | None) -> str:
    """All mails, or those of the list `only`, in the order in which they came."""
    mails = [mail for path in sorted(folder.glob("*.txt")) for mail in thread(path.read_text(encoding="utf-8"))]
    came = (sent(mail, name) for mail in mails for name in mail.lists if only in (None, name))
    return "".join(text for _, text in sorted(came))


if __name__ == "__main__":
    made = mailbox(Path(__file__).parent / "threads", sys.argv[1] if len(sys.argv) > 1 else None)
    sys.stdout.buffer.write(made.encode())
