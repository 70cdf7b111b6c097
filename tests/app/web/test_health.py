"""Whether the process can do its work."""

from __future__ import annotations

from alembic import command
from flask.testing import FlaskClient
from sqlalchemy import Engine

from app import db


def test_a_database_at_the_schema_of_the_code_is_healthy(client: FlaskClient, engine: Engine) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"healthy": True, "schema": db.version(engine)}


def test_a_database_at_another_schema_is_not(client: FlaskClient, engine: Engine) -> None:
    command.downgrade(db.migrations(engine), "base")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["problem"].startswith("the schema is at None, not at ")
