"""One read session a request: all of its statements see the database at one moment, and none of them writes."""

from __future__ import annotations

from flask import Flask, current_app, g
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app import db

# Without it each statement sees the database at another moment, while ingest may be moving messages about.
SNAPSHOT = {
    "sqlite": text("BEGIN"),
    "postgresql": text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"),
}


def install(app: Flask, engine: Engine) -> None:
    """Give `app` sessions on `engine`, each closed at the end of its request."""
    app.extensions["docket.engine"] = engine
    app.extensions["docket.sessions"] = db.sessions(engine)

    @app.teardown_appcontext
    def close(error: BaseException | None) -> None:
        if "session" in g:
            g.session.close()


def session() -> Session:
    """The session of this request."""
    if "session" not in g:
        sessions: sessionmaker[Session] = current_app.extensions["docket.sessions"]
        g.session = sessions()
        g.session.execute(SNAPSHOT[g.session.get_bind().dialect.name])
    opened: Session = g.session
    return opened
