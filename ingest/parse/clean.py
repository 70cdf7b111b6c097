"""Text, addresses, Message-IDs and dates as safe values: bounded, decoded, without what a database refuses."""

from __future__ import annotations

import datetime as dt
import email.errors
import email.utils
import hashlib
import re

from b4 import LoreMessage

from ingest.facts import Person

# PostgreSQL indexes take at most about 2,700 bytes, so what becomes a key is bounded.
KEY_CHARACTERS = 255
HEADER_CHARACTERS = 8192
NAME_CHARACTERS = 200
REFERENCES = 200

_BRACKETED = re.compile(r"<([^<>]{1,1000})>")
_ADDRESS = re.compile(r"[^\s<>\"'(),;:@]{1,200}@[^\s<>\"'(),;:@]{1,200}")
_BETWEEN = re.compile(r"[\s<>\"'(),;:]+")
_EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


def text(value: str) -> str:
    """`value` without NUL, and with bytes that no charset explained read as UTF-8 or replaced."""
    if "\0" in value:
        value = value.replace("\0", "")
    if value.isascii():
        return value
    try:
        data = value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # UTF-7 can spell half a character.
        data = value.encode("utf-8", "replace")
    return data.decode("utf-8", "replace")


def header(value: str) -> str:
    """A header's value on one line with its encoded words decoded, by b4's `LoreMessage.clean_header`."""
    # Unfolded first, since the standard decoder drops the blank that a line begins with.
    value = " ".join(text(value[:HEADER_CHARACTERS]).split())
    try:
        return text(LoreMessage.clean_header(value))
    except (RecursionError, ValueError, LookupError, email.errors.MessageError):
        # Nested comments, broken base64, a charset that is none: what is there is shown as it is.
        return value


def person(value: str) -> Person:
    """The first address of an address header; a value without an address gives an empty one."""
    value = text(value[:HEADER_CHARACTERS])
    try:
        name, address = next(iter(email.utils.getaddresses([value])), ("", ""))
    except (RecursionError, ValueError, IndexError):
        # The standard parser recurses on nested comments.
        name, address = "", ""
    if "@" not in address:
        found = _ADDRESS.search(value)
        name, address = value if not found else value[: found.start()], found.group() if found else ""
    name = " ".join(header(name).split()).strip("\"'<> ")
    return Person(name[:NAME_CHARACTERS], mail_address(address))


def mail_address(value: str) -> str:
    """An address in lower case, cut to what a key may have."""
    return text(value).strip().lower()[:KEY_CHARACTERS]


def addresses(values: list[str]) -> tuple[str, ...]:
    """All addresses of some headers, each once, in order; no more than a long Cc has."""
    tokens = _BETWEEN.split(text(", ".join(values)[: 8 * HEADER_CHARACTERS]))
    found = (mail_address(token) for token in tokens if _ADDRESS.fullmatch(token))
    return tuple(dict.fromkeys(found))[:REFERENCES]


def message_id(value: str) -> str | None:
    """The first Message-ID in a header's value, without its angle brackets; None where there is none.

    Some servers leave the brackets away. An id longer than a key may be becomes one made from its hash, the
    same wherever it is referred to.
    """
    value = text(value[:HEADER_CHARACTERS])
    found = _BRACKETED.search(value)
    token = "".join((found.group(1) if found else next(iter(value.split()), "").strip("<>")).split())
    if not token:
        return None
    if len(token) > KEY_CHARACTERS:
        return f"long-{hashlib.sha256(token.encode()).hexdigest()[:40]}@docket.invalid"
    return token


def message_ids(value: str) -> list[str]:
    """All Message-IDs in a header's value, in order, each once.

    Words without angle brackets are ids only where there are no others (`In-Reply-To: Your message of Monday`).
    """
    value = value[: 8 * HEADER_CHARACTERS]
    tokens = _BRACKETED.findall(value)
    if not tokens and all("@" in token for token in value.split()):
        tokens = [token.strip("<>,") for token in value.split()]
    return list(dict.fromkeys(found for token in tokens if (found := message_id(f"<{token}>")) is not None))


def date(value: str) -> dt.datetime | None:
    """A Date header in UTC, or None where no calendar has it (31 February, year 20244)."""
    try:
        parts = email.utils.parsedate_tz(value[:200])
        if parts is None:
            return None
        offset = parts[9] or 0
        zone = dt.timezone(dt.timedelta(seconds=offset)) if abs(offset) < 86400 else dt.UTC
        return _possible(dt.datetime(*parts[:6], tzinfo=zone).astimezone(dt.UTC))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _possible(time: dt.datetime | None) -> dt.datetime | None:
    return time if time and _EARLIEST <= time <= _LATEST else None


def dates(
    stated: str, received: list[str], archived_at: dt.datetime | None
) -> tuple[dt.datetime, dt.datetime, str | None]:
    """(date, received at, what is wrong with the stated date).

    The topmost Received header was written by the list's own server, so its time is taken for the time of
    arrival; without one it is what the mail says, unless the archive had it earlier. A stated date more than a day
    after or 30 days before the arrival is a wrong clock, and the arrival stands in for it. A mail without any time
    gets a fixed one: reading it again must give the same row.
    """
    said = date(stated)
    archived_at = _possible(archived_at)
    arrived = date(received[0].rpartition(";")[2].strip()) if received else None
    at_latest = min(said, archived_at) if said and archived_at else said or archived_at
    received_at = arrived or at_latest or _EARLIEST
    if said is None:
        return received_at, received_at, "impossible date" if stated.strip() else "no date"
    if received_at - dt.timedelta(days=30) <= said <= received_at + dt.timedelta(days=1):
        return said, received_at, None
    return received_at, received_at, None
