"""The pages of objections: label by label, over time, and one label."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import models
from app.rules.remark import LABELS
from app.web import objections
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]


@pytest.fixture
def water(session: Session) -> models.MailingList:
    """A list with a series to which Bea objects twice, and Cid without a label; and another list without mail."""
    water = make.mailing_list(session, "water")
    make.mailing_list(session, "air")
    series = make.series(session, "repair the pump", key="5e41e5")
    make.series_list(session, series, water)
    posted = make.post(session, series, version=2, total=2, date=days_ago(5))
    bea = make.reply(session, posted[2], "Bea", message_id="bea@x")
    remark(
        session,
        bea,
        "abstraction: a broken abstraction",
        number=1,
        text="This is predicated on a broken abstraction.",
        severity="blocking",
    )
    remark(session, bea, "naming", number=2, text="Bad name.", severity="minor", source="person")
    cid = make.reply(session, posted[1], "Cid")
    remark(session, cid, text="No.")
    make.copy(session, cid, make.source(session, water))
    return water


@pytest.mark.parametrize("query", [{}, {"list": "water"}])
def test_every_label_with_what_it_means_and_its_newest_words(
    get: Get, water: models.MailingList, query: dict[str, str]
) -> None:
    page = get("/objections/", **query)
    text = " ".join(page.text.split())
    for label, meaning in LABELS.items():
        assert f"{label} {'1' if label in ('abstraction', 'naming') else '0'} The patch {meaning}." in text
    assert "abstraction blocking model, 0.83 Bea 2026-07-11 12:00 repair the pump v2 patch 2" in text
    assert "<mark>a broken abstraction</mark>" in page.html
    assert page.links["Bea"] == "/messages/bea@x/#remark-2"
    assert page.links["repair the pump"].startswith("/series/5e41e5/?version=")
    assert page.links["abstraction"] == "/objections/abstraction/" + ("?list=water" if query else "")
    assert "No." not in text, "what has no label is in the drawing only"


def test_the_drawing_and_the_table_say_the_same(get: Get, water: models.MailingList) -> None:
    page = get("/objections/")
    text = " ".join(page.text.split())
    titles = ["2026-07, design: 1", "2026-07, form: 1", "2026-07, no label: 1"]
    assert all(title in text for title in titles)
    assert sum(name == "rect" for name, _ in page.elements) == 3
    assert "Month design case behaviour form no label all 2026-07 1 0 0 1 1 3 2026-06 0 0 0 0 0 0" in text
    assert text.count(" 0 0 0 0 0 0") == 23


def test_a_list_without_mail_has_labels_and_no_drawing(get: Get, water: models.MailingList) -> None:
    page = get("/objections/", list="air")
    assert not any(name == "svg" for name, _ in page.elements)
    assert page.text.count("None in the last two years.") == len(LABELS)


def test_nobody_is_counted(get: Get, water: models.MailingList) -> None:
    """A name stands beside its own words and nowhere else."""
    for path in ("/objections/", "/objections/abstraction/"):
        page = get(path)
        names = sum(
            (attributes.get("class"), attributes.get("title")) == ("who", "bea@example.org")
            for _, attributes in page.elements
        )
        assert names == page.classes("words")
        assert "Cid" not in page.text


def test_a_list_leads_to_its_objections(get: Get, water: models.MailingList) -> None:
    assert get("/lists/water/").links["Objections on this list"] == "/objections/?list=water"


def test_one_label(get: Get, water: models.MailingList) -> None:
    page = get("/objections/abstraction/", list="water")
    assert page.classes("objection") == 1
    assert page.links["design"] == "/objections/?list=water#design"
    series = get(page.links["Series with such an objection"])
    assert "repair the pump" in series.links
    assert "No objection here." in get("/objections/abstraction/", list="air").text
    assert "No objection here." in get("/objections/security/").text


def test_the_label_of_the_page_is_seen_where_the_words_are_cut(get: Get, session: Session) -> None:
    reply = make.reply(session, make.post(session, make.series(session))[1])
    text = f"first words {'and so on ' * 100} last words"
    remark(session, reply, "logic: first words", "scope: last words", text=text)
    assert "<mark>first words</mark>" in get("/objections/logic/").html
    assert "<mark>last words</mark>" in get("/objections/scope/").html


def test_older_pages_have_each_objection_once(get: Get, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "PAGE", 2)
    patch = make.post(session, make.series(session))[1]
    # Message-IDs may have any character, and three mails came at one moment.
    names = ("a_b@x", "a&b=%2F@x", "\u00fc?#@x", "c@x")
    for number, name in enumerate(names):
        date = days_ago(max(number, 2))
        remark(session, make.reply(session, patch, message_id=name, date=date), "logic", text=f"words {number} end")
    seen: list[int] = []
    page = get("/objections/logic/")
    while True:
        assert page.classes("objection") <= 2
        seen += [number for number in range(len(names)) if f"words {number} end" in page.text]
        if "Older objections" not in page.links:
            break
        page = get(page.links["Older objections"])
    assert sorted(seen) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "place",
    [
        "",
        "x",
        "_",
        "2026-07-15T00:00:00.000000_x_a@x",
        "2026-07-15T00:00:00.000000_9999999999_a@x",
        "2026-07-15T00:00:00.000000_1_\0",
    ],
)
def test_a_place_that_is_none_is_an_error_that_says_so(get: Get, place: str) -> None:
    assert "begin again from its first page" in get("/objections/logic/", 400, before=place).text


@pytest.mark.parametrize("path", ["/objections/beauty/", "/objections/?list=fire", "/objections/logic/?list=%00"])
def test_what_is_not_there_is_said(get: Get, path: str) -> None:
    assert "is called" in get(path, 404).text


def test_the_address_without_its_slash_leads_on(client: FlaskClient) -> None:
    assert client.get("/objections/logic").status_code == 308
