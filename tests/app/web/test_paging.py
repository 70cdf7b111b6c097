"""Lists of series, a page at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.queries.series import ORDERS
from app.web import paging
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]


@pytest.mark.parametrize("path", ["/series/", "/lists/water/"])
def test_older_pages_have_each_series_once(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    water = make.mailing_list(session, "water")
    for number in range(5):
        # Three of them were last updated at the same moment.
        series = make.series(session, f"work {number}", updated=days_ago(max(number, 3) + 1 / 7))
        make.series_list(session, series, water)
        make.post(session, series)
    seen: list[str] = []
    page = get(path, q="work")
    while True:
        shown = [text for text in page.links if text.startswith("work")]
        assert len(shown) <= 2
        seen += shown
        if "Older series" not in page.links:
            break
        page = get(page.links["Older series"])
    assert sorted(seen) == [f"work {number}" for number in range(5)]


@pytest.mark.parametrize("sort", ORDERS)
def test_each_order_has_each_series_once_and_its_heading_says_so(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    for number in range(5):
        series = make.series(session, f"work {number}", started=days_ago(9 - number // 2), updated=days_ago(5 - number))
        posted = make.post(session, series)
        for objection in range(number // 2):
            remark(session, make.reply(session, posted[1]), "logic", number=objection)
    derived(session)
    shown: list[str] = []
    page = get("/series/", sort=sort)
    assert [each.get("aria-sort") for name, each in page.elements if name == "th" and "aria-sort" in each] == [
        "descending" if ORDERS[sort].falling else "ascending"
    ]
    while True:
        shown += [text for text in page.links if text.startswith("work")]
        more = page.links.get("More series") or page.links.get("Older series")
        if not more:
            break
        page = get(more)
    assert sorted(shown) == [f"work {number}" for number in range(5)]
    turned = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
    if sort in ("updated", "-updated"):
        assert shown == sorted(shown, reverse=sort == "updated")
    assert f"sort={turned}" in get("/series/", sort=sort).html or sort.startswith("-")


def test_an_order_that_is_none_is_an_error_that_says_so(get: Get) -> None:
    assert "sort by updated" in get("/series/", 400, sort="beauty").text
    assert "begin again from its first page" in get("/series/", 400, sort="objections", before="x_y").text


def test_a_full_page_that_is_the_last_one_has_no_older_one(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    for _ in range(2):
        make.post(session, make.series(session))
    assert "Older series" not in get("/series/").links


@pytest.mark.parametrize("place", ["", "x", "2026-07-15", "_", "2026-99-99T00:00:00.000000_x", "\0"])
def test_a_place_that_is_none_is_an_error_that_says_so(get: Get, place: str) -> None:
    assert "begin again from its first page" in get("/series/", 400, before=place).text


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("autor:ada", "did you mean author:"),
        ("(", "never closed"),
        ("age:soon", "age:"),
        ("\0", "no text can have"),
        ("a " * 600, "longer than"),
    ],
)
def test_a_query_that_cannot_be_understood_is_answered_with_what_is_wrong(get: Get, query: str, problem: str) -> None:
    page = get("/series/", 400, q=query)
    assert problem in page.text
    # It stands in the box again, to be put right.
    (box,) = (attributes for name, attributes in page.elements if attributes.get("id") == "q")
    assert box["aria-invalid"] == "true"
    assert box["value"] or query == "\0"
