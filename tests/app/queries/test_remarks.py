"""The remarks of a message, with what was found in them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries.objections import LabelRow
from app.queries.remarks import RemarkRow, remarks
from app.queries.rows import ReasonRow
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark
from tests.app.standings import derived

OPEN = ReasonRow("Nobody has answered it, as far as the archives go.", ())


def test_what_was_found_in_them(session: Session) -> None:
    reply = make.reply(session, make.post(session, make.series(session))[1])
    remark(session, reply, "reuse: the helper", number=4, text="Use the helper.", path="pump.c", line=7, code="+x")
    remark(session, reply, number=1, act="inform", origin="form letter")
    assert remarks(derived(session), reply.id, limit=10) == (
        RemarkRow(1, "Why?", "> +x", None, None, None, "inform", 0.9, "none", "model", "form letter", (), None, None),
        RemarkRow(
            number=4,
            text="Use the helper.",
            quoted="> +x",
            path="pump.c",
            line=7,
            code="+x",
            act="object",
            score=0.9,
            severity="required",
            source="model",
            origin=None,
            labels=(LabelRow("reuse", 0.83, "the helper", "model", 4, 14),),
            outcome="open",
            outcome_reason=OPEN,
        ),
    )


def test_one_that_is_not_classified_has_nothing(session: Session) -> None:
    reply = make.reply(session, make.post(session, make.series(session))[1])
    make.remark(session, reply)
    (row,) = remarks(session, reply.id, limit=10)
    assert (row.act, row.score, row.severity, row.source, row.labels, row.outcome) == (None, None, None, None, (), None)


def test_what_an_author_objects_to_has_labels_and_no_outcome(session: Session) -> None:
    reply = make.reply(session, make.post(session, make.series(session))[1], "Ada")
    remark(session, reply, "logic", role="author")
    (row,) = remarks(session, reply.id, limit=10)
    assert ([label.label for label in row.labels], row.outcome) == (["logic"], None)


def test_no_more_than_was_asked_for(session: Session) -> None:
    reply = make.reply(session, make.post(session, make.series(session))[1])
    for number in range(5):
        remark(session, reply, "logic", number=number)
    assert [row.number for row in remarks(session, reply.id, limit=2)] == [0, 1]


def test_many_remarks_take_as_many_statements_as_few(session: Session, statements: Statements) -> None:
    (few, many) = (make.reply(session, make.post(session, make.series(session))[1]) for _ in range(2))
    remark(session, few, "logic")
    for number in range(20):
        remark(session, many, "logic", "naming", number=number)
    asked = []
    for mail in (few, many):
        with statements() as seen:
            remarks(session, mail.id, limit=100)
        asked.append(len(seen))
    assert asked == [3, 3]
