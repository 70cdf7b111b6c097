"""A patch mail to one that `git am` takes as it is meant: one text, its author in the header, review tags folded in.

The commit message becomes UTF-8, the diff keeps its bytes, as git itself does it (git-mailinfo).
"""

from __future__ import annotations

import quopri
import re
from email.message import Message
from email.parser import BytesParser
from email.utils import format_datetime, quote

from app.queries.series import REVIEW_TAGS, PatchRow, TagRow

from . import mail

# What the mails of an mbox begin with; git reads no more of it than the first word.
SEPARATOR = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"
# Where a commit message ends, by git-mailinfo's `patchbreak`.
BREAK = re.compile(rb"^(?:---[ \t]*$|--- [^ \t\n]|diff -|Index: )", re.MULTILINE)
# The last line of a paragraph that holds trailers.
TRAILER = re.compile(r"(?:[A-Za-z]+(?:-[A-Za-z]+)*-by|Fixes|Link|Closes|Cc|Change-Id|Message-Id): ", re.IGNORECASE)
HEADER = 4096


def amendable(raw: bytes, patch: PatchRow) -> bytes:
    """The mail of a patch as part of an mbox. Nothing in it can be taken for the beginning of another mail."""
    texts = mail.texts(raw)
    charset = texts[0][0] if texts else None
    body = b"\n".join(data for _, data in texts).replace(b"\r\n", b"\n")
    end = BREAK.search(body)
    at = end.start() if end else len(body)
    message = folded(mail.in_charset(body[:at], charset), patch)
    body = message.encode("utf-8", "replace") + body[at:]
    encoding = "8bit"
    if re.search(rb"^From ", body, re.MULTILINE):
        encoding = "quoted-printable"
        body = re.sub(rb"^From ", b"=46rom ", quopri.encodestring(body), flags=re.MULTILINE)
    headers = BytesParser().parsebytes(raw, headersonly=True)
    lines = (
        f'From: "{quote(_line(patch.author.name))}" <{_line(patch.author.email)}>',
        f"Date: {_header(headers, 'Date') or format_datetime(patch.date)}",
        f"Subject: {_header(headers, 'Subject')}",
        f"Message-ID: <{_line(patch.message_id)}>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        f"Content-Transfer-Encoding: {encoding}",
    )
    head = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    return SEPARATOR + head + b"\n" + body.rstrip(b"\n") + b"\n\n"


def folded(message: str, patch: PatchRow) -> str:
    """A commit message with the review tags that reviewers gave to the patch, and that it does not have yet."""
    has = {line.strip().casefold() for line in message.split("\n")}
    missing = []
    for tag in patch.tags:
        if tag.how == "given" and tag.kind in REVIEW_TAGS:
            line = f"{tag.kind}: {_line(tag.value)}"
            if line.casefold() not in has and not _written(tag, has):
                missing.append(line)
    if not missing:
        return message
    text = message.rstrip()
    parted = "\n" if text and TRAILER.match(text.rpartition("\n")[2]) else "\n\n" if text else ""
    return text + parted + "\n".join(missing) + "\n"


def _written(tag: TagRow, lines: set[str]) -> bool:
    """Whether one of these lines is this person's tag under this address, however it spells the name."""
    (start, end) = (f"{tag.kind}:".casefold(), f"<{tag.email}>".casefold())
    return bool(tag.email) and any(line.startswith(start) and end in line for line in lines)


def _header(headers: Message, name: str) -> str:
    raw = next((value for key, value in headers.raw_items() if key.lower() == name.lower()), "")
    return _line(mail.decoded(str(raw)[:HEADER]))


def _line(text: str) -> str:
    """Text as one line of printable characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
