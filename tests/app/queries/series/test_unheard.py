"""Whom a series was sent to, and who has said nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.models import Series
from app.queries.series import PersonRow, whole
from app.queries.series.unheard import ADDRESSED
from tests import factories as make
from tests.factories import NOW, Posted, days_ago

SENT = "bea@example.org demo@example.org cem@example.org"


def unheard(session: Session, series: Series) -> list[str]:
    found = whole(session, series.key, now=NOW)
    assert found
    return [person.email for person in found.unheard]


def writer(session: Session, name: str, **columns: Any) -> None:
    """Somebody at example.org who once wrote a mail."""
    make.address(session, f"{name.lower()}@example.org", make.person(session, name))
    make.message(session, from_name=name, from_email=f"{name.lower()}@example.org", **columns)


@pytest.fixture
def series(session: Session) -> Series:
    for name in ("Ada", "Bea", "Cem", "Dag"):
        writer(session, name)
    return make.series(session)


def post(session: Session, series: Series, recipients: str = SENT, **given: Any) -> Posted:
    return make.post(session, series, mail={"recipients": recipients}, **given)


def test_people_who_wrote_before_and_are_silent_here(session: Session, series: Series) -> None:
    posted = post(session, series)
    make.reply(session, posted[1], "Cem")
    found = whole(session, series.key, now=NOW)
    assert found
    assert found.unheard == (PersonRow("Bea", "bea@example.org"),)


def test_who_spoke_on_an_older_version_was_heard(session: Session, series: Series) -> None:
    make.reply(session, post(session, series, date=days_ago(20))[1], "Bea")
    post(session, series, version=2)
    assert unheard(session, series) == ["cem@example.org"]


def test_only_the_newest_version_says_who_was_asked(session: Session, series: Series) -> None:
    post(session, series, date=days_ago(20))
    post(session, series, "dag@example.org", version=2)
    assert unheard(session, series) == ["dag@example.org"]


def test_who_is_named_by_a_patch_alone_was_asked_too(session: Session, series: Series) -> None:
    posted = post(session, series, "cem@example.org")
    posted[2].recipients = "bea@example.org cem@example.org"
    session.flush()
    assert unheard(session, series) == ["cem@example.org", "bea@example.org"]


def test_who_is_named_by_the_cover_alone_was_asked_too(session: Session, series: Series) -> None:
    posted = post(session, series, "cem@example.org")
    assert posted.cover
    posted.cover.recipients = "bea@example.org"
    session.flush()
    assert unheard(session, series) == ["bea@example.org", "cem@example.org"]


def test_the_author_is_not_asked(session: Session, series: Series) -> None:
    post(session, series, "ada@example.org bea@example.org")
    assert unheard(session, series) == ["bea@example.org"]


def test_a_carried_tag_was_heard(session: Session, series: Series) -> None:
    posted = post(session, series)
    make.tag(session, posted[1], "Reviewed-by", "Bea", how="written")
    assert unheard(session, series) == ["cem@example.org"]


def test_two_addresses_are_one_person(session: Session, series: Series) -> None:
    eve = make.person(session, "Eve")
    for email in ("eve@example.org", "eve@example.com"):
        make.address(session, email, eve)
        make.message(session, from_email=email)
    posted = post(session, series, "eve@example.com eve@example.org")
    assert unheard(session, series) == ["eve@example.com"]
    make.reply(session, posted[1], "Eve")
    assert unheard(session, series) == []


def test_lists_robots_and_strangers_are_nobody(session: Session, series: Series) -> None:
    make.mailing_list(session, "demo")
    writer(session, "Demo")
    writer(session, "Robot", kind="bot")
    post(session, series, "demo@example.org robot@example.org stranger@example.org bea@example.org")
    assert unheard(session, series) == ["bea@example.org"]


def test_a_robot_that_a_person_writes_from_too_is_somebody(session: Session, series: Series) -> None:
    writer(session, "Robot", kind="bot")
    make.message(session, from_email="robot@example.org", kind="reply")
    post(session, series, "robot@example.org")
    assert unheard(session, series) == ["robot@example.org"]


def test_no_more_are_looked_at_than_any_review_needs(session: Session, series: Series) -> None:
    crowd = " ".join(f"{number}@example.org" for number in range(ADDRESSED - 1))
    post(session, series, f"{crowd} bea@example.org cem@example.org")
    assert unheard(session, series) == ["bea@example.org"]
