"""Messages: as people read them, and the bytes as they came."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, render_template, request

from app.queries import message
from app.queries.flat import flat

from . import mail
from .addresses import message_url, patch_url
from .body import LINES, blocks
from .errors import UnknownMessage
from .grid import LETTERS
from .session import session

# A page reads this many bytes of a mail.
BYTES = 512 * 1024
# The page of a thread has so many messages, and reads so many bytes and lines of each.
PAGE = 30
BYTES_OF_EACH = 64 * 1024
LINES_OF_EACH = 1000

pages = Blueprint("message", __name__, url_prefix="/messages")
pages.add_app_template_global(message_url)
pages.add_app_template_global(patch_url)


@pages.get("/<name:message_id>/")
def show(message_id: str) -> str:
    """One message, rendered."""
    found = message.whole(session(), message_id, limit=BYTES)
    if found is None:
        raise UnknownMessage(message_id)
    reading = mail.read(found.raw)
    return render_template(
        "messages/show.html",
        message=found,
        mail=reading,
        anchor=anchor,
        blocks=blocks,
        lines=LINES,
        letters=LETTERS,
    )


@pages.get("/<name:message_id>/thread/")
def thread(message_id: str) -> str:
    """All messages of its thread with what they say, flat, in order of time."""
    found = flat(session(), message_id, limit=PAGE, length=BYTES_OF_EACH, after=request.args.get("after"))
    if found is None:
        raise UnknownMessage(message_id)
    return render_template(
        "messages/thread.html",
        thread=found,
        asked=message_id,
        read=mail.read,
        anchor=anchor,
        blocks=blocks,
        lines=LINES_OF_EACH,
    )


def anchor(message_id: str) -> str:
    """The name of a message's place on the page of its thread."""
    return f"m{hashlib.sha256(message_id.encode()).hexdigest()[:12]}"


@pages.get("/<name:message_id>/raw")
def raw(message_id: str) -> Response:
    """Its bytes, which no browser takes for anything but text."""
    found = message.raw(session(), message_id)
    if found is None:
        raise UnknownMessage(message_id)
    try:
        found.decode()
        charset = "utf-8"
    except UnicodeDecodeError:
        charset = "iso-8859-1"
    return Response(found, content_type=f"text/plain; charset={charset}")
