"""Signing in at an OpenID provider: whom it lets in, and that no wrong word of it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import models
from app.accounts import users
from app.config import Config, Database, Oidc, Web
from app.web import create_app
from tests.factories import NOW

from .accounts import account
from .provider import CLIENT, SECRET, Provider, provider

ADA = "ada@example.org"


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider(int(NOW.timestamp())) as running:
        yield running


@pytest.fixture
def client(engine: Engine, there: Provider, tmp_path: Path) -> Iterator[FlaskClient]:
    url = engine.url.render_as_string(hide_password=False)
    web = Web(access="signed-in", oidc=Oidc(there.issuer, CLIENT))
    app = create_app(Config(tmp_path / "c", oidc_secret=SECRET, database=Database(url), web=web), clock=lambda: NOW)
    yield app.test_client()
    app.extensions["docket.engine"].dispose()


def go(client: FlaskClient, there: Provider, **query: str) -> Any:
    """Go to the provider and come back."""
    answer = client.get("/account/oidc/", query_string=query)
    assert answer.status_code == 303, answer.text
    return client.get(there.authorize(answer.location))


def test_whoever_has_an_account_with_the_verified_address_is_let_in(
    client: FlaskClient, session: Session, there: Provider
) -> None:
    user = account(session, ADA)
    client.set_cookie("docket", "known to somebody else")
    page = client.get("/account/sign-in?next=/series/?q%3Da")
    assert 'href="/account/oidc/?next=/series/?q%3Da"' in page.text
    answer = go(client, there, next="/series/?q=a")
    assert (answer.status_code, answer.location) == (303, "/series/?q=a")
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("docket=")]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax"))
    assert "known to somebody else" not in cookie
    assert client.get("/account/").status_code == 200
    assert client.get("/account/").headers["Cache-Control"] == answer.headers["Cache-Control"] == "no-store"
    for elsewhere in ("https://evil.example.org/", "//evil.example.org/"):
        assert go(client, there, next=elsewhere).location == "/account/"
    there.claims, there.userinfo = {"email": None}, {"sub": "7", "email": ADA.upper(), "email_verified": True}
    assert go(client, there).status_code == 303, "some say the address apart"
    there.userinfo["sub"] = "8"
    assert "vouches for no mail address" in go(client, there).text
    there.claims = {}
    users.disable(session, user, True)
    session.commit()
    assert "no account here" in go(client, there).text


WRONG: dict[str, Callable[[Provider], object]] = {
    "no account here": lambda there: there.claims.update(email="bea@example.org"),
    "vouches for no mail address": lambda there: there.claims.update(email_verified=False),
    "vouches for no mail address of": lambda there: there.claims.update(email_verified="true"),
    "does not hold: invalid_claim: Invalid claim: 'nonce'": lambda there: there.claims.update(nonce="another"),
    "does not hold: missing_claim": lambda there: there.claims.update(nonce=None),
    "does not hold: expired_token": lambda there: there.claims.update(exp=there.now - 61),
    "does not hold: invalid_claim: Invalid claim: 'iss'": lambda there: there.claims.update(iss="https://evil.example"),
    "does not hold: invalid_claim: Invalid claim: 'aud'": lambda there: there.claims.update(aud="another"),
    "does not hold: invalid_claim: Invalid claim: 'azp'": lambda there: there.claims.update(azp="another"),
    "does not hold: bad_signature": lambda there: setattr(there, "signs_with", RSAKey.generate_key(2048)),
    "does not hold: unsupported_algorithm": lambda there: vars(there).update(
        algorithm="HS256", signs_with=OctKey.import_key(SECRET * 4)
    ),
    "no token_endpoint that is https": lambda there: there.metadata.update(token_endpoint="http://127.0.0.1:9/token"),
    "no jwks_uri that is https": lambda there: there.metadata.update(jwks_uri="http://evil.example.org/keys"),
    "gave no token": lambda there: there.metadata.update(token_endpoint=f"{there.issuer}/userinfo"),
}


def test_a_wrong_word_of_the_provider_lets_nobody_in(client: FlaskClient, session: Session, there: Provider) -> None:
    account(session, ADA)
    fresh = dict(vars(there))
    for problem, spoil in WRONG.items():
        vars(there).update(fresh, claims={}, metadata={})
        spoil(there)
        answer = go(client, there)
        assert answer.status_code in (403, 502), problem
        assert problem in answer.text.replace("&#39;", "'"), answer.text
    vars(there).update(fresh, claims={}, metadata={"issuer": "https://evil.example.org"})
    assert "calls itself" in client.get("/account/oidc/").text
    assert session.scalars(select(models.Login)).all() == []
    assert len(session.scalars(select(models.User)).all()) == 1, "nobody gets an account by it"


def test_only_the_browser_that_asked_can_use_the_answer_and_only_once_and_soon(
    client: FlaskClient, session: Session, there: Provider
) -> None:
    account(session, ADA)
    answer = there.authorize(client.get("/account/oidc/").location)
    other = client.application.test_client()
    assert "has asked for nothing of the kind" in other.get(answer).text
    assert "has asked for nothing of the kind" in other.get("/account/oidc/back?state=").text
    assert client.get(answer).status_code == 303
    assert client.get(answer).status_code == 403
    for more, problem in (("&error=access_denied", "says access_denied"), ("&iss=https://evil.example", "another")):
        answer = there.authorize(client.get("/account/oidc/").location)
        assert problem in client.get(answer.replace("&iss=", "&was=") + more).text
    with client.session_transaction() as form:
        form["openid"] = ["s", "n", "v", "/", (NOW - dt.timedelta(minutes=11)).timestamp()]
    assert "took too long" in client.get("/account/oidc/back?state=s").text
    codes = [client.get("/account/oidc/back").status_code for _ in range(60)]
    assert codes[-1] == 429


def test_where_there_is_no_provider_nothing_is_said_of_one(engine: Engine, there: Provider, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    for oidc, status in ((Oidc(), 404), (Oidc("http://127.0.0.1:9", CLIENT), 502)):
        app = create_app(Config(tmp_path / "c", database=Database(url), web=Web(oidc=oidc)), clock=lambda: NOW)
        answer = app.test_client().get("/account/oidc/")
        assert answer.status_code == status
        assert ("cannot be reached" in answer.text) == (status == 502)
        assert ("Sign in at" in app.test_client().get("/account/sign-in").text) == (status == 502)
        app.extensions["docket.engine"].dispose()
