"""The page of charts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app import models
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]
DRAWINGS = 4


@pytest.fixture
def water(session: Session) -> models.MailingList:
    """A list with a series of two versions, of which the first was answered after a day."""
    water = make.mailing_list(session, "water")
    make.mailing_list(session, "air")
    series = make.series(session)
    make.series_list(session, series, water)
    first = make.post(session, series, date=days_ago(5))
    make.post(session, series, version=2, date=days_ago(2))
    answer = make.reply(session, first[1], "Bea")
    remark(session, answer, "logic")
    make.copy(session, answer, make.source(session, water))
    return water


@pytest.mark.parametrize("query", [{}, {"list": "water"}])
def test_each_drawing_has_a_name_and_its_numbers_as_a_table(
    get: Get, water: models.MailingList, query: dict[str, str]
) -> None:
    page = get("/charts/", **query)
    drawings = [attributes for name, attributes in page.elements if name == "svg"]
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert len(drawings) == DRAWINGS
    for attributes in drawings:
        assert attributes["role"] == "img"
        assert set((attributes["aria-labelledby"] or "").split()) <= ids
    assert sum(name == "desc" for name, _ in page.elements) == DRAWINGS
    text = " ".join(page.text.split())
    assert text.count("The same as a table") == DRAWINGS
    assert "Month posted answered half nine of ten 2026-07 2 1 1.0 1.0 2026-06 0 0 2026-05" in text
    assert "2026-07, half: 1.0 days" in text
    assert "Month unanswered discussed quiet all 2026-07 0 1 0 1" in text
    assert "2026-07, discussed: 1" in text
    assert "2026-07, behaviour: 1" in text
    assert "Version applied other all v1 0 0 0 v2 0 1 1" in text
    assert "v2, other: 1" in text


def test_nobody_is_named(get: Get, water: models.MailingList) -> None:
    text = get("/charts/").text
    assert "Ada" not in text
    assert "Bea" not in text


def test_without_mail_nothing_is_drawn(get: Get, water: models.MailingList) -> None:
    page = get("/charts/", list="air")
    assert "There is no mail yet." in page.text
    assert not any(name == "svg" for name, _ in page.elements)


@pytest.mark.parametrize("name", ["fire", "\0", ""])
def test_a_list_that_is_not_there_is_said(get: Get, name: str) -> None:
    assert "is called" in get("/charts/", 404, list=name).text


def test_the_page_leads_to_what_was_counted(get: Get, water: models.MailingList) -> None:
    page = get("/charts/", list="water")
    assert page.links["The objections themselves"] == "/objections/?list=water"
    assert page.links["Of all lists"] == "/charts/"
    assert get("/").links["Charts"] == "/charts/"
