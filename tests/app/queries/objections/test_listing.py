"""Objections with a label, newest first, a page at a time."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.queries.objections.listing import Found, page
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark
from tests.factories import days_ago


def texts(found: tuple[Found, ...]) -> list[str]:
    return [each.objection.text for each in found]


def test_the_newest_comes_first_with_the_series_that_it_is_to(session: Session) -> None:
    series = make.series(session, "pump", key="5e41e5")
    patch = make.post(session, series)[1]
    for days in (3, 1, 2):
        remark(session, make.reply(session, patch, date=days_ago(days)), "logic", text=f"{days} days")
    remark(session, make.reply(session, patch), "naming", "logic", text="second label")
    remark(session, make.reply(session, patch), "style", text="another label")
    remark(session, make.reply(session, patch, "Ada"), "logic", role="author")
    remark(session, make.reply(session, make.post(session, None)[1]), "logic", text="in no series yet")
    remark(session, make.message(session), "logic", role="unknown")
    found = page(session, "logic", limit=10)
    assert texts(found) == ["1 days", "2 days", "3 days", "second label"]
    assert {(each.series, each.title) for each in found} == {("5e41e5", "pump")}
    assert found[0].objection.outcome == "open"


def test_of_one_list(session: Session) -> None:
    for name in ("water", "air"):
        series = make.series(session)
        make.series_list(session, series, make.mailing_list(session, name))
        remark(session, make.reply(session, make.post(session, series)[1]), "logic", text=name)
    assert texts(page(session, "logic", limit=10, on="air")) == ["air"]
    assert page(session, "logic", limit=10, on="fire") == ()


def test_pages_follow_each_other_without_gap_or_repetition(session: Session) -> None:
    patch = make.post(session, make.series(session))[1]
    for name, days in (("c@x", 1), ("a@x", 2), ("b@x", 2), ("d@x", 3)):
        reply = make.reply(session, patch, message_id=name, date=days_ago(days))
        for number in (7, 0, 3):
            remark(session, reply, "logic", number=number, text=f"{name} {number}")
    everything = page(session, "logic", limit=100)
    assert texts(everything) == [f"{name} {number}" for name in ("c@x", "a@x", "b@x", "d@x") for number in (0, 3, 7)]
    for limit in (1, 2, 5):
        pages: list[Found] = []
        before = None
        while found := page(session, "logic", limit=limit, before=before):
            assert len(found) <= limit
            pages += found
            last = found[-1].objection
            before = (last.date, last.number, last.message_id)
        assert pages == list(everything)


@pytest.mark.parametrize("on", [None, "water"])
def test_a_long_page_takes_as_many_statements_as_a_short_one(
    session: Session, statements: Statements, on: str | None
) -> None:
    water = make.mailing_list(session, "water")
    for _ in range(12):
        series = make.series(session)
        make.series_list(session, series, water)
        remark(session, make.reply(session, make.post(session, series)[1]), "logic", "naming")
    with statements() as short:
        assert len(page(session, "logic", limit=1, on=on)) == 1
    with statements() as long:
        assert len(page(session, "logic", limit=12, on=on)) == 12
    assert len(short) == len(long) == 4
