"""The results of checks that programs post, seen to be what can be kept, and written down."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UsageError
from app.models import Check
from app.models.base import KEY_LENGTH
from app.rules.check import STATES

from .values import plain

DEFAULT = "default"
"""The context of a result that names none, as in Patchwork."""
_ADDRESS = 2000


def post(
    session: Session,
    message_id: str,
    state: str,
    context: str,
    target: str,
    description: str,
    by: str,
    at: dt.datetime,
) -> tuple[Check, bool]:
    """Note a result for the patch of this Message-ID, unless the last one of this account and context says the same;
    gives the one that holds now, and whether it is new. Raises UsageError for what cannot be kept."""
    if state not in STATES:
        raise UsageError(f"state: expects one of {', '.join(STATES)}")
    context = plain("context", context) or DEFAULT
    if len(context) > KEY_LENGTH:
        raise UsageError(f"context: has {len(context)} characters; {KEY_LENGTH} are the most")
    said = {
        "state": state,
        "context": context,
        "target": _address(target),
        "description": plain("description", description),
    }
    last = session.scalars(
        select(Check)
        .where(Check.message_id == message_id, Check.context == context, Check.by == by)
        .order_by(Check.id.desc())
        .limit(1)
    ).first()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last, False
    check = Check(message_id=message_id, by=by, at=at, **said)
    session.add(check)
    session.flush()
    return check, True


def _address(text: str) -> str:
    """The address of a log, empty where none is given: pages link to it."""
    text = plain("target_url", text)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or " " in text:
        raise UsageError("target_url: expects an address that begins with http:// or https://")
    if len(text) > _ADDRESS:
        raise UsageError(f"target_url: has {len(text)} characters; {_ADDRESS} are the most")
    return text
