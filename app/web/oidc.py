"""Signing in at the OpenID provider of `[web.oidc]`, for those who have an account here already."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for
from flask import session as form
from werkzeug.wrappers import Response

from app.accounts import users
from app.accounts.openid import Asked, OpenIdError, Provider
from app.config import Config

from . import account
from .access import onward
from .session import session

LASTS = dt.timedelta(minutes=10)
"""How long one may take at the provider."""
_KEPT = "openid"

pages = Blueprint("oidc", __name__, url_prefix="/account/oidc")
pages.after_request(account.unkept)


def install(app: Flask, config: Config) -> None:
    """Sign people in at the provider of the settings, if there is one."""
    of = config.web.oidc
    provider = Provider(of.issuer, of.client_id, config.oidc_secret) if of.issuer else None
    app.extensions["docket.oidc"] = provider
    app.jinja_env.globals["provider"] = provider


@pages.get("/")
def begin() -> Response | tuple[str, int]:
    """Send a browser to the provider. A GET, for no form may lead to another site here, and nothing changes but what
    the cookie of this browser's forms holds."""
    provider = _provider()
    if not account.may_try():
        return account.asked(account.TOO_MANY, 429)
    try:
        url, kept = provider.begin(url_for(".back", _external=True))
    except OpenIdError as error:
        return _refused(str(error), 502)
    form[_KEPT] = [kept.state, kept.nonce, kept.verifier, onward(url_for("account.index")), g.now.timestamp()]
    return redirect(url, 303)


@pages.get("/back")
def back() -> Response | tuple[str, int]:
    """Begin a session for whom the provider has signed in, if this browser asked for that."""
    provider = _provider()
    if not account.may_try():
        return account.asked(account.TOO_MANY, 429)
    (state, nonce, verifier, there, at) = form.pop(_KEPT, ("", "", "", "", 0))
    if not secrets.compare_digest(state.encode(), request.args.get("state", "").encode()) or not state:
        return _refused("this browser has asked for nothing of the kind", 403)
    if g.now.timestamp() - at > LASTS.total_seconds():
        return _refused("that took too long", 403)
    # Who answers, where a provider says so (RFC 9207).
    if request.args.get("iss", provider.issuer) != provider.issuer:
        return _refused("another provider has answered", 403)
    if error := request.args.get("error"):
        return _refused(f"the provider says {error[:100]}", 403)
    try:
        email = provider.finish(
            request.args.get("code", ""), url_for(".back", _external=True), Asked(state, nonce, verifier), g.now
        )
    except OpenIdError as problem:
        return _refused(str(problem), 502)
    user = users.found(session(), email)
    if user is None or user.disabled:
        return _refused("no account here has the address that the provider vouches for", 403)
    return account.begun(user, None, there)


def _provider() -> Provider:
    provider: Provider | None = current_app.extensions["docket.oidc"]
    if provider is None:
        abort(404, "No provider signs anybody in here.")
    return provider


def _refused(why: str, status: int) -> tuple[str, int]:
    return account.asked(f"You are not signed in: {why}.", status)
