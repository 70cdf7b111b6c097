"""Messages: what each one says of itself, where it belongs, and its remarks."""

from __future__ import annotations

from dataclasses import fields

from flask import abort

from app.queries.message import MessageFacts, whole
from app.web.session import session

from .route import Parameter, Route

MESSAGE_ID = Parameter("message_id", "A Message-ID, without angle brackets.", {"type": "string", "minLength": 1})


def show(message_id: str) -> MessageFacts:
    """One message."""
    found = whole(session(), message_id, limit=1)
    if found is None:
        abort(404, "No list that is read here has brought a message with this Message-ID.")
    return MessageFacts(**{field.name: getattr(found, field.name) for field in fields(MessageFacts)})


ROUTES = (Route("/messages/<name:message_id>/", show, (MESSAGE_ID,)),)
