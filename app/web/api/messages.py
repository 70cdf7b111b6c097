"""Messages: what each one says of itself, where it belongs, and its remarks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from flask import abort

from app.queries.message import GivenTag, Neighbour, Place, whole
from app.queries.remarks import RemarkRow
from app.web.session import session

from .route import Parameter, Route

MESSAGE_ID = Parameter("message_id", "A Message-ID, without angle brackets.", {"type": "string", "minLength": 1})


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message without its bytes, of which there are `size`; they are at `/messages/{message_id}/raw`.

    `parent_id` is the Message-ID that it answers; `parent` is None where that was never seen. `problem` says why it
    could not be read whole. A message may have more replies, tags and remarks than are given.
    """

    message_id: str
    kind: str
    subject: str
    name: str
    email: str
    date: dt.datetime
    problem: str | None
    size: int
    lists: tuple[str, ...]
    place: Place | None
    parent_id: str | None
    parent: Neighbour | None
    replies: tuple[Neighbour, ...]
    tags: tuple[GivenTag, ...]
    remarks: tuple[RemarkRow, ...]


def show(message_id: str) -> MessageFacts:
    """One message."""
    found = whole(session(), message_id, limit=1)
    if found is None:
        abort(404, "No list that is read here has brought a message with this Message-ID.")
    return MessageFacts(**{field.name: getattr(found, field.name) for field in fields(MessageFacts)})


ROUTES = (Route("/messages/<name:message_id>/", show, (MESSAGE_ID,)),)
