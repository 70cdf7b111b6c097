"""The parameters that several routes share, and how they are read: what cannot be understood is a 400 that says so."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from typing import NoReturn

from flask import abort, request

from .route import Parameter

PAGE = 50
MOST = 250
# As long as the longest one that is handed out, and somewhat more.
LONGEST = 2000
CHARACTERS = "[A-Za-z0-9_-]+"

LIMIT = Parameter(
    "limit", "How many rows to give at most.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}
)
CURSOR = Parameter(
    "cursor",
    "Where the page begins: opaque, and found in the Link header of the page before it.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": f"^{CHARACTERS}$"},
)
PAGING = (LIMIT, CURSOR)


def limit() -> int:
    """How many rows are asked for."""
    given = request.args.get(LIMIT.name, str(PAGE))
    if not (re.fullmatch("[0-9]{1,3}", given, re.ASCII) and 1 <= int(given) <= MOST):
        abort(400, f"limit: expects a number from 1 to {MOST}, not {given}")
    return int(given)


def written(*place: str | int | dt.datetime) -> str:
    """The cursor for a place in a list. No text from the database has a NUL."""
    parts = (each.isoformat() if isinstance(each, dt.datetime) else str(each) for each in place)
    return base64.urlsafe_b64encode("\0".join(parts).encode()).decode().rstrip("=")


def place(length: int) -> list[str] | None:
    """The parts of the cursor that is asked for, so many of them, None where there is none."""
    given = request.args.get(CURSOR.name)
    if given is None:
        return None
    try:
        if len(given) > LONGEST or not re.fullmatch(CHARACTERS, given):
            raise ValueError(given)
        parts = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode().split("\0")
        if len(parts) != length:
            raise ValueError(given)
    except (ValueError, binascii.Error):
        nowhere()
    return parts


def moment(text: str) -> dt.datetime:
    """The point in time in a cursor."""
    try:
        at = dt.datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError(text)
        return at.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        nowhere()


def number(text: str) -> int:
    """The number in a cursor; databases keep none of more digits in an integer column."""
    if not re.fullmatch("[0-9]{1,9}", text, re.ASCII):
        nowhere()
    return int(text)


def nowhere() -> NoReturn:
    """Say that a cursor is none of this list."""
    abort(400, "cursor: names no place in this list; begin again without it")
