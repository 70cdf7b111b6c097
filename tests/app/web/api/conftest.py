"""A client that asks the API and holds each answer to what all of them have in common."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.app.conftest import watched

Ask = Callable[..., Any]
Asked = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def answer(client: FlaskClient, session: Session) -> Callable[..., TestResponse]:
    """`answer("/series/", q=...)` commits what the test has made, and gives the response."""

    def look(path: str, status: int = 200, **query: str | int) -> TestResponse:
        session.commit()
        response = client.get(f"/api/v1{path}", query_string=query or None)
        assert response.status_code == status, response.text
        assert response.text.isascii()
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in response.headers
        if status < 400:
            assert response.content_type == "application/json"
            assert response.headers["Cache-Control"] == "private, max-age=0"
            assert response.headers["ETag"].startswith('W/"')
        else:
            assert response.content_type == "application/problem+json"
            assert {**response.json, "status": status, "type": "about:blank"} == response.json
            assert set(response.json) == {"type", "title", "status", "detail"}
        return response

    return look


@pytest.fixture
def ask(answer: Callable[..., TestResponse]) -> Ask:
    """`ask("/series/", q=...)` gives what the JSON of the answer says."""
    return lambda path, status=200, **query: answer(path, status, **query).json


@pytest.fixture
def problem(answer: Callable[..., TestResponse]) -> Callable[..., str]:
    """`problem("/series/", 400, q=...)` gives the detail of the problem."""
    return lambda path, status, **query: answer(path, status, **query).json["detail"]


@pytest.fixture
def pages(client: FlaskClient, session: Session) -> Callable[[str], list[Any]]:
    """`pages("/series/?limit=2")` gives the rows of all pages from there on, by the links between them."""

    def follow(path: str) -> list[Any]:
        session.commit()
        pages = []
        address = f"/api/v1{path}"
        while address:
            response = client.get(address)
            assert response.status_code == 200, response.text
            pages.append(response.json)
            address = next_page(response) if response.json else ""
        return pages

    return follow


def next_page(response: TestResponse) -> str:
    """The address in its Link header, empty where there is none."""
    (address, _, rel) = response.headers.get("Link", "<>; ").removeprefix("<").partition(">; ")
    assert rel in ("", 'rel="next"')
    return address


@pytest.fixture
def asked(client: FlaskClient) -> Asked:
    """`with asked() as seen:` lists the SQL that the API sends meanwhile."""
    return partial(watched, client.application.extensions["docket.engine"])
