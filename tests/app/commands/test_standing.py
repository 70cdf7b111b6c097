"""Where a series stands, in words."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app import derive
from app.commands.standing import lines, told
from app.derive import words
from app.errors import DocketError
from app.rules.override import Word
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import NOW, days_ago

LATER = NOW + dt.timedelta(days=30)


@pytest.fixture
def series(session: Session) -> int:
    posted = make.post(session, make.series(session, key="5e41e5"), total=1, cover=False, mail={"message_id": "p@x"})
    remark(session, make.reply(session, posted[1], "Eve \x1b[2J", message_id="r@x"), "logic")
    assert posted.revision.series_id is not None
    derive.derive(session, [posted.revision.series_id])
    return posted.revision.series_id


def said(session: Session, now: dt.datetime = NOW) -> list[str]:
    return list(lines(told(session, "5e41e5", now), now))


def say(session: Session, series: int, field: str, value: str, until: dt.datetime | None = None, why: str = "") -> None:
    words.say(session, "p@x", Word(field, value, until, False, "cem", NOW, why))
    derive.derive(session, [series])


def test_the_state_the_turn_and_why(session: Session, series: int) -> None:
    assert said(session) == [
        "changes-requested, author's turn (Ada) since 2026-07-06, 9 days",
        "  Eve �[2J asks for changes (1 open objection). Ada is to send a new version.  <r@x>",
    ]


@pytest.mark.parametrize(
    ("days", "words"), [(-30, "0 days"), (-8.5, "0 days"), (-8, "1 day"), (0, "9 days"), (20, "29 days, stalled")]
)
def test_how_long_it_waits(session: Session, series: int, days: float, words: str) -> None:
    assert said(session, NOW + dt.timedelta(days=days))[0].endswith(f"since 2026-07-06, {words}")


def test_nobodys_turn_has_no_name(session: Session, series: int) -> None:
    say(session, series, "state", "applied", why="by pull")
    first, reason, word = said(session)
    assert first == "applied, nobody's turn since 2026-07-06, 9 days"
    assert reason.startswith("  state set to applied by cem on 2026-07-15: by pull. By the mails: Eve �[2J asks")
    assert word == "  state: applied (cem on 2026-07-15: by pull)"


def test_what_people_say_of_it(session: Session, series: int) -> None:
    say(session, series, "note", "ask\u202e Eve", why="she\x1b knows")
    say(session, series, "snooze", "2w", LATER)
    assert said(session)[0].endswith(", snoozed until 2026-08-14")
    assert said(session)[2:] == [
        "  note: ask Eve (cem on 2026-07-15: she� knows)",
        "  snooze: until 2026-08-14 (cem on 2026-07-15)",
    ]


def test_what_has_run_out_is_not_said(session: Session, series: int) -> None:
    say(session, series, "state", "ready", LATER)
    assert said(session)[0].startswith("ready, ")
    assert said(session)[2] == "  state: ready until 2026-08-14 (cem on 2026-07-15)"
    assert len(said(session, LATER)) == 2
    assert said(session, LATER)[0].startswith("changes-requested, ")


def test_what_only_a_mail_ends_has_no_day(session: Session, series: int) -> None:
    never = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
    words.say(session, "p@x", Word("snooze", "activity", never, True, "cem", NOW, ""))
    derive.derive(session, [series])
    assert said(session)[0].endswith(", snoozed until somebody writes")
    assert said(session)[2:] == ["  snooze: until somebody writes (cem on 2026-07-15)"]


def test_before_it_is_derived_there_is_nothing_to_say(session: Session) -> None:
    make.post(session, make.series(session, key="5e41e5"), date=days_ago(1))
    assert said(session) == []


def test_what_is_not_there_is_an_error(session: Session) -> None:
    with pytest.raises(DocketError, match="no series has this id or Message-ID"):
        told(session, "x@example.org", NOW)
