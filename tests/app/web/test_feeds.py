"""The feed and the JSON of a query."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from xml.etree import ElementTree

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories as make
from tests.app.standings import derived
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: FlaskClient, session: Session, **query: str) -> ElementTree.Element:
    session.commit()
    response = client.get("/series/feed.atom", query_string=query)
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.data)


def test_an_entry_says_where_a_series_stands_and_why(client: FlaskClient, session: Session) -> None:
    series = make.series(session, updated=days_ago(3))
    make.post(session, series)
    make.post(session, make.series(session, "fill the tank", author_name="Bea", author_email="bea@example.org"))
    root = feed(client, derived(session), q="author:ada")
    assert root.findtext(f"{ATOM}title") == "Docket: author:ada"
    assert root.findtext(f"{ATOM}updated") == "2026-07-12T12:00:00Z"
    links = {link.get("rel"): link.get("href") for link in root.iterfind(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost/series/feed.atom?q=author:ada",
        "alternate": "http://localhost/series/?q=author:ada",
    }
    (entry,) = root.iterfind(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "repair the pump (v1)"
    assert entry.findtext(f"{ATOM}id") == f"http://localhost/series/{series.key}/"
    assert entry.findtext(f"{ATOM}updated") == "2026-07-12T12:00:00Z"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ada"
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert summary.startswith("new, reviewer's turn since 2026-07-05. Nobody has answered v1.")


def test_hostile_text_is_text(client: FlaskClient, session: Session) -> None:
    title = "]]></title><entry/>&amp;\x01\ufffe\uffff\u202e"
    make.post(session, make.series(session, title, author_name=title))
    root = feed(client, session, q="-author:nobody")
    (entry,) = root.iterfind(f"{ATOM}entry")
    shown = "]]></title><entry/>&amp;\u2039U+0001\u203a\ufffd\ufffd\u2039U+202E\u203a"
    assert entry.findtext(f"{ATOM}title") == f"{shown} (v1)"
    assert entry.findtext(f"{ATOM}summary") == "Not derived yet."


def test_an_empty_feed_is_one(client: FlaskClient, session: Session) -> None:
    root = feed(client, session)
    assert root.findtext(f"{ATOM}title") == "Docket: all series"
    assert root.findtext(f"{ATOM}updated") == "2026-07-15T12:00:00Z"


def test_json_has_the_summaries_a_page_at_a_time(client: FlaskClient, session: Session) -> None:
    for number in range(101):
        make.post(session, make.series(session, f"part {number}", key=f"{number:03}"), total=1)
    session.commit()
    response = client.get("/series.json?q=author:ada")
    assert response.content_type == "application/json"
    first = response.json or []
    assert [row["id"] for row in first[:2]] == ["100", "099"]
    assert (len(first), first[0]["author"]) == (100, {"name": "Ada", "email": "ada@example.org"})
    (link, relation) = response.headers["Link"].split("; ")
    assert relation == 'rel="next"'
    last = client.get(link.strip("<>"))
    assert [row["id"] for row in json.loads(last.data)] == ["000"]
    assert "Link" not in last.headers


def test_a_bad_query_is_said_to_be_one(client: FlaskClient) -> None:
    for path in ("/series/feed.atom?q=colour:red", "/series.json?q=colour:red", "/series.json?q=is:mine"):
        response = client.get(path)
        assert response.status_code == 400
        assert response.text.startswith(("colour: is not a term", "is:mine: who you are"))
    assert client.get("/series.json?before=x").status_code == 400


def test_the_page_names_its_feed(get: Get) -> None:
    page = get("/series/", q="author:ada is:open")
    feeds = [attributes for name, attributes in page.elements if attributes.get("rel") == "alternate"]
    assert [(link["type"], link["href"]) for link in feeds[:2]] == [
        ("application/atom+xml", "/series/feed.atom?q=author:ada+is:open"),
        ("application/json", "/series.json?q=author:ada+is:open"),
    ]


def test_a_table_for_spreadsheets_in_which_no_title_is_a_formula(client: FlaskClient, session: Session) -> None:
    for title in ("=1+1", "+1", "-1", "@SUM(A1)", 'a "pump", repaired', "\u202eevil"):
        make.post(session, make.series(session, title))
    session.commit()
    answer = client.get("/series.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    (head, *rows) = csv.reader(answer.text.splitlines())
    assert head[:3] == ["id", "title", "author"]
    titles = {row[1] for row in rows}
    assert titles == {"'=1+1", "'+1", "'-1", "'@SUM(A1)", 'a "pump", repaired', "\u2039U+202E\u203aevil"}
    assert len(list(csv.reader(client.get("/series.csv?q=repaired").text.splitlines()))) == 2
    assert client.get("/series.csv?q=(").status_code == 400
    assert client.get("/series.csv?sort=beauty").status_code == 400
