"""Objections label by label and month by month."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models
from app.queries.objections.explorer import MONTHS, UNLABELLED, LabelSummary, Overview, overview
from app.rules.remark import GROUPS, LABELS
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark
from tests.factories import NOW, days_ago


def of(found: Overview, label: str) -> LabelSummary:
    (summary,) = (each for each in found.labels if each.label == label)
    return summary


def object_to(session: Session, *labels: str, days: float, **columns: str) -> models.Message:
    """An objection of some days ago to a series that was posted the day before."""
    posted = make.post(session, make.series(session), date=days_ago(days + 1))
    reply = make.reply(session, posted[1])
    remark(session, reply, *labels, **columns)
    return reply


def test_an_empty_archive_has_all_labels_and_no_month(session: Session) -> None:
    found = overview(session, NOW, newest=3)
    assert [(each.label, each.recent, each.newest) for each in found.labels] == [(label, 0, ()) for label in LABELS]
    assert found.months == ()


def test_a_label_has_its_newest_objections_and_how_many_there_were_in_ninety_days(session: Session) -> None:
    for days in (1, 89, 91, 200, 800):
        object_to(session, "logic", days=days, text=f"{days} days")
    object_to(session, "naming", "logic", days=2, text="second label")
    object_to(session, "logic", days=1, role="author")
    object_to(session, "logic", days=1, act="inform")
    found = overview(session, NOW, newest=4)
    assert of(found, "logic").recent == 3
    assert [each.objection.text for each in of(found, "logic").newest] == [
        "1 days",
        "second label",
        "89 days",
        "91 days",
    ]
    assert [each.objection.text for each in of(found, "naming").newest] == ["second label"]
    assert len(of(overview(session, NOW, newest=99), "logic").newest) == 5, "what is older than two years is left out"


def test_a_month_counts_each_objection_once_by_its_first_label(session: Session) -> None:
    object_to(session, "naming", "logic", "abstraction", days=1)
    object_to(session, "logic", days=2)
    object_to(session, days=3)
    object_to(session, "evidence", days=20)
    (june, july) = overview(session, NOW, newest=0).months[-2:]
    assert ((june.year, june.month), (july.year, july.month)) == ((2026, 6), (2026, 7))
    assert dict(june.counts) == {"design": 0, "case": 1, "behaviour": 0, "form": 0, UNLABELLED: 0}
    assert dict(july.counts) == {"design": 0, "case": 0, "behaviour": 1, "form": 1, UNLABELLED: 1}


def test_the_months_end_with_that_of_the_newest_mail(session: Session) -> None:
    object_to(session, "logic", days=200)
    months = overview(session, NOW, newest=1).months
    assert len(months) == MONTHS
    assert [(month.year, month.month) for month in (months[0], months[-1])] == [(2024, 1), (2025, 12)]
    assert [month.month for month in months] == [*range(1, 13), *range(1, 13)]


def test_a_mail_from_the_future_moves_no_month(session: Session) -> None:
    object_to(session, "logic", days=1)
    object_to(session, "logic", days=-400)
    months = overview(session, NOW, newest=1).months
    assert (months[-1].year, months[-1].month) == (2026, 7)
    assert months[-1].counts["behaviour"] == 1


def test_on_one_list(session: Session) -> None:
    for name, days in (("water", 1), ("air", 70)):
        on = make.mailing_list(session, name)
        reply = object_to(session, "logic", days=days, text=name)
        make.copy(session, reply, make.source(session, on))
        make.series_list(session, session.scalars(select(models.Series).order_by(models.Series.id.desc())).first(), on)
    found = overview(session, NOW, newest=3, on="air")
    assert [each.objection.text for each in of(found, "logic").newest] == ["air"]
    assert (found.months[-1].month, found.months[-1].counts["behaviour"]) == (5, 1)
    assert overview(session, NOW, newest=3, on="fire").months == ()


def test_a_label_that_is_no_longer_one_counts_as_none(session: Session) -> None:
    object_to(session, "beauty", days=1)
    found = overview(session, NOW, newest=3)
    assert found.months[-1].counts[UNLABELLED] == 1
    assert not any(each.newest for each in found.labels)


@pytest.mark.parametrize("on", [None, "water"])
def test_many_objections_take_as_many_statements_as_few(
    session: Session, statements: Statements, on: str | None
) -> None:
    water = make.mailing_list(session, "water")
    source = make.source(session, water)
    asked = []
    for count in (1, 30):
        for _ in range(count):
            series = make.series(session)
            make.series_list(session, series, water)
            reply = make.reply(session, make.post(session, series)[1])
            make.copy(session, reply, source)
            remark(session, reply, *LABELS)
        with statements() as seen:
            found = overview(session, NOW, newest=3, on=on)
        assert sum(sum(month.counts.values()) for month in found.months) >= count
        asked.append(len(seen))
    assert asked == [5, 5]
    assert all(len(of(found, label).newest) == 3 for labels in GROUPS.values() for label in labels)
