"""What went wrong, for programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Config, Database
from app.web import create_app
from app.web.api import DOCUMENT
from tests import factories as make


def test_an_address_that_leads_nowhere(client: FlaskClient) -> None:
    for path in ("/nowhere", "/series/x", "/series/x//", "/%00", "//", "/messages//"):
        answer = client.get(f"/api/v1{path}", follow_redirects=True)
        assert answer.status_code == 404
        assert answer.content_type == "application/problem+json"
        assert answer.json["title"] == "Not Found"


def test_an_address_beside_the_api_is_a_page(client: FlaskClient) -> None:
    assert client.get("/api/v1x").mimetype == "text/html"


def test_an_address_without_its_slash_leads_on(client: FlaskClient) -> None:
    for path in ("", "/series", "/lists"):
        answer = client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.location) == (308, f"http://localhost/api/v1{path}/")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_is_not_for_an_address(client: FlaskClient, method: str) -> None:
    for path, described in DOCUMENT["paths"].items():
        allowed = {name.upper() for name in described} | {"OPTIONS"} | ({"HEAD"} if "get" in described else set())
        if method in allowed:
            continue
        answer = client.open(path, method=method)
        assert answer.status_code == 405
        assert answer.content_type == "application/problem+json"
        # A name may have slashes in it, so an address may be that of a name as well.
        assert allowed <= set(answer.allow) <= {"GET", "HEAD", "OPTIONS", "POST"}
        assert answer.json == {
            "type": "about:blank",
            "title": "Method Not Allowed",
            "status": 405,
            "detail": "The method is not allowed for the requested URL.",
        }


def test_a_failure_of_ours_is_told_without_its_details(
    client: FlaskClient, session: Session, problem: Callable[..., str]
) -> None:
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    make.message(session, message_id="a@x", content_id=make.content(session, data=b"a secret").id)
    detail = problem("/messages/a@x/", 500)
    assert detail
    assert "secret" not in detail
    assert "zlib" not in detail


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/such/directory/docket.db")
    client = create_app(Config(tmp_path / "config.toml", database=database)).test_client()
    for path in ("/series/", "/series/x/", "/messages/a@x/", "/events/"):
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 503
        assert answer.content_type == "application/problem+json"
        assert "The database does not answer" in answer.json["detail"]
    assert client.get("/api/v1/openapi.json").status_code == 200
