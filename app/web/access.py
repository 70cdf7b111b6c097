"""Who a request comes from, and whether it may come: `g.actor`, and the guard of forms against other sites (CSRF)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as Answer

from app.accounts import actors, secrets
from app.accounts.actors import Actor
from app.config import Config

from . import permission
from .session import session

COOKIE = "docket"
"""The cookie that holds the secret of a session."""
# Nothing in these depends on who asks; the icon of old has no view of its own.
OF_NOBODY = ("static", "send_static_file", "health.show")
# Whoever is to sign in must see where.
OPEN = ("account.sign_in", "oidc.begin", "oidc.back")


class _Forms(SecureCookieSessionInterface):
    """Flask's own session, a signed cookie: it holds nothing but what forms are checked against."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask, config: Config) -> None:
    """Look who comes before each request. Comes after what sets `g.now`."""
    app.secret_key = config.secret or secrets.new()
    app.session_interface = _Forms()
    app.config |= {
        "SESSION_COOKIE_NAME": f"{COOKIE}-form",
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Checked below, unless it comes with a token, which no browser sends by itself.
        "WTF_CSRF_CHECK_DEFAULT": False,
        # A form may stay open as long as its reader likes.
        "WTF_CSRF_TIME_LIMIT": None,
        # Our own pages forbid browsers to say where they come from.
        "WTF_CSRF_SSL_STRICT": False,
    }
    csrf = CSRFProtect(app)
    app.jinja_env.globals["here"] = here

    @app.before_request
    def recognise() -> Answer | None:
        g.actor = None
        if request.endpoint in OF_NOBODY:
            return None
        bearer = request.authorization
        # Clients of Patchwork call it a token.
        if bearer is not None and bearer.type in ("bearer", "token"):
            g.actor = actors.by_token(session(), bearer.token or "")
            if g.actor is None:
                raise _unauthorized("No token here is this one; it may have been revoked.")
        else:
            g.actor = _in_person(config)
            # In the name of nobody, the API does nothing, and says so.
            if request.endpoint is not None and (g.actor is not None or request.blueprint != "api"):
                _checked(csrf)
        if request.endpoint not in OPEN and not permission.may_read(g.actor, config.web.access):
            return _sign_in()
        if g.actor is not None:
            actors.note(writers(), g.actor, g.now)
        return None

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint not in OF_NOBODY:
            response.vary.update(("Authorization", "Cookie"))
            if g.get("actor") is not None and not response.cache_control.no_store:
                response.cache_control.private = True
                response.cache_control.no_cache = True
        return response


def writers() -> sessionmaker[Session]:
    """Where sessions that write come from; that of the request only reads."""
    made: sessionmaker[Session] = current_app.extensions["docket.sessions"]
    return made


def demand(allowed: bool) -> None:
    """Go no further where it is not allowed to whoever asks."""
    if not allowed and g.actor is None:
        raise _unauthorized("Only somebody who is signed in may do this.")
    if not allowed:
        abort(403, "Your account may not do this.")


def here() -> str | None:
    """The address of the page that is asked for, None where that is none to come back to."""
    if request.endpoint is None or request.method != "GET":
        return None
    query = urlencode(list(request.args.items(multi=True)))
    return url_for(request.endpoint, **(request.view_args or {})) + (f"?{query}" if query else "")


def onward(otherwise: str) -> str:
    """The page that one wants to see next; never one elsewhere, nor what browsers take for such an address."""
    there = request.values.get("next", "")
    is_here = there.startswith("/") and not there.startswith(("//", "/\\")) and there.isprintable()
    return there if is_here else otherwise


def _in_person(config: Config) -> Actor | None:
    if config.web.proxy_header and _is_local(request.remote_addr):
        email = request.headers.get(config.web.proxy_header)
        if email and (actor := actors.by_address(session(), email)):
            return actor
    secret = request.cookies.get(COOKIE)
    return actors.by_login(session(), secret, g.now) if secret else None


def _is_local(address: str | None) -> bool:
    """Whether the peer is on this machine, as the proxy has to be that is believed who somebody is."""
    try:
        peer = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return (getattr(peer, "ipv4_mapped", None) or peer).is_loopback


def _checked(csrf: CSRFProtect) -> None:
    try:
        csrf.protect()
    except CSRFError as error:
        abort(400, f"{error.description} Load the page with the form again, and send it from there.")


def _sign_in() -> Answer:
    there = here()
    if there is None or request.path.startswith("/api/"):
        raise _unauthorized("Only somebody who is signed in may read here.")
    return redirect(url_for("account.sign_in", next=there))


def _unauthorized(why: str) -> Unauthorized:
    return Unauthorized(why, www_authenticate=WWWAuthenticate("bearer", {"realm": "Docket"}))
