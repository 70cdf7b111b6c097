"""What is known of each list."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries import lists
from tests import factories as make
from tests.factories import days_ago


def test_each_list_by_name_with_what_was_read_of_it(session: Session) -> None:
    water, air = make.mailing_list(session, "water"), make.mailing_list(session, "air", address=None)
    old = make.source(session, water, read_at=days_ago(3))
    new = make.source(session, water, read_at=days_ago(1))
    other = make.source(session, air, read_at=None)
    first, second = (
        make.message(session, date=days_ago(9)),
        make.message(session, date=days_ago(8), problem="cut short"),
    )
    # A mail that came twice is one message; one that came through two lists counts on both.
    for mail, by in ((first, old), (first, new), (second, new), (second, other)):
        make.copy(session, mail, by)
    make.series_list(session, make.series(session), water)
    assert lists.overview(session) == (
        lists.ListSummary("air", None, 1, 0, days_ago(8), days_ago(8), 1, None, 1),
        lists.ListSummary("water", "water@example.org", 2, 1, days_ago(9), days_ago(8), 2, days_ago(1), 1),
    )


def test_a_list_that_brought_nothing_yet_is_shown(session: Session) -> None:
    make.mailing_list(session, "water")
    assert lists.overview(session) == (lists.ListSummary("water", "water@example.org", 0, 0, None, None, 0, None, 0),)


def test_whether_a_list_is_known(session: Session) -> None:
    make.mailing_list(session, "water")
    assert lists.exists(session, "water")
    assert not lists.exists(session, "wat")
