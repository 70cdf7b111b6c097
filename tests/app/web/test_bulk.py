"""What is said of several series at once."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models
from tests import factories as make
from tests.app.standings import derived
from tests.app.web.accounts import account, csrf, sign_in

HERE = "/lists/water/?q=work&before=x"
MIA, ADA = "mia@example.org", "ada@example.org"


@pytest.fixture(autouse=True)
def series(session: Session) -> None:
    """Two series on water, which mia maintains, and one on air."""
    lists = {name: make.mailing_list(session, name) for name in ("water", "air")}
    for key, name in (("a", "water"), ("b", "water"), ("c", "air")):
        row = make.series(session, f"work {key}", key=key)
        make.series_list(session, row, lists[name])
        make.post(session, row)
    derived(session)
    account(session, MIA, "water")
    account(session, ADA)


def send(client: FlaskClient, path: str, *chosen: str, **fields: str) -> int:
    form = {"csrf_token": csrf(client, "/account/"), "series": [*chosen], "next": HERE, **fields}
    answer = client.post(f"/series/together/{path}", data=form)
    assert answer.status_code != 303 or answer.location == HERE
    return answer.status_code


def states(client: FlaskClient) -> list[str]:
    return sorted(f"{each['id']} {each['state']}" for each in client.get("/series.json?q=work").json)  # type: ignore[union-attr]


def test_a_maintainer_sets_several_at_once_and_takes_that_back(client: FlaskClient) -> None:
    sign_in(client, MIA)
    page = client.get("/series/?q=work").text
    assert 'name="next" value="/series/?q=work"' in page
    assert [key for key in "abc" if f'name="series" value="{key}"' in page] == ["a", "b"]
    assert send(client, "set", "a", "b", "a", field="state", value="applied", why="all in") == 303
    assert states(client) == ["a applied", "b applied", "c new"]
    assert send(client, "undo", "b", field="state") == 303
    assert states(client) == ["a applied", "b new", "c new"]


def test_what_cannot_be_done_for_one_is_done_for_none(client: FlaskClient, session: Session) -> None:
    sign_in(client, MIA)
    for status, chosen, field, value in (
        (403, "ac", "state", "applied"),
        (404, "ax", "state", "applied"),
        (400, "ab", "state", "aplied"),
        (400, "ab", "outcome", "moot"),
        (400, "", "state", "applied"),
    ):
        assert send(client, "set", *chosen, field=field, value=value) == status
    assert send(client, "set", *map(str, range(101)), field="state", value="applied") == 400
    session.rollback()
    assert session.scalars(select(models.Override)).all() == []


def test_who_maintains_nothing_has_nothing_to_choose(client: FlaskClient) -> None:
    sign_in(client, ADA)
    assert 'name="series"' not in client.get("/series/").text
    assert client.post("/series/together/set", data={"series": "a"}).status_code == 400, "another site's form"
