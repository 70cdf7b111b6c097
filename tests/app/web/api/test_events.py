"""Events of all series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.web.api.parameters import written
from tests import factories as make
from tests.factories import NOW, days_ago

from .conftest import Asked, next_page

Answer = Callable[..., TestResponse]


def told(session: Session, size: int = 1) -> None:
    for _ in range(size):
        patch = make.post(session, make.series(session))[1]
        make.tag(session, make.reply(session, patch), "Reviewed-by", "Bea")


def test_whoever_keeps_the_last_address_misses_nothing(answer: Answer, client: FlaskClient, session: Session) -> None:
    told(session)
    response = answer("/events/", limit=1)
    seen: list[Any] = []
    while response.json:
        seen += response.json
        address = next_page(response)
        response = client.get(address)
    assert [event["kind"] for event in seen] == ["posted", "tag"]
    assert next_page(response) == ""
    make.post(session, make.series(session, "valve"), date=days_ago(1))
    session.commit()
    assert [event["title"] for event in client.get(address).json] == ["valve"]


def test_it_asks_as_often_whatever_the_size(answer: Answer, asked: Asked, session: Session) -> None:
    for size in (1, 5):
        told(session, size)
        with asked() as seen:
            answer("/events/")
        assert len(seen) == 5


def test_what_cannot_be_understood_is_told(problem: Callable[..., str]) -> None:
    for cursor in ("MABi", written("", "", "yesterday", "check", 1), written("", "", NOW, "check", 10**9)):
        assert problem("/events/", 400, cursor=cursor).startswith("cursor: names no place")
