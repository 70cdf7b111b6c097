"""What programs may write: results of checks, and what people say in place of the rules."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import models
from app.accounts import tokens
from app.web.api import rate
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.app.web.accounts import account, csrf, sign_in
from tests.factories import NOW

from .conftest import Ask

CHECKS = "/api/v1/patches/p1@x/checks/"
OVERRIDES = "/api/v1/series/5e41e5/overrides/"
Bearer = Callable[..., dict[str, str]]


@pytest.fixture(autouse=True)
def water(session: Session) -> None:
    """A series on the list water, which mia maintains, with an objection of Bea's."""
    water = make.mailing_list(session, "water")
    make.mailing_list(session, "air")
    series = make.series(session, "repair the pump", key="5e41e5", author_email="ada@example.org")
    make.series_list(session, series, water)
    posted = make.post(session, series, cover=False, total=1, mail={"message_id": "p1@x"})
    remark(session, make.reply(session, posted[1], "Bea", message_id="bea@x"), "logic", number=2)
    derived(session)
    session.commit()


@pytest.fixture
def bearer(session: Session) -> Bearer:
    """`bearer("water", scope="checks")` gives the header of a token of somebody who maintains water."""

    def make_token(*maintains: str, scope: str = "write", role: str = "reader", email: str = "") -> dict[str, str]:
        email = email or f"{'-'.join([*maintains, scope, role])}@example.org"
        user = session.scalars(select(models.User).filter_by(email=email)).first()
        user = user or account(session, email, *maintains, role=role)
        secret = tokens.make(session, user.id, "t", ["read", scope], NOW)
        session.commit()
        return {"Authorization": f"Bearer {secret}"}

    return make_token


def problem(response: TestResponse) -> tuple[int, str]:
    assert response.content_type == "application/problem+json"
    return response.status_code, response.json["detail"]  # type: ignore[index]


def test_a_result_is_posted_found_and_not_made_twice(client: FlaskClient, bearer: Bearer, ask: Ask) -> None:
    by = bearer("water", scope="checks")
    result = {"state": "success", "context": "build", "target_url": "https://ci.example.org/1", "description": "ok"}
    first = client.post(CHECKS, json=result, headers=by)
    assert first.status_code == 201
    assert {name: first.json[name] for name in result} == result
    assert client.post(CHECKS, json=result, headers=by).status_code == 200
    assert client.post(CHECKS, data=result | {"state": "fail"}, headers=by).status_code == 201, (
        "as Patchwork's clients do"
    )
    bare = {"state": "pending", "target_url": None}
    assert client.post(CHECKS, json=bare, headers=by).json["context"] == "default"
    every = ask("/patches/p1@x/checks/")
    assert [(each["context"], each["state"]) for each in every] == [
        ("default", "pending"),
        ("build", "fail"),
        ("build", "success"),
    ]
    patch = ask("/patches/p1@x/")
    assert (patch["check"], [each["state"] for each in patch["checks"]]) == ("fail", ["fail", "pending"])


def test_results_a_page_at_a_time(client: FlaskClient, bearer: Bearer, pages: Callable[[str], list[object]]) -> None:
    for number in range(5):
        client.post(CHECKS, json={"state": "success", "context": f"c{number}"}, headers=bearer("water"))
    assert [len(page) for page in pages("/patches/p1@x/checks/?limit=2")] == [2, 2, 1]  # type: ignore[arg-type]


def test_who_may_post_results(client: FlaskClient, bearer: Bearer) -> None:
    result = {"state": "success"}
    assert problem(client.post(CHECKS, json=result)) == (401, "Only somebody who is signed in may do this.")
    for by in (bearer("air", scope="checks"), bearer("water", scope="read"), bearer(scope="write")):
        assert problem(client.post(CHECKS, json=result, headers=by))[0] == 403
    assert client.post(CHECKS, json=result, headers=bearer(role="admin", scope="checks")).status_code == 201


def test_what_is_no_result_is_a_problem_that_says_so(client: FlaskClient, bearer: Bearer, session: Session) -> None:
    by = bearer("water")
    for body, detail in (
        ({}, "state: is missing"),
        ({"state": "green"}, "state: expects one of pending, success, warning, fail"),
        ({"state": 1}, "state: expects text"),
        ({"state": None}, "state: expects text"),
        ({"state": "a\0b"}, "state: expects text"),
        ({"state": "fail", "colour": "red"}, "colour: is no field here"),
        ({"state": "fail", "target_url": "javascript:alert(1)"}, "target_url: expects an address"),
        ({"state": "fail", "target_url": "https://[x"}, "target_url: expects an address"),
        ({"state": "fail", "target_url": "https://x.example/" + "y" * 2000}, "the target_url has"),
        ({"state": "fail", "description": "a\u202eb"}, "the description has characters that cannot be shown"),
        ({"state": "fail", "context": "c" * 300}, "context: has 300 characters"),
        ([], "The body is no JSON object."),
    ):
        (status, said) = problem(client.post(CHECKS, json=body, headers=by))
        assert (status, detail in said) == (400, True), (body, said)
    for body in ("{", "[" * 60_000, '{"state":' * 6_000):
        answer = client.post(CHECKS, data=body, headers=by, content_type="application/json")
        assert problem(answer) == (400, "The body is no JSON object.")
    for form, detail in (
        ({"state": ["success", "fail"]}, "state: is given more than once"),
        ({"state": "fail", "log": (io.BytesIO(b"x"), "log")}, "log: is a file; expects text"),
    ):
        assert problem(client.post(CHECKS, data=form, headers=by)) == (400, detail)
    assert problem(client.post(CHECKS, data="state=fail", headers=by, content_type="text/plain"))[0] == 415
    assert problem(client.post(CHECKS, json={"state": "x" * 70_000}, headers=by))[0] == 413
    admin = bearer(role="admin")
    assert problem(client.post("/api/v1/patches/bea@x/checks/", json={"state": "fail"}, headers=admin))[0] == 404
    assert problem(client.post("/api/v1/patches/none/checks/", json={"state": "fail"}, headers=admin))[0] == 404
    assert session.scalars(select(models.Check)).all() == []


def test_words_on_a_series_and_a_remark(client: FlaskClient, bearer: Bearer, ask: Ask) -> None:
    by = bearer("water")
    said = client.post(OVERRIDES, json={"field": "state", "value": "applied", "why": "saw it"}, headers=by).json
    assert [(each["field"], each["value"], each["why"]) for each in said] == [("state", "applied", "saw it")]
    assert ask("/series/5e41e5/")["state"] == "applied"
    word = {"field": "outcome", "value": "moot", "remark": "bea@x#2"}
    assert client.post(OVERRIDES, json=word, headers=by).status_code == 200
    assert [each["outcome"] for each in ask("/series/5e41e5/")["objections"]] == ["moot"]
    taken = client.post(f"{OVERRIDES}undo/", json={"field": "state"}, headers=by).json
    assert {each["field"]: each["undone_by"] is None for each in taken} == {"outcome": True, "state": False}
    assert ask("/series/5e41e5/")["state"] != "applied"
    assert ask("/series/5e41e5/overrides/") == taken
    (status, detail) = problem(client.post(OVERRIDES, json={"field": "state", "value": "aplied"}, headers=by))
    assert (status, "did you mean applied?" in detail) == (400, True)


def test_who_may_say_so(client: FlaskClient, bearer: Bearer) -> None:
    word = {"field": "state", "value": "applied"}
    assert problem(client.post(OVERRIDES, json=word))[0] == 401
    assert client.post(OVERRIDES, json=word).headers["WWW-Authenticate"].startswith("Bearer")
    for by in (bearer("air"), bearer("water", scope="read"), bearer("water", scope="checks"), bearer()):
        assert problem(client.post(OVERRIDES, json=word, headers=by))[0] == 403
    author = bearer(email="ada@example.org")
    assert client.post(OVERRIDES, json={"field": "note", "value": "soon"}, headers=author).status_code == 200
    assert problem(client.post(OVERRIDES, json=word, headers=author))[0] == 403


def test_a_browser_that_is_signed_in_writes_nothing_for_another_site(client: FlaskClient, session: Session) -> None:
    account(session, "root@example.org", role="admin")
    sign_in(client, "root@example.org")
    (status, detail) = problem(client.post(CHECKS, data={"state": "success"}))
    assert (status, "CSRF" in detail) == (400, True)
    assert session.scalars(select(models.Check)).all() == []
    headers = {"X-CSRFToken": csrf(client, "/account/")}
    assert client.post(CHECKS, json={"state": "success"}, headers=headers).status_code == 201


def test_a_token_as_patchworks_clients_send_it(client: FlaskClient, bearer: Bearer) -> None:
    (_, secret) = bearer("water")["Authorization"].split()
    by = {"Authorization": f"Token {secret}"}
    assert client.post(CHECKS, json={"state": "success"}, headers=by).status_code == 201


def test_too_much_is_turned_away(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, bearer: Bearer) -> None:
    monkeypatch.setattr(rate, "RATE", rate.RateLimitItemPerMinute(3))
    for _ in range(3):
        assert client.get("/api/v1/lists/").status_code == 200
    answer = client.get("/api/v1/lists/")
    assert problem(answer) == (429, "More than 3 requests a minute; wait a little.")
    assert answer.headers["Retry-After"] == "10"
    assert client.get("/api/v1/lists/", headers=bearer("water")).status_code == 200
    assert client.get("/series/").status_code == 200
