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


# Of the works below. Number 0 waits since it was posted, the others since somebody objected.
IN_ORDER = {
    "updated": [4, 3, 2, 1, 0],
    "posted": [0, 1, 2, 3, 4],
    "waiting": [0, 4, 3, 2, 1],
    "objections": [2, 4, 1, 3, 0],
}


@pytest.mark.parametrize("sort", ORDERS)
def test_each_order_has_each_series_in_its_place_and_its_heading_says_so(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    for number, objections in enumerate((0, 2, 4, 1, 3)):
        moments = {"started": days_ago(20 + number), "updated": days_ago(9 - number)}
        posted = make.post(session, make.series(session, f"work {number}", **moments), date=days_ago(20 + number))
        for objection in range(objections):
            remark(session, make.reply(session, posted[1], date=days_ago(15 + number)), "logic", number=objection)
    derived(session)
    page = get("/series/", sort=sort)
    falling = sort in ("updated", "posted", "objections", "-waiting")
    headings = [each["aria-sort"] for name, each in page.elements if name == "th" and "aria-sort" in each]
    assert headings == ["descending" if falling else "ascending"]
    shown: list[int] = []
    while True:
        shown += [int(text.removeprefix("work ")) for text in page.links if text.startswith("work")]
        more = page.links.get("More series") or page.links.get("Older series")
        if not more:
            break
        page = get(more)
    turned = sort.startswith("-")
    assert shown == IN_ORDER[sort.removeprefix("-")][:: -1 if turned else 1]
    assert f"sort={sort.removeprefix('-') if turned else f'-{sort}'}" in get("/series/", sort=sort).html


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
