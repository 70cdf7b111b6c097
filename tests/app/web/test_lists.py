"""The pages of mailing lists."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests import factories as make
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]


def test_an_empty_database_says_what_to_do(get: Get) -> None:
    assert "docket ingest" in get("/lists/").text


def test_lists_with_what_was_read_of_them_and_the_newest_series(get: Get, session: Session) -> None:
    water = make.mailing_list(session, "water")
    by = make.source(session, water, read_at=days_ago(2))
    for problem in (None, "cut short"):
        make.copy(session, make.message(session, date=days_ago(9), problem=problem), by)
    series = make.series(session)
    make.series_list(session, series, water)
    make.post(session, series)
    page = get("/lists/")
    assert page.links["water"] == "/lists/water/"
    assert page.links["repair the pump"] == f"/series/{series.key}/"
    row = [" ".join(line.split()) for line in page.text.splitlines() if line.strip()]
    at = row.index("water water@example.org")
    assert row[at : at + 7] == ["water water@example.org", "2", "1", "2026-07-06", "9 d ago", "2 d ago", "1"]


def test_a_list_has_its_own_series_only(get: Get, session: Session) -> None:
    for name in ("water", "air"):
        series = make.series(session, f"on {name}")
        make.series_list(session, series, make.mailing_list(session, name))
        make.post(session, series)
    page = get("/lists/water/")
    assert "on water" in page.links
    assert "on air" not in page.links


def test_a_query_on_a_list_searches_that_list(get: Get, session: Session) -> None:
    for name in ("water", "air"):
        series = make.series(session, f"on {name}", author_name="Bea")
        make.series_list(session, series, make.mailing_list(session, name))
        make.post(session, series)
    page = get("/lists/water/", q="author:nobody OR author:bea")
    assert "on water" in page.links
    assert "on air" not in page.links


def test_a_list_may_have_any_name(get: Get, session: Session) -> None:
    make.mailing_list(session, 'my "list": a b')
    page = get("/lists/")
    assert get(page.links['my "list": a b']).status == 200


def test_an_unknown_list_is_said_to_be_unknown(get: Get) -> None:
    assert "No list is called nowhere here." in get("/lists/nowhere/", 404).text
