"""What the first pages weigh on the wire, and who gets them compressed."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories as make
from tests.factories import days_ago

from .accounts import account, sign_in
from .conftest import Page

# What a browser sends.
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
MOST = 100_000

# How much is sent does not hang on where the rows come from.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def full(session: Session) -> None:
    """As many series as a list shows, each with what rows of it show."""
    on = [make.mailing_list(session, f"linux-subsystem-{number}") for number in range(3)]
    for number in range(100):
        series = make.series(session, f"subsystem: part {number}: say of each of the things what became of it")
        for each in on:
            make.series_list(session, series, each)
        posted = make.post(session, series, version=1 + number % 7, total=5, date=days_ago(number))
        for kind, name in (("Reviewed-by", f"Bea {number}"), ("Acked-by", f"Cem {number}")):
            make.tag(session, make.reply(session, posted[1], name), kind, name)
    session.commit()


@pytest.mark.parametrize("path", ["/", "/series/"])
def test_a_first_page_is_light_and_asks_for_little(client: FlaskClient, full: None, path: str) -> None:
    response = client.get(path, headers=GZIP)
    page = Page(response.status_code, gzip.decompress(response.data).decode())
    assert path == "/" or page.html.count('scope="row"') == 100
    sheets = [each["href"] for name, each in page.elements if name == "link" and each["rel"] == "stylesheet"]
    scripts = [each for name, each in page.elements if name == "script"]
    assert len(sheets) == 1
    assert all(each.get("type") == "module" or "defer" in each for each in scripts), "the page does not wait for them"
    asked = [*sheets, *(each["src"] for each in scripts)]
    assert all(each and each.startswith("/static/") for each in asked)
    weight = len(response.data)
    for each in asked:
        with client.get(str(each), headers=GZIP) as part:
            weight += len(part.data)
    assert weight <= MOST


def test_whoever_cannot_take_it_gets_it_in_full(client: FlaskClient) -> None:
    plain, packed = client.get("/lists/"), client.get("/lists/", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data


def test_a_style_sheet_is_sent_once(client: FlaskClient) -> None:
    with client.get("/static/docket.css", headers=GZIP) as first:
        headers = {**GZIP, "If-None-Match": first.headers["ETag"]}
    with client.get("/static/docket.css", headers=headers) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_nobody_elsewhere_learns_from_the_length_what_is_said_to_who_is_signed_in(
    client: FlaskClient, session: Session
) -> None:
    def packed(path: str, came_from: str) -> bool:
        return "Content-Encoding" in client.get(path, headers={**GZIP, "Sec-Fetch-Site": came_from}).headers

    assert packed("/lists/", "cross-site"), "nobody is signed in yet"
    account(session, "ada@example.org")
    sign_in(client, "ada@example.org")
    assert packed("/lists/", "same-origin")
    assert packed("/lists/", "none")
    assert not packed("/lists/", "cross-site")
    assert not packed("/account/", "same-origin"), "it may show a new token"
