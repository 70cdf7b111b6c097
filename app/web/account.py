"""One's own account: signing in and out, sessions and tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask import session as form
from flask.sansio.blueprints import BlueprintSetupState
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.wrappers import Response

from app import db
from app.accounts import logins, tokens, users
from app.errors import UsageError
from app.models import User
from app.models.base import KEY_LENGTH

from . import permission
from .access import COOKIE, demand, onward, writers
from .session import session

# Guesses at one account; and at all, from one address, which is that of a proxy where there is one.
GUESSES = RateLimitItemPerMinute(10)
ATTEMPTS = RateLimitItemPerMinute(60)
TOO_MANY = "There were too many attempts to sign in; wait a minute."

P = ParamSpec("P")
T = TypeVar("T")

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.record
def _count(state: BlueprintSetupState) -> None:
    # In memory: there is one process that serves, and the count of a minute may be lost with it.
    state.app.extensions["docket.attempts"] = MovingWindowRateLimiter(MemoryStorage())


@pages.after_request
def unkept(response: Response) -> Response:
    """No page that is about one person stays in a cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> tuple[str, int] | Response:
    """Ask for address and password, and begin a session with the right ones."""
    if request.method == "GET":
        return asked("", 200)
    (email, password) = (request.form.get(name, "") for name in ("email", "password"))
    if not may_try(email):
        return asked(TOO_MANY, 429)
    user = logins.known(session(), email, password)
    if user is None:
        return asked("No account has this address and this password.", 403)
    return begun(user, password, onward(url_for("account.index")))


def begun(user: User, password: str | None, there: str) -> Response:
    """The way to the page `there`, with a new session of a user, who has just said this password, or none here."""
    with db.writing(writers()) as writing:
        secret = logins.begin(writing, user, password, request.cookies.get(COOKIE), g.now)
    # What forms were checked against before may be known to somebody else.
    form.clear()
    answer = redirect(there, 303)
    _signed_in(answer, secret)
    return answer


@pages.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    if g.actor is not None and g.actor.login is not None:
        with db.writing(writers()) as writing:
            logins.end(writing, g.actor.id, g.actor.login)
    form.clear()
    answer = redirect(url_for(".sign_in"), 303)
    answer.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return answer


@pages.get("/")
def index() -> str | Response:
    """The account of whoever is signed in."""
    if g.actor is None:
        return redirect(url_for(".sign_in"))
    demand(permission.may_manage(g.actor))
    return _page()


@pages.post("/name")
def rename() -> Response:
    """Call oneself otherwise."""
    demand(permission.may_manage(g.actor))
    name = _valid(users.called, request.form.get("name", ""))
    with db.writing(writers()) as writing:
        writing.get_one(User, g.actor.id).name = name
    return redirect(url_for(".index"), 303)


@pages.post("/password")
def change_password() -> Response:
    """Give oneself another password. All sessions end, and this browser begins a new one."""
    demand(permission.may_manage(g.actor))
    (old, new) = (request.form.get(name, "") for name in ("old", "new"))
    if not may_try(g.actor.email):
        abort(429, TOO_MANY)
    if logins.known(session(), g.actor.email, old) is None:
        abort(403, "That is not the password of this account.")
    with db.writing(writers()) as writing:
        user = writing.get_one(User, g.actor.id)
        _valid(users.set_password, writing, user, new)
        secret = logins.begin(writing, user, new, request.cookies.get(COOKIE), g.now)
    answer = redirect(url_for(".index"), 303)
    _signed_in(answer, secret)
    return answer


@pages.post("/sessions/end")
def end() -> Response:
    """End one of one's sessions."""
    demand(permission.may_manage(g.actor))
    with db.writing(writers()) as writing:
        logins.end(writing, g.actor.id, request.form.get("session", ""))
    return redirect(url_for(".index"), 303)


@pages.post("/tokens/")
def make_token() -> str:
    """Make a token, and show its secret this once."""
    demand(permission.may_manage(g.actor))
    with db.writing(writers()) as writing:
        name, scopes = request.form.get("name", ""), request.form.getlist("scope")
        secret = _valid(tokens.make, writing, g.actor.id, name, scopes, g.now)
    return _page(secret)


@pages.post("/tokens/revoke")
def revoke() -> Response:
    """Let one of one's tokens be good for nothing any more."""
    demand(permission.may_manage(g.actor))
    token = request.form.get("token", type=int)
    if token is None or not 0 < token < 2**63:
        abort(404, "There is no such token.")
    with db.writing(writers()) as writing:
        tokens.revoke(writing, g.actor.id, token, g.now)
    return redirect(url_for(".index"), 303)


def _signed_in(answer: Response, secret: str) -> None:
    answer.set_cookie(COOKIE, secret, max_age=logins.LIFETIME, secure=request.is_secure, httponly=True, samesite="Lax")


def _page(secret: str | None = None) -> str:
    # A session of its own: that of the request began before what was just written.
    with writers()() as reading:
        return render_template(
            "account/index.html",
            user=reading.get_one(User, g.actor.id),
            maintains=users.maintained(reading, g.actor.id),
            logins=logins.of(reading, g.actor.id, g.now),
            tokens=tokens.of(reading, g.actor.id),
            scopes=users.SCOPES,
            secret=secret,
        )


def _valid(check: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    try:
        return check(*args, **named)
    except UsageError as error:
        abort(400, f"{error}.")


def asked(problem: str, status: int) -> tuple[str, int]:
    """The page where one signs in, with what went wrong."""
    there, email = request.values.get("next"), request.form.get("email", "")
    return render_template("account/sign_in.html", problem=problem, there=there, email=email), status


def may_try(email: str | None = None) -> bool:
    """Whether whoever asks may try once more to sign in, with the password of this account or without one."""
    attempts: MovingWindowRateLimiter = current_app.extensions["docket.attempts"]
    # The account's count comes second, so that nobody can fill the memory with names.
    return attempts.hit(ATTEMPTS, "peer", request.remote_addr or "") and (
        email is None or attempts.hit(GUESSES, "account", email.strip().lower()[:KEY_LENGTH])
    )
