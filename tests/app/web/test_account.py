"""One's own account: signing in and out, sessions, tokens, and what is let in where."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from app import models
from app.accounts import tokens, users
from app.accounts.actors import IDLE
from app.accounts.logins import LIFETIME
from app.config import Config, Database, Web
from app.web import create_app
from tests.factories import NOW

from .accounts import account, csrf, send, sign_in

ADA = "ada@example.org"
WRONG = "No account has this address and this password."


@pytest.fixture
def ada(session: Session) -> models.User:
    return account(session, ADA)


@pytest.fixture
def serve(engine: Engine, tmp_path: Path) -> Iterator[Callable[..., FlaskClient]]:
    """`serve(access=...)` gives a client of a face with these settings, at a time of its own."""
    apps = []

    def make(now: dt.datetime = NOW, **web: str) -> FlaskClient:
        config = Config(tmp_path / "c", database=Database(engine.url.render_as_string(hide_password=False)))
        apps.append(create_app(replace(config, web=Web(**web)), clock=lambda: now))
        return apps[-1].test_client()

    yield make
    for app in apps:
        app.extensions["docket.engine"].dispose()


def held(client: FlaskClient) -> str | None:
    cookie = client.get_cookie("docket")
    return cookie.value if cookie else None


def test_signing_in_and_out(client: FlaskClient, session: Session, ada: models.User) -> None:
    assert client.get("/account/").location == "/account/sign-in"
    answer = sign_in(client, " Ada@Example.org ")
    assert (answer.status_code, answer.location) == (303, "/account/")
    page = client.get("/account/")
    assert "Ada" in page.text
    assert "this one" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    secret = held(client)
    assert secret
    assert secret not in session.scalars(select(models.Login.key)).all(), "only a hash is kept"
    assert send(client, "/account/sign-out", on="/account/").status_code == 303
    assert held(client) is None
    client.set_cookie("docket", secret)
    assert client.get("/account/").location == "/account/sign-in", "the session is over, whoever has its secret"


@pytest.mark.parametrize(
    ("email", "password"), [(ADA, "wrong wrong wrong"), (ADA, ""), ("bea@example.org", "x" * 12), ("a\0b", "x" * 12)]
)
def test_a_wrong_address_and_a_wrong_password_look_alike(
    client: FlaskClient, ada: models.User, email: str, password: str
) -> None:
    answer = sign_in(client, email, password)
    assert answer.status_code == 403
    assert WRONG in answer.text
    assert held(client) is None


def test_a_disabled_account_and_one_without_password_let_nobody_in(
    client: FlaskClient, session: Session, ada: models.User
) -> None:
    users.add(session, "bea@example.org", "", "reader", None, NOW)
    session.commit()
    assert sign_in(client, ADA).status_code == 303
    users.disable(session, ada, True)
    session.commit()
    assert client.get("/account/").status_code == 302
    for email in (ADA, "bea@example.org"):
        assert WRONG in sign_in(client, email).text


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(client: FlaskClient, ada: models.User) -> None:
    token = csrf(client)
    form = {"csrf_token": token, "email": ADA, "password": "correct horse battery"}
    (cookie, *_) = [
        c for c in client.post("/account/sign-in", data=form).headers.getlist("Set-Cookie") if "docket=" in c
    ]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Secure" not in cookie
    page = client.get("/account/sign-in", base_url="https://localhost")
    set_by_form = page.headers["Set-Cookie"]
    assert all(word in set_by_form for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    form["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    answer = client.post("/account/sign-in", data=form, base_url="https://localhost")
    (cookie, *_) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("docket=")]
    assert "Secure" in cookie


def test_each_sign_in_has_a_new_secret_and_ends_the_former_session(
    client: FlaskClient, session: Session, ada: models.User
) -> None:
    client.set_cookie("docket", "known to somebody else")
    before = csrf(client)
    sign_in(client, ADA)
    first = held(client)
    assert first not in (None, "known to somebody else")
    stale = client.post("/account/name", data={"csrf_token": before, "name": "Mallory"})
    assert stale.status_code == 400, "what forms were checked against is changed as well"
    sign_in(client, ADA)
    assert held(client) not in (None, first)
    assert len(session.scalars(select(models.Login)).all()) == 1


@pytest.mark.parametrize(
    ("there", "lands"),
    [
        ("/series/?q=a%26b", "/series/?q=a%26b"),
        ("//evil.example.org/", "/account/"),
        ("/\\evil.example.org/", "/account/"),
        ("/\t/evil.example.org/", "/account/"),
        ("https://evil.example.org/", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("", "/account/"),
    ],
)
def test_one_lands_where_one_wanted_to_and_never_elsewhere(
    client: FlaskClient, ada: models.User, there: str, lands: str
) -> None:
    assert sign_in(client, ADA, next=there).location == lands


@pytest.mark.parametrize(
    "path",
    [
        "/account/sign-in",
        "/account/sign-out",
        "/account/name",
        "/account/sessions/end",
        "/account/tokens/",
        "/account/tokens/revoke",
        "/series/x/set",
        "/series/x/undo",
        "/group",
    ],
)
def test_a_form_of_another_site_does_nothing(client: FlaskClient, ada: models.User, path: str) -> None:
    sign_in(client, ADA)
    for form in ({}, {"csrf_token": "made up"}):
        answer = client.post(path, data={"name": "Mallory", "email": ADA, **form})
        assert answer.status_code == 400
        assert "Load the page with the form again" in answer.text
    assert "Mallory" not in client.get("/account/").text


def test_every_post_of_the_face_is_guarded_here(client: FlaskClient) -> None:
    rules = client.application.url_map.iter_rules()
    posts = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
    ours = {"sign_in", "sign_out", "rename", "end", "make_token", "revoke"}
    assert {f"account.{name}" for name in ours} | {"acting.say", "acting.undo"} <= posts


def test_too_many_guesses_have_to_wait(client: FlaskClient, ada: models.User) -> None:
    form = {"csrf_token": csrf(client), "email": ADA, "password": "x"}
    codes = [client.post("/account/sign-in", data=form).status_code for _ in range(11)]
    assert codes == [403] * 10 + [429]
    form |= {"email": ADA.upper(), "password": "correct horse battery"}
    assert client.post("/account/sign-in", data=form).status_code == 429, "not even with the right one"
    form |= {"email": "bea@example.org"}
    assert client.post("/account/sign-in", data=form).status_code == 403, "others are not held up"


def test_a_session_ends_by_time(session: Session, ada: models.User, serve: Callable[..., FlaskClient]) -> None:
    client = serve()
    sign_in(client, ADA)
    secret = held(client)
    assert secret

    def status(now: dt.datetime) -> int:
        other = serve(now)
        other.set_cookie("docket", secret)
        return other.get("/account/").status_code

    assert status(NOW + IDLE - dt.timedelta(days=1)) == 200
    assert status(NOW + IDLE + dt.timedelta(days=1)) == 200, "it was used meanwhile"
    assert status(NOW + 3 * IDLE) == 302
    session.execute(update(models.Login).values(seen=NOW + LIFETIME))
    session.commit()
    assert status(NOW + LIFETIME) == 302


def test_a_session_elsewhere_is_ended(client: FlaskClient, session: Session, ada: models.User) -> None:
    account(session, "bea@example.org")
    other = client.application.test_client()
    sign_in(other, ADA)
    theirs = session.scalars(select(models.Login.key)).one()
    sign_in(client, "bea@example.org")
    send(client, "/account/sessions/end", on="/account/", session=theirs)
    assert other.get("/account/").status_code == 200, "it is not hers to end"
    sign_in(client, ADA)
    send(client, "/account/sessions/end", on="/account/", session="a\0b")
    send(client, "/account/sessions/end", on="/account/", session=theirs)
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\u202eb"])
def test_a_name_is_one_that_can_be_shown(client: FlaskClient, ada: models.User, name: str) -> None:
    sign_in(client, ADA)
    assert send(client, "/account/name", on="/account/", name=name).status_code == 400
    assert send(client, "/account/name", on="/account/", name="<b>Ada</b>  Lovelace").status_code == 303
    assert "&lt;b&gt;Ada&lt;/b&gt; Lovelace" in client.get("/account/").text


def test_a_token_is_shown_once_and_revoked(client: FlaskClient, session: Session, ada: models.User) -> None:
    sign_in(client, ADA)
    assert send(client, "/account/tokens/", on="/account/", name="ci").status_code == 400
    assert send(client, "/account/tokens/", on="/account/", name="ci", scope="root").status_code == 400
    page = send(client, "/account/tokens/", on="/account/", name="ci", scope="read")
    secret = re.search(r"<pre class=\"commands\"><code>([^<]+)</code>", page.text)[1]  # type: ignore[index]
    assert secret not in client.get("/account/").text
    row = session.scalars(select(models.Token)).one()
    assert (row.name, row.scopes, row.used) == ("ci", "read", None)
    assert row.secret != secret
    session.commit()

    def status() -> int:
        bare = client.application.test_client()
        return bare.get("/series/", headers={"Authorization": f"Bearer {secret}"}).status_code

    assert status() == 200
    session.refresh(row)
    assert row.used == NOW
    session.commit()
    other = client.application.test_client()
    account(session, "bea@example.org")
    sign_in(other, "bea@example.org")
    send(other, "/account/tokens/revoke", on="/account/", token=str(row.id))
    assert status() == 200, "it is not hers to revoke"
    for wrong in ("", "x", "0", str(2**63)):
        assert send(client, "/account/tokens/revoke", on="/account/", token=wrong).status_code == 404
    send(client, "/account/tokens/revoke", on="/account/", token=str(row.id))
    assert status() == 401


def test_a_token_manages_no_account(client: FlaskClient, session: Session, ada: models.User) -> None:
    secret = tokens.make(session, ada.id, "all", users.SCOPES, NOW)
    session.commit()
    by = {"Authorization": f"Bearer {secret}"}
    assert client.get("/account/", headers=by).status_code == 403
    for path in ("name", "sessions/end", "tokens/", "tokens/revoke"):
        answer = client.post(f"/account/{path}", headers=by, data={"name": "more", "scope": "write"})
        assert answer.status_code == 403
    assert len(session.scalars(select(models.Token)).all()) == 1


def test_only_who_is_signed_in_reads_where_the_settings_say_so(
    session: Session, ada: models.User, serve: Callable[..., FlaskClient]
) -> None:
    client = serve(access="signed-in")
    answer = client.get("/series/?q=a%26b")
    assert answer.status_code == 302
    there = "/account/sign-in?next=/series/?q%3Da%2526b"
    assert answer.location == there
    assert client.get("/messages/none@x/").status_code == 302, "nobody learns what is there"
    assert client.get("/nowhere").status_code == 401
    assert client.get("/api/v1/series/").status_code == 401
    with client.get("/static/docket.css") as sheet:
        assert sheet.status_code == 200
    assert client.get("/healthz").status_code == 200
    checks, read = (tokens.make(session, ada.id, "t", [scope], NOW) for scope in ("checks", "read"))
    session.commit()
    for secret, status in ((checks, 200), (read, 200), ("none", 401)):
        answer = client.get("/api/v1/series/", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == status
    assert sign_in(client, ADA, next="/series/?q=a%26b").location == "/series/?q=a%26b"
    page = client.get("/series/")
    assert page.status_code == 200
    assert "private" in page.headers["Cache-Control"]
    assert "Cookie" in page.headers["Vary"]


@pytest.mark.parametrize(
    ("header", "peer", "email", "status"),
    [
        ("X-Forwarded-Email", "127.0.0.1", ADA, 200),
        ("X-Forwarded-Email", "::1", ADA.upper(), 200),
        ("X-Forwarded-Email", "::ffff:127.0.0.1", ADA, 200),
        ("X-Forwarded-Email", "192.0.2.7", ADA, 302),
        ("X-Forwarded-Email", "", ADA, 302),
        ("X-Forwarded-Email", "127.0.0.1", "none@example.org", 302),
        ("X-Forwarded-Email", "127.0.0.1", f"{ADA}, {ADA}", 302),
        ("", "127.0.0.1", ADA, 302),
    ],
)
def test_a_proxy_is_believed_from_this_machine_where_the_settings_name_its_header(
    ada: models.User, serve: Callable[..., FlaskClient], header: str, peer: str, email: str, status: int
) -> None:
    client = serve(proxy_header=header)
    answer = client.get("/account/", headers={"X-Forwarded-Email": email}, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status


def test_who_a_proxy_vouches_for_is_guarded_from_other_sites(
    ada: models.User, serve: Callable[..., FlaskClient]
) -> None:
    client = serve(proxy_header="X-User")
    by = {"X-User": ADA}
    assert client.post("/account/name", headers=by, data={"name": "Mallory"}).status_code == 400
    form = {"name": "Ada L", "csrf_token": csrf(client, "/account/", **by)}
    assert client.post("/account/name", headers=by, data=form).status_code == 303


def test_a_password_is_changed_by_whoever_knows_it_and_all_other_sessions_end(
    client: FlaskClient, ada: models.User
) -> None:
    elsewhere = client.application.test_client()
    for each in (client, elsewhere):
        sign_in(each, ADA)
    wrong = send(client, "/account/password", on="/account/", old="wrong horse battery", new="a new horse battery")
    assert wrong.status_code == 403
    short = send(client, "/account/password", on="/account/", old="correct horse battery", new="short")
    assert (short.status_code, "12 to 200" in short.text) == (400, True)
    answer = send(client, "/account/password", on="/account/", old="correct horse battery", new="a new horse battery")
    assert (answer.status_code, answer.location) == (303, "/account/")
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert sign_in(elsewhere, ADA).status_code == 403
    assert sign_in(elsewhere, ADA, password="a new horse battery").status_code == 303
    assert client.post("/account/password", data={"old": "a new horse battery", "new": "x" * 20}).status_code == 400
