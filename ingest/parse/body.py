"""From MIME to the text that a mail says: which part, which charset, unflowed, HTML as a last resort."""

from __future__ import annotations

import codecs
import email
import email.errors
import email.message
import email.parser
import email.utils
import html
import re

from b4 import DIFF_RE

from ingest.parse import clean

# More than any mail program makes. The standard parser is slow on many parts, recurses on nested ones, looks at
# each line once for each level, and is quadratic in the length of a part's headers.
MOST_PARTS = 100
MOST_MULTIPARTS = 20
MOST_FIELD_BYTES = 4096
MOST_CHARACTERS = 4 * 1024 * 1024
MOST_HTML = 1024 * 1024

# Codecs of Python that are no charsets, or whose cost grows with the square of their input.
_NO_CHARSETS = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
# What declares itself GB2312 is nearly always its superset.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "windows-1252", "ascii": "utf-8"}
_PATCH_NAME = re.compile(r"\.(?:patch|diff)$", re.IGNORECASE)
_FIELD = re.compile(rb"\ncontent-(type|disposition):([^\n]*(?:\n[ \t][^\n]*)*)")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})?[^<>]*>", re.IGNORECASE)
_BLOCKS = {"p", "div", "br", "tr", "li", "pre", "blockquote", "h1", "h2", "h3", "table"}
_SILENT = {"script", "style", "head", "title"}


def split(raw: bytes) -> tuple[email.message.Message, str | None]:
    """(the parsed mail, what is wrong). A mail with MIME that no program makes is taken as headers and one text."""
    wrong = _excess(raw)
    if not wrong:
        try:
            return email.message_from_bytes(raw), None
        except (RecursionError, ValueError, LookupError, AttributeError, TypeError, AssertionError) as error:
            wrong = f"broken MIME: {type(error).__name__}"
    message = email.parser.BytesHeaderParser().parsebytes(raw)
    del message["Content-Type"], message["Content-Disposition"]
    return message, wrong


def _excess(raw: bytes) -> str | None:
    fields = _FIELD.findall(b"\n" + raw.lower().replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    types = [value for name, value in fields if name == b"type"]
    multiparts = sum(value.lstrip().startswith((b"multipart/", b"message/")) for value in types)
    longest = max((len(value) for _name, value in fields), default=0)
    if len(types) > MOST_PARTS:
        return f"{len(types)} MIME parts, more than {MOST_PARTS}"
    if multiparts > MOST_MULTIPARTS:
        return f"{multiparts} MIME parts that hold others, more than {MOST_MULTIPARTS}"
    if longest > MOST_FIELD_BYTES:
        return f"a MIME header of {longest} bytes, more than {MOST_FIELD_BYTES}"
    return None


def text(message: email.message.Message, prefer_diff: bool) -> str:
    """The mail's plain text with `\\n` line ends, cut to MOST_CHARACTERS.

    The first text/plain part, as `b4.LoreMessage.get_payload` has it. `prefer_diff` takes a later part that holds
    a diff in its place, also one that is only attached under a name in .patch or .diff. Where there is no plain
    text, HTML is reduced to its text.
    """
    body: str | None = None
    page: str | None = None
    for part in message.walk():
        kind = part.get_content_type()
        plain = "/plain" in kind or "/x-patch" in kind or "/x-diff" in kind
        attached = prefer_diff and not plain and bool(_PATCH_NAME.search(_file_name(part)))
        if plain or attached:
            payload = _decoded(part)
            # A reply is read line by line as it came: who quotes it, or labels it, counts its characters so.
            if prefer_diff and _parameter(part, "format") == "flowed":
                payload = unflow(payload, _parameter(part, "delsp") == "yes")
            if (body is None and plain) or (prefer_diff and DIFF_RE.search(payload)):
                body = payload
                if not prefer_diff:
                    break
        elif kind == "text/html" and page is None and body is None:
            page = _decoded(part)
    if body is None:
        body = _from_html(page) if page is not None else ""
    return body[:MOST_CHARACTERS]


def _file_name(part: email.message.Message) -> str:
    try:
        return str(part.get_filename(""))
    except (LookupError, ValueError):
        return ""


def _parameter(part: email.message.Message, name: str) -> str:
    """A parameter of a part's Content-Type in lower case, empty where there is none; RFC 2231 lets it claim a charset
    of its own, which need not exist."""
    try:
        return email.utils.collapse_rfc2231_value(part.get_param(name, "")).strip().lower()
    except (LookupError, ValueError):
        return ""


def _decoded(part: email.message.Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    value = _decode(payload[: 4 * MOST_CHARACTERS], _parameter(part, "charset") or "utf-8")
    return clean.text(value.replace("\r\n", "\n").replace("\r", "\n"))


def _decode(payload: bytes, charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
        name = _SUPERSETS.get(name, name)
        if name in _NO_CHARSETS:
            name = "utf-8"
        if name == "utf-8":
            return payload.decode("utf-8")
        return payload.decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):
        pass
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        # Bytes that are no UTF-8 and declare nothing better are most often Latin-1 in a single name.
        return (
            payload.decode("utf-8", "replace") if payload.count(b"\xc3") else payload.decode("windows-1252", "replace")
        )


def unflow(value: str, delete_space: bool) -> str:
    """Join the lines that format=flowed has broken (RFC 3676): a line ending in a blank goes on in the next one of
    the same quote depth. The signature mark and patches' context lines, which end in no blank, stay as they are."""
    lines: list[list[str]] = []
    depth_before = -1
    for line in value.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        # Space-stuffing: the one blank after the quote marks is not text.
        content = content.removeprefix(" ")
        flowed = content.endswith(" ") and content != "-- "
        if depth != depth_before or content == "-- ":
            lines.append([">" * depth + (" " if depth else "")])
        lines[-1].append(content[:-1] if flowed and delete_space else content)
        depth_before = depth if flowed else -1
    return "\n".join("".join(pieces) for pieces in lines)


def _from_html(page: str) -> str:
    """The text between the tags: a line for each block, quoted what is in a blockquote, without script and style.

    The standard parser is quadratic where what begins does not end, so comments and tags are found one by one.
    """
    lines: list[list[str]] = [[]]
    quotes = silent = 0
    first, *comments = page[:MOST_HTML].split("<!--")
    pieces = _TAG.split(first + "".join(each.partition("-->")[2] for each in comments))
    for slash, name, data in zip(["", *pieces[1::3]], ["", *pieces[2::3]], pieces[0::3], strict=True):
        step = -1 if slash else 1
        kind = (name or "").lower()
        quotes = max(0, quotes + step * (kind == "blockquote"))
        silent = max(0, silent + step * (kind in _SILENT))
        if kind in _BLOCKS and lines[-1]:
            lines.append([])
        if silent:
            continue
        for number, line in enumerate(_unescaped(data).split("\n")):
            if number:
                lines.append([])
            if line.strip():
                lines[-1] += [line] if lines[-1] or not quotes else [">" * min(quotes, 20) + " ", line]
    return "\n".join("".join(parts).rstrip() for parts in lines)


def _unescaped(data: str) -> str:
    try:
        return html.unescape(data)
    except ValueError:
        # A character reference of more digits than Python makes a number of.
        return data
