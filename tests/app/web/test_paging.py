"""Lists of series, a page at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.web import paging
from tests import factories as make
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
