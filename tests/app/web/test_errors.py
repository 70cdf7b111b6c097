"""What went wrong, as a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.config import Config, Database
from app.web import create_app

from .conftest import Page

Get = Callable[..., Page]


def test_an_address_that_leads_nowhere(get: Get) -> None:
    assert "Not Found" in get("/nowhere", 404).text


def test_a_method_that_is_not_for_reading(client: FlaskClient) -> None:
    assert client.post("/series/").status_code == 405


def test_a_failure_of_ours_is_a_page_without_its_details(get: Get, client: FlaskClient) -> None:
    client.application.config["PROPAGATE_EXCEPTIONS"] = False

    @client.application.get("/broken")
    def broken() -> str:
        raise RuntimeError("a secret")

    page = get("/broken", 500)
    assert "Internal Server Error" in page.text
    assert "secret" not in page.text


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/such/directory/docket.db")
    client = create_app(Config(tmp_path / "config.toml", database=database)).test_client()
    for path in ("/", "/series/", "/series/x/", "/messages/a@x/", "/messages/a@x/raw"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "The database does not answer" in answer.text
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/static/docket.css", "/static/docket.svg", "/favicon.ico"])
def test_what_pages_need_is_there(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
