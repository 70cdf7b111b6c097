"""What every answer has: its ETag, and the link to the next page."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories as make

from .conftest import next_page

Answer = Callable[..., TestResponse]


def test_what_the_client_has_already_is_not_sent_again(answer: Answer, client: FlaskClient, session: Session) -> None:
    make.post(session, make.series(session))
    first = answer("/series/")
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/api/v1/series/", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, max-age=0"
    make.post(session, make.series(session))
    session.commit()
    changed = client.get("/api/v1/series/", headers=known)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_next_page_is_asked_for_as_this_one(answer: Answer, session: Session) -> None:
    for _ in range(3):
        make.post(session, make.series(session))
    address = next_page(answer("/series/", q='-"a&b>"', limit=2))
    assert address.startswith("/api/v1/series/?q=-%22a%26b%3E%22&limit=2&cursor=")
    assert "Link" not in answer("/series/", limit=3).headers


def test_each_noun_has_its_address(answer: Answer) -> None:
    for address in answer("/").json.values():
        path = address.removeprefix("/api/v1")
        answer(path, 400 if path == "/objections/" else 200)


def test_nobody_else_s_page_may_read_it(client: FlaskClient) -> None:
    answer = client.get("/api/v1/lists/", headers={"Origin": "https://example.org"})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
