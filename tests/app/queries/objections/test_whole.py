"""The objections of a series: which remarks they are, what is told of each, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import models
from app.queries.objections import LabelRow, ObjectionRow
from app.queries.objections.whole import objection_id
from app.queries.rows import PersonRow, ReasonRow
from app.queries.series import whole
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import NOW, days_ago

WORDS = "The message is better, but this is\npredicated on extending a broken abstraction.\nSo: no."


def objections(session: Session, series: models.Series) -> tuple[ObjectionRow, ...]:
    found = whole(derived(session), series.key, now=NOW)
    assert found is not None
    return found.objections


def only(session: Session, series: models.Series) -> ObjectionRow:
    (row,) = objections(session, series)
    return row


def test_an_objection_with_all_that_is_known_of_it(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, version=3, minor=1, total=15)
    reply = make.reply(session, posted[3], "Bea", message_id="bea@x")
    labels = ("abstraction: predicated on extending a broken abstraction", "complexity")
    remark(
        session,
        reply,
        *labels,
        number=2,
        text=WORDS,
        quoted="> Prepare for it.",
        severity="blocking",
        path="pump.c",
        line=7,
    )
    evidence = "predicated on extending a broken abstraction"
    assert only(session, series) == ObjectionRow(
        id=objection_id("bea@x", 2),
        by=PersonRow("Bea", "bea@example.org"),
        message_id="bea@x",
        version=3,
        patch=3,
        label="abstraction",
        severity="blocking",
        text=WORDS,
        evidence=evidence,
        file="pump.c",
        line=7,
        outcome="open",
        outcome_reason=ReasonRow("Nobody has answered it, as far as the archives go.", ()),
        source="model",
        score=0.83,
        number=2,
        act="object",
        labels=(
            LabelRow("abstraction", 0.83, evidence, "model", WORDS.index(evidence), WORDS.index(evidence) + 44),
            LabelRow("complexity", 0.73, None, "model", None, None),
        ),
        quoted="> Prepare for it.",
        date=days_ago(9),
        minor=1,
        revision=posted.revision.key,
    )


def test_without_a_label_it_is_as_sure_as_its_act(session: Session) -> None:
    series = make.series(session)
    reply = make.reply(session, make.post(session, series)[1])
    remark(session, reply, text="NAK", severity="blocking", source="rule: nak", act_score=1.0)
    row = only(session, series)
    assert (row.label, row.evidence, row.labels, row.source, row.score) == (None, None, (), "rule: nak", 1.0)


def test_its_id_is_opaque_and_made_of_mail_and_number() -> None:
    assert objection_id("bea@x", 2) == "aa922672180fd328"
    assert len({objection_id("bea@x", 2), objection_id("bea@x", 3), objection_id("dan@x", 2)}) == 3


@pytest.mark.parametrize(
    "columns",
    [
        {"act": "approve"},
        {"act": "question"},
        {"role": "author"},
        {"origin": "form letter", "objection": False},
        {"act": None, "objection": False},
    ],
    ids=str,
)
def test_what_is_no_objection(session: Session, columns: dict[str, Any]) -> None:
    series = make.series(session)
    remark(session, make.reply(session, make.post(session, series)[1]), **columns)
    assert objections(session, series) == ()


def test_what_is_said_to_other_series_or_to_none_is_no_objection_to_this_one(session: Session) -> None:
    series = make.series(session)
    make.post(session, series)
    remark(session, make.reply(session, make.post(session, make.series(session))[1]))
    remark(session, make.message(session, kind="reply"), role="unknown")
    assert objections(session, series) == ()


def test_the_number_of_what_the_mail_is_about(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, total=2)
    assert posted.cover
    remark(session, make.reply(session, posted.cover), text="cover")
    remark(session, make.reply(session, posted[2]), text="second")
    lost = make.message(session, kind="reply", date=days_ago(1))
    make.placement(session, lost, revision_id=posted.revision.id)
    remark(session, lost, text="somewhere")
    assert {row.text: row.patch for row in objections(session, series)} == {"cover": 0, "second": 2, "somewhere": None}


def test_they_come_by_version_date_mail_and_number(session: Session) -> None:
    series = make.series(session)
    second = make.post(session, series, version=2, date=days_ago(5))
    first = make.post(session, series, date=days_ago(9))
    late = make.reply(session, first[1], message_id="c@x", date=days_ago(1))
    for number in (3, 1):
        remark(session, late, number=number, text=f"late {number}")
    for name in ("b@x", "a@x"):
        remark(session, make.reply(session, first[2], message_id=name, date=days_ago(2)), text=name)
    remark(session, make.reply(session, second[1], date=days_ago(4)), text="v2")
    assert [row.text for row in objections(session, series)] == ["a@x", "b@x", "late 1", "late 3", "v2"]


def test_a_long_discussion_takes_as_many_statements_as_a_short_one(session: Session, statements: Statements) -> None:
    short, long = make.series(session), make.series(session)
    remark(session, make.reply(session, make.post(session, short, total=1)[1]), "naming")
    for version in range(1, 4):
        for patch in make.post(session, long, version=version, total=3).patches.values():
            reply = make.reply(session, patch)
            answer = make.reply(session, patch, "Ada", parent=reply.message_id)
            for number in range(4):
                remark(session, reply, "naming", "style", number=number)
                remark(session, answer, number=number, act="concede", role="author")
    with statements() as few:
        assert len(objections(session, short)) == 1
    with statements() as many:
        assert len(objections(session, long)) == 36
    assert len(few) == len(many)
