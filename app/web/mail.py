"""The bytes of a mail to what a page shows of it: some headers, its text, and what else is in it.

Whatever the bytes are, this ends in bounded time. The standard library takes each header block apart; the parts of a
multipart are found here, with a stack of our own, because the library recurses into them and tries the boundaries of
all the parts around a line on each line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import Parser
from itertools import pairwise

HEADERS = ("From", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To")
HEADER_COUNT = 20
HEADER_LENGTH = 8192
STRUCTURE = ("Content-Type", "Content-Disposition", "Content-Transfer-Encoding")
STRUCTURE_LENGTH = 1024
PARTS = 100
DEPTH = 10

# Python has codecs that no mail is written in; some take quadratic time.
STRANGE_CODECS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
ENCODED_WORDS = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:\s+=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail. `text` is None for what is listed only, `size` counts bytes after decoding."""

    type: str
    name: str
    size: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page shows of a mail: headers as (name, value) in our order, and parts in the mail's order.

    `omitted`: there are more parts than are given.
    """

    headers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    omitted: bool


def read(raw: bytes) -> Reading:
    """Take a mail apart, or the beginning of one: at most `PARTS` parts, `DEPTH` multiparts inside each other."""
    mail = _entity(raw.decode("ascii", "surrogateescape"))
    (leaves, omitted) = _leaves(mail)
    parts = [_part(entity) for entity in leaves]
    if any(part.text and part.type != "text/html" for part in parts):
        parts = [replace(part, text=None) if part.type == "text/html" else part for part in parts]
    values = [(name.lower(), value) for name, value in mail.raw_items()]
    headers = [(shown, decoded(value)) for shown in HEADERS for name, value in values if name == shown.lower()]
    return Reading(headers=tuple(headers[:HEADER_COUNT]), parts=tuple(parts), omitted=omitted)


def texts(raw: bytes) -> tuple[tuple[str | None, bytes], ...]:
    """(the charset that it claims to be in, the bytes) of each part of a mail that is text and no page."""
    (leaves, _) = _leaves(_entity(raw.decode("ascii", "surrogateescape")))
    return tuple(
        (entity.get_content_charset(), _payload(entity))
        for entity in leaves
        if entity.get_content_maintype() == "text" and entity.get_content_subtype() != "html"
    )


def _leaves(mail: Message) -> tuple[list[Message], bool]:
    """The parts of a mail that have no parts themselves, in its order, and whether there are more of them."""
    leaves: list[Message] = []
    stack = [(mail, 0)]
    while stack and len(leaves) < PARTS:
        entity, depth = stack.pop()
        inside = _inside(entity) if depth < DEPTH else []
        stack += [(_entity(text), depth + 1) for text in reversed(inside[: PARTS + 1])]
        if not inside:
            leaves.append(entity)
    return leaves, bool(stack)


def decoded(value: str) -> str:
    """A header's value as people read it: RFC 2047's encoded words decoded, unfolded, cut at `HEADER_LENGTH`."""
    text = in_charset(value[:HEADER_LENGTH].encode("utf-8", "surrogateescape"), None)
    return " ".join(ENCODED_WORDS.sub(_words, text).split())


def _words(match: re.Match[str]) -> str:
    try:
        return "".join(
            in_charset(word, charset) if isinstance(word, bytes) else word for word, charset in decode_header(match[0])
        )
    except (ValueError, HeaderParseError):
        return match[0]


def _entity(text: str) -> Message:
    """A header block with what follows it as one string, in which bytes over 127 are lone surrogates."""
    entity = Parser().parsestr(text, headersonly=True)
    for name in STRUCTURE:
        if not _sound(entity, name):
            del entity[name]
    return entity


def _sound(entity: Message, name: str) -> bool:
    """Whether the library can take this header apart: it needs quadratic time for its parameters, and fails on some."""
    if any(len(str(value)) > STRUCTURE_LENGTH for value in entity.get_all(name, ())):
        return False
    try:
        entity.get_params(header=name)
    except (LookupError, TypeError, ValueError):
        return False
    return True


def _inside(entity: Message) -> list[str]:
    """The parts of a multipart, none for anything else. RFC 2046, 5.1.1; one that is cut off ends with the mail."""
    boundary = entity.get_boundary()
    if entity.get_content_maintype() != "multipart" or not boundary:
        return []
    text = str(entity.get_payload())
    marks = []
    for mark in re.finditer(rf"^--{re.escape(boundary)}(--)?[ \t]*$", text, re.MULTILINE):
        marks.append(mark.span())
        if mark[1]:
            break
    else:
        marks.append((len(text) + 1, len(text) + 1))
    return [text[start + 1 : max(stop - 1, start + 1)] for (_, start), (stop, _) in pairwise(marks)]


def _part(entity: Message) -> Part:
    data = _payload(entity)
    text = None
    # A multipart comes here where it has no parts, or lies too deep to be opened.
    if entity.get_content_maintype() in ("text", "message", "multipart"):
        text = in_charset(data, entity.get_content_charset()).replace("\r\n", "\n")
    return Part(type=entity.get_content_type(), name=decoded(entity.get_filename() or ""), size=len(data), text=text)


def _payload(entity: Message) -> bytes:
    payload = entity.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def in_charset(data: bytes, charset: str | None) -> str:
    """Text in the charset it claims to be in; else in UTF-8, else in Latin-1, which can be any bytes."""
    for name in (charset, "utf-8"):
        try:
            codec = codecs.lookup(name or "utf-8").name
            if codec.replace("_", "-") not in STRANGE_CODECS:
                return data.decode(codec)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")
