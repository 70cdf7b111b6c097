"""What the box for queries offers."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_suggestions_come_as_json(client: FlaskClient) -> None:
    answer = client.get("/complete?q=state:read")
    assert answer.json == [{"query": "state:ready", "hint": ""}]
    assert client.get("/complete").status_code == 200
