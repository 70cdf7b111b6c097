"""Robots' reports about a series, and what people say to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.models import Message, Placement, Series
from app.queries.series import PersonRow, ReportRow, whole
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import NOW, days_ago


def reports(session: Session, series: Series) -> tuple[ReportRow, ...]:
    found = whole(session, series.key, now=NOW)
    assert found
    return found.reports


def report(session: Session, to: Message, **columns: Any) -> Message:
    mail = make.reply(session, to, "Robot", **columns)
    placed = session.get_one(Placement, mail.id)
    placed.kind = "bot"
    session.flush()
    return mail


def answer(
    session: Session, to: Message, name: str = "Ada", days: float = 5, act: str = "concede", **given: Any
) -> Message:
    placed = session.get_one(Placement, to.id)
    mail = make.message(
        session,
        kind="reply",
        parent=to.message_id,
        from_name=name,
        from_email=f"{name.lower()}@example.org",
        date=days_ago(days),
    )
    make.placement(session, mail, revision_id=placed.revision_id, target_id=placed.target_id)
    role = "author" if name == "Ada" else "reviewer"
    remark(session, mail, **{"act": act, "role": role, "quoted": "> it leaks", "text": "Right."} | given)
    return mail


def test_a_robots_mail_with_the_verdict_on_it(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, version=2)
    found = report(session, posted[2], subject="Re: it leaks")
    said = answer(session, found)
    (row,) = reports(session, series)
    assert row == ReportRow(
        message_id=found.message_id,
        by=PersonRow("Robot", "robot@example.org"),
        at=posted[2].date + dt.timedelta(days=1),
        kind="bot",
        version=2,
        patch=2,
        title="Re: it leaks",
        verdict="valid",
        verdict_by=PersonRow("Ada", "ada@example.org"),
        verdict_at=days_ago(5),
        verdict_message_id=said.message_id,
        verdict_said_by="model, 0.90",
    )


def test_what_nobody_answered_has_no_verdict(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series)
    first, second = (report(session, posted[1], date=days_ago(days)) for days in (3, 2))
    report(session, first, date=days_ago(1))
    assert [(row.message_id, row.verdict) for row in reports(session, series)][:2] == [
        (first.message_id, None),
        (second.message_id, None),
    ]


def test_the_last_word_of_author_or_reviewer_counts(session: Session) -> None:
    series = make.series(session)
    found = report(session, make.post(session, series)[1])
    answer(session, found, days=5)
    last = answer(session, found, "Bea", 4, "rebut")
    answer(session, found, "Cem", 3, "inform")
    (row,) = reports(session, series)
    assert (row.verdict, row.verdict_message_id) == ("dismissed", last.message_id)


def test_an_answer_to_an_answer_is_none_to_the_report(session: Session) -> None:
    series = make.series(session)
    found = report(session, make.post(session, series)[1])
    answer(session, answer(session, found, act="inform"), act="rebut")
    (row,) = reports(session, series)
    assert row.verdict == "discussed"


def test_what_the_model_is_not_sure_of_is_no_verdict(session: Session) -> None:
    series = make.series(session)
    found = report(session, make.post(session, series)[1])
    answer(session, found, act="rebut", act_score=0.4)
    assert reports(session, series)[0].verdict == "discussed"
    answer(session, found, "Bea", 4, act="rebut", act_score=0.0, source="rule: no")
    assert reports(session, series)[0].verdict == "dismissed"


def test_an_answer_that_is_not_classified_is_talk(session: Session) -> None:
    series = make.series(session)
    found = report(session, make.post(session, series)[1])
    answer(session, found, act=None, act_score=None, source=None)  # type: ignore[arg-type]
    (row,) = reports(session, series)
    assert (row.verdict, row.verdict_said_by) == ("discussed", "")


def test_what_a_program_says_through_a_person_is_a_report(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series)
    mail = make.reply(session, posted[1])
    remark(session, mail, text="AI reviewed your patch:\n> it leaks\n", origin="AI review", objection=False)
    remark(session, mail, number=1, text="And rename it.")
    make.reply(session, posted[1], "Cem")
    (row,) = reports(session, series)
    assert (row.message_id, row.kind, row.by.name, row.verdict) == (mail.message_id, "AI review", "Bea", None)
    answer(session, mail, act="rebut", quoted="> And rename it.")
    assert reports(session, series)[0].verdict is None
    answer(session, mail, days=4, act="rebut", quoted=">> it leaks")
    assert reports(session, series)[0].verdict == "dismissed"


def test_what_a_program_says_to_a_report_is_no_verdict(session: Session) -> None:
    series = make.series(session)
    found = report(session, make.post(session, series)[1])
    answer(session, found, "Bea", origin="AI review", objection=False)
    assert [(row.kind, row.verdict) for row in reports(session, series)] == [("bot", None), ("AI review", None)]


def test_a_robot_does_not_judge(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series)
    found = report(session, posted[1])
    other = answer(session, found)
    session.get_one(Placement, other.id).kind = "bot"
    session.flush()
    assert [row.verdict for row in reports(session, series)] == [None, None]
