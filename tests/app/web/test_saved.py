"""Queries that one has given a name."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models
from tests.app.web.accounts import account, send, sign_in

ADA = "ada@example.org"
NAME = "What <b>waits</b>"


def test_a_query_is_kept_found_and_forgotten(client: FlaskClient, session: Session) -> None:
    account(session, ADA)
    account(session, "bea@example.org")
    sign_in(client, ADA)
    for query in ("is:open", "is:open turn:author"):
        answer = send(client, "/account/queries/", on="/account/", name=NAME, query=query)
        assert answer.status_code == 303
    assert answer.location == "/series/?q=is:open+turn:author"
    page = client.get("/series/").text
    assert "What &lt;b&gt;waits" in page
    assert page.count('<code class="clip">is:open') == 1, "a name is given once"
    assert "/series/feed.atom?q=is:open+turn:author" in page
    found = re.search(r'name="saved" value="([0-9]+)"', page)
    assert found
    sign_in(client, "bea@example.org")
    assert "waits" not in client.get("/series/").text
    send(client, "/account/queries/forget", on="/account/", saved=found[1])
    sign_in(client, ADA)
    assert "waits" in client.get("/series/").text, "nobody forgets what is another's"
    assert send(client, "/account/queries/forget", on="/account/", saved=found[1]).status_code == 303
    assert "waits" not in client.get("/series/").text


def test_what_cannot_be_kept_is_an_error_that_says_so(client: FlaskClient, session: Session) -> None:
    account(session, ADA)
    assert send(client, "/account/queries/", name="x", query="pump").status_code == 401
    sign_in(client, ADA)
    for name, query, problem in (
        ("", "pump", "A name has 1 to 100"),
        ("x", "autor:ada", "did you mean author:"),
        ("x", "a" * 1001, "at most 1000"),
    ):
        answer = send(client, "/account/queries/", on="/account/", name=name, query=query)
        assert (answer.status_code, problem in answer.text) == (400, True)
    assert client.post("/account/queries/", data={"name": "x", "query": "pump"}).status_code == 400
    for saved in ("", "x", "-1", str(2**63)):
        assert send(client, "/account/queries/forget", on="/account/", saved=saved).status_code == 404
    session.rollback()
    assert session.scalars(select(models.SavedQuery)).all() == []
