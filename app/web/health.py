"""Whether this process can do its work, for what watches over it."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import OperationalError

from app import db

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def show() -> tuple[Response, int]:
    """200 where the database answers and its schema is the one that this code is written for, else 503."""
    head = ScriptDirectory.from_config(db.migrations()).get_current_head()
    try:
        current = db.version(current_app.extensions["docket.engine"])
    except OperationalError:
        return jsonify(healthy=False, problem="the database does not answer"), 503
    if current != head:
        return jsonify(healthy=False, problem=f"the schema is at {current}, not at {head}"), 503
    return jsonify(healthy=True, schema=current), 200
