"""What went wrong, as a page: one table from error to status, words and template."""

from __future__ import annotations

from flask import Flask, render_template
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, NotFound


class UnknownMessage(NotFound):
    """No message with this Message-ID is here."""

    def __init__(self, message_id: str) -> None:
        super().__init__("No list that is read here has brought a message with this Message-ID.")
        self.message_id = message_id


def install(app: Flask) -> None:
    """Answer errors with pages. None of them asks the database, which may be what is broken."""

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> tuple[str, int]:
        return render_template("errors/error.html", error=error), error.code or 500

    @app.errorhandler(exc.OperationalError)
    @app.errorhandler(exc.TimeoutError)
    def unreachable(error: Exception) -> tuple[str, int]:
        app.logger.error("database: %s", error)
        return render_template("errors/database.html"), 503
