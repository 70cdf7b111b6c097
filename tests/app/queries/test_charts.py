"""Latency, backlog and versions, counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import models
from app.queries import charts
from tests import factories as make
from tests.factories import NOW, days_ago


@pytest.fixture
def water(session: Session) -> models.MailingList:
    return make.mailing_list(session, "water")


def started(session: Session, on: models.MailingList, first: float, last: float | None = None) -> models.Series:
    series = make.series(session, started=days_ago(first), updated=days_ago(first if last is None else last))
    make.series_list(session, series, on)
    return series


def closed(session: Session, series: models.Series, state: str, days: float, **columns: Any) -> None:
    row: dict[str, Any] = {"state": state, "turn": "nobody", "since": days_ago(days), "rules": 1, "steps": "[]"}
    session.add(models.Standing(series_id=series.id, objections=0, text="", evidence="", **row | columns))
    session.flush()


def test_without_mail_there_is_nothing(session: Session) -> None:
    assert charts.charts(session, NOW) == charts.Charts()


def test_the_wait_ends_with_the_first_person_other_than_the_author(session: Session, water: models.MailingList) -> None:
    series = started(session, water, 10)
    ada = make.person(session, "Ada")
    for email in ("ada@example.org", "ada@home.example.org"):
        make.address(session, email, ada)
    first = make.post(session, series, date=days_ago(10))
    make.reply(session, first[1], "Ada", date=days_ago(9.9))
    make.reply(session, first[1], "Ada", from_email="ada@home.example.org", date=days_ago(9.8))
    robot = make.reply(session, first[1], "Robot", date=days_ago(9.7))
    session.get_one(models.Placement, robot.id).kind = "bot"
    make.reply(session, first[2], "Bea", date=days_ago(8))
    make.reply(session, first[1], "Cid", date=days_ago(6))
    # A clock that is behind makes no answer come before the question.
    second = make.post(session, series, version=2, date=days_ago(5))
    make.reply(session, second[1], "Bea", date=days_ago(5.5))
    make.post(session, series, version=3, date=days_ago(4))
    (*before, july) = charts.charts(session, NOW).latency
    assert (july.year, july.month, july.posted, july.answered) == (2026, 7, 3, 2)
    assert (july.half, july.most) == (pytest.approx(1.0), pytest.approx(1.8))
    assert len(before) == 23
    assert {(each.posted, each.answered, each.half, each.most) for each in before} == {(0, 0, None, None)}


def test_a_series_is_open_from_its_start_until_it_is_closed(session: Session, water: models.MailingList) -> None:
    """NOW is the 15th of July: 20 days before it is June, 50 May, 80 April."""
    talked = started(session, water, 80, last=1)
    make.reply(session, make.post(session, talked, date=days_ago(80))[1], "Bea", date=days_ago(50))
    done = started(session, water, 80, last=21)
    make.post(session, done, date=days_ago(80))
    closed(session, done, "applied", 20)
    by_hand = started(session, water, 80, last=50)
    closed(session, by_hand, "new", 80, set_state="rejected")
    started(session, water, 600)
    finished = started(session, water, 700)
    closed(session, finished, "withdrawn", 690)
    make.message(session, date=days_ago(1))
    backlog = charts.charts(session, NOW).backlog
    told = {(each.year, each.month): (each.unanswered, each.discussed, each.quiet) for each in backlog}
    assert told[2026, 3] == (0, 0, 1)
    assert told[2026, 4] == (3, 0, 1)
    assert told[2026, 5] == (1, 1, 1)
    assert told[2026, 6] == (0, 1, 1)
    assert told[2026, 7] == (0, 1, 1)


def test_series_are_counted_by_their_newest_version(session: Session, water: models.MailingList) -> None:
    for newest, state in ((1, None), (3, "applied"), (3, "in-review"), (3, "partly-applied"), (40, None)):
        series = started(session, water, 10)
        for version in {1, newest}:
            make.post(session, series, version=version)
        if state:
            closed(session, series, state, 5)
    make.post(session, started(session, water, 1000), version=2, date=days_ago(1000))
    versions = charts.charts(session, NOW).versions
    assert [(each.version, each.applied, each.other) for each in versions if each.applied or each.other] == [
        (1, 0, 1),
        (3, 2, 1),
        (charts.VERSIONS, 0, 1),
    ]
    assert [each.version for each in versions] == list(range(1, charts.VERSIONS + 1))


def test_a_list_counts_what_it_carried(session: Session, water: models.MailingList) -> None:
    air = make.mailing_list(session, "air")
    posted = make.post(session, started(session, water, 10), date=days_ago(10))
    for on in (water, air):
        make.copy(session, posted[1], make.source(session, on))
    here, there = charts.charts(session, NOW, "water"), charts.charts(session, NOW, "air")
    assert [each.posted for each in (here.latency[-1], there.latency[-1])] == [1, 0]
    assert [each.unanswered for each in (here.backlog[-1], there.backlog[-1])] == [1, 0]
    assert [len(here.versions), len(there.versions)] == [1, 0]


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", count)
    yield seen
    event.remove(session.get_bind(), "before_cursor_execute", count)


def test_the_number_of_statements_is_fixed(session: Session, water: models.MailingList, statements: list[str]) -> None:
    asked = []
    for size in (1, 6):
        for number in range(size):
            posted = make.post(session, started(session, water, 10 + number), date=days_ago(10 + number))
            make.reply(session, posted[1])
        statements.clear()
        charts.charts(session, NOW)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 9


def test_mails_know_the_revision_that_they_are_about(session: Session) -> None:
    series = make.series(session, key="5e41e5")
    first, second = (make.post(session, series, version=version, total=1) for version in (1, 2))
    late = make.reply(session, first[1], date=NOW + dt.timedelta(days=1))
    make.post(session, make.series(session))
    found = charts.revisions(session, "5e41e5")
    assert found[late.message_id] == first.revision.key
    assert found[second[1].message_id] == second.revision.key
    assert len(found) == 5
