"""The first page: whom it is for, what it shows, and where that leads."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import models
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]


def test_an_empty_database_says_what_to_do(get: Get) -> None:
    assert "docket ingest" in get("/").text


def test_anybody_sees_what_waits_and_how_fresh_the_archives_are(get: Get, session: Session) -> None:
    water = make.mailing_list(session, "water")
    by = make.source(session, water, read_at=days_ago(2))
    make.copy(session, make.message(session, date=days_ago(9), problem="cut short"), by)
    make.source(session, make.mailing_list(session, "air"), read_at=None)
    series = make.series(session)
    make.post(session, series)
    page = get("/") if derived(session) else None
    assert page
    assert page.links["repair the pump"] == f"/series/{series.key}/"
    assert page.links["1 in all"].startswith("/series/?q=state:new+-is:snoozed+updated:")
    assert page.links["Older too in unanswered"] == "/series/?q=state:new+-is:snoozed"
    assert get(page.links["1 in all"]).links["repair the pump"]
    text = " ".join(page.text.split())
    assert "Nobody has answered v1." in text
    assert "Your turn" not in text
    assert "water last mail 9 d ago read 2 d ago 1 mails could not be read whole" in text
    assert "air no mail yet never read to the end" in text


def test_a_person_sees_their_turn_and_what_new_versions_did(get: Get, session: Session) -> None:
    make.mailing_list(session)
    series = make.series(session, "fill the tank")
    first = make.post(session, series, total=1, date=days_ago(9))
    said = make.reply(session, first[1], "Bea")
    remark(session, said, "logic", text="This overflows.", quoted="")
    make.post(session, series, version=2, total=1, date=days_ago(5))
    derived(session)
    session.execute(update(models.Outcome).values(name="ignored", text="v2 has the same lines."))
    page = get("/", me="Bea@example.org")
    assert page.links["This overflows."] == f"/messages/{said.message_id}/#remark-0"
    text = " ".join(page.text.split())
    assert "on v1 patch 1, 8 d ago fill the tank now v2 ignored v2 has the same lines." in text
    count = next(link for link in page.links.values() if "objector" in link)
    assert get(count).links["fill the tank"]
    mine = get("/", me="ada@example.org")
    assert "You have no open series." not in mine.text
    assert get(mine.links["1 in all"]).status == 200


def test_a_list_is_chosen_and_stays_so(get: Get, session: Session) -> None:
    for name in ("water", "air"):
        series = make.series(session, f"on {name}")
        make.series_list(session, series, make.mailing_list(session, name))
        make.post(session, series)
    derived(session)
    page = get("/", list="water")
    assert "on water" in page.links
    assert "on air" not in page.links
    assert page.links["1 in all"].startswith("/series/?q=list:water+state:new+-is:snoozed+updated:")
    assert ("option", {"value": "water", "selected": None}) in page.elements


def test_a_long_section_leads_to_the_rest(get: Get, session: Session) -> None:
    make.mailing_list(session)
    for number in range(11):
        make.post(session, make.series(session, f"part of the pump {number}"))
    derived(session)
    page = get("/")
    assert page.links["All 11 of unanswered"].startswith("/series/?q=state:new+-is:snoozed+updated:")
    assert sum(link.startswith("/series/0") for link in page.links.values()) == 10


def test_what_cannot_be_shown_is_said(get: Get, session: Session) -> None:
    make.mailing_list(session, 'a "quoted" list')
    assert "ada is no address" in get("/", 400, me="ada").text
    assert "no list is called nowhere here" in get("/", 400, list="nowhere").text
    assert "has a quotation mark" in get("/", 400, list='a "quoted" list').text
    assert "is no address" in get("/", 400, me="a@b\0").text
    assert get("/", me="", list="").status == 200
