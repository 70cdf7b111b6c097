"""Messages: as people read them, and the bytes as they came."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.queries import message

from . import mail
from .body import LINES, blocks
from .errors import UnknownMessage
from .grid import LETTERS
from .session import session

# A page reads this many bytes of a mail.
BYTES = 512 * 1024

pages = Blueprint("message", __name__, url_prefix="/messages")


@pages.get("/<name:message_id>/")
def show(message_id: str) -> str:
    """One message, rendered."""
    found = message.whole(session(), message_id, limit=BYTES)
    if found is None:
        raise UnknownMessage(message_id)
    reading = mail.read(found.raw)
    return render_template(
        "messages/show.html", message=found, mail=reading, blocks=blocks, lines=LINES, letters=LETTERS
    )


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
