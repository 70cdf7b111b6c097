"""The web face: server-rendered pages over `app.queries`, readable without JavaScript."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Flask, Response, g
from jinja2 import StrictUndefined

from app import db
from app.config import Config
from app.rules.certainty import said_by

from . import (
    access,
    account,
    acting,
    api,
    bulk,
    charts,
    complete,
    compression,
    dashboard,
    errors,
    feeds,
    filters,
    grouping,
    health,
    lists,
    mbox,
    message,
    objections,
    oidc,
    patch,
    routing,
    saved,
    series,
    session,
)
from .words import words

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def create_app(
    config: Config, *, clock: Callable[[], dt.datetime] = _now, regroup: grouping.Regroup | None = None
) -> Flask:
    """The WSGI application on the database of `config`; `clock` says what time a request comes at, and `regroup` notes
    what belongs together."""
    app = Flask(__name__, template_folder=db.ROOT / "templates")
    # No form, and nothing that the API takes, is as long.
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.jinja_options = {
        "finalize": filters.visible,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.filters |= {
        each.__name__: each
        for each in (filters.ago, filters.command, filters.linked, filters.lore, filters.moment, said_by, words)
    }
    routing.install(app)
    session.install(app, db.connect(config))
    errors.install(app)
    compression.install(app)
    for noun in (
        dashboard,
        lists,
        feeds,
        mbox,
        series,
        complete,
        message,
        objections,
        patch,
        health,
        api,
        account,
        oidc,
        acting,
        grouping,
        bulk,
        saved,
        charts,
    ):
        app.register_blueprint(noun.pages)
    # Raw mails name no icon, and then browsers ask for this one.
    app.add_url_rule("/favicon.ico", view_func=app.send_static_file, defaults={"filename": "docket.svg"})

    @app.before_request
    def look_at_the_clock() -> None:
        g.now = clock()

    access.install(app, config)
    grouping.install(app, config, regroup)
    oidc.install(app, config)

    @app.after_request
    def guard(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app
