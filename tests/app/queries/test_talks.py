"""The remarks on a patch, each with what was said about it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import models
from app.queries import talks
from app.queries.talks import Talk
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived


@pytest.fixture
def posted(session: Session) -> make.Posted:
    return make.post(session, make.series(session))


def look(session: Session, patch: models.Message) -> list[tuple[str, list[str]]]:
    (found, _) = talks.talks(session, patch.id)
    return [(each.remark.text, [answer.remark.text for answer in each.answers]) for each in found]


def test_the_remarks_on_the_patch_in_order_of_time(session: Session, posted: make.Posted) -> None:
    late = make.reply(session, posted[1], "Cleo", message_id="b@x", date=make.days_ago(2))
    soon = make.reply(session, posted[1], message_id="c@x", date=make.days_ago(3))
    same = make.reply(session, posted[1], message_id="a@x", date=make.days_ago(2))
    for reply, text in ((late, "late"), (soon, "soon"), (same, "same")):
        remark(session, reply, text=text)
    remark(session, make.reply(session, posted[2]), text="elsewhere")
    assert look(session, posted[1]) == [("soon", []), ("same", []), ("late", [])]


def test_what_is_known_of_a_remark(session: Session, posted: make.Posted) -> None:
    reply = make.reply(session, posted[1], message_id="bea@x")
    remark(session, reply, "logic: leaks", "naming", text="This leaks.", path="pump.c", line=7, code="+x", number=3)
    ((talk,), more) = talks.talks(session, posted[1].id)
    assert (talk.message_id, talk.by.name, talk.date, talk.objection, more) == ("bea@x", "Bea", reply.date, True, False)
    one = talk.remark
    assert (one.number, one.path, one.line, one.code, one.act, one.severity) == (
        3, "pump.c", 7, "+x", "object", "required",
    )  # fmt: skip
    assert [(label.label, label.evidence) for label in one.labels] == [("logic", "leaks"), ("naming", None)]


def test_an_objection_is_open_until_its_outcome_is_derived(session: Session, posted: make.Posted) -> None:
    remark(session, make.reply(session, posted[1], message_id="bea@x"), "logic", text="This leaks.")
    remark(session, make.reply(session, posted[1], "Ada", parent="bea@x"), act="concede", role="author", text="True.")
    ((talk,), _) = talks.talks(session, posted[1].id)
    assert (talk.remark.outcome, talk.answers[0].remark.outcome) == ("open", None)
    derived(session)
    ((talk,), _) = talks.talks(session, posted[1].id)
    assert talk.remark.outcome == "conceded"
    assert talk.remark.outcome_reason is not None


def test_what_the_author_says_is_no_objection(session: Session, posted: make.Posted) -> None:
    remark(session, make.reply(session, posted[1], "Ada"), role="author", text="I object.")
    ((talk,), _) = talks.talks(session, posted[1].id)
    assert (talk.objection, talk.remark.outcome) == (False, None)


def test_answers_stand_below_the_remark_that_they_quote(session: Session, posted: make.Posted) -> None:
    bea = make.reply(session, posted[1], message_id="bea@x")
    remark(session, bea, number=0, text="This leaks.", path="pump.c", line=1)
    remark(session, bea, number=1, text="And this is slow.", path="pump.c", line=9)
    ada = make.reply(session, posted[1], "Ada", message_id="ada@x", parent="bea@x")
    for number, (text, quoted) in enumerate((("No.", "> > And this is slow."), ("Yes.", "> > This leaks."))):
        remark(session, ada, number=number, act="rebut", role="author", text=text, quoted=quoted)
    assert look(session, posted[1]) == [("This leaks.", ["Yes."]), ("And this is slow.", ["No."])]


def test_an_answer_about_another_line_stands_at_that_line(session: Session, posted: make.Posted) -> None:
    remark(session, make.reply(session, posted[1], message_id="bea@x"), text="This leaks.", path="pump.c", line=1)
    cleo = make.reply(session, posted[1], "Cleo", message_id="cleo@x", parent="bea@x", date=make.days_ago(5))
    remark(session, cleo, text="So does this.", path="pump.c", line=9)
    dora = make.reply(session, posted[1], "Dora", message_id="dora@x", parent="cleo@x", date=make.days_ago(4))
    remark(session, dora, act="inform", text="It does.")
    same = make.reply(session, posted[1], "Ada", parent="bea@x", date=make.days_ago(3))
    remark(session, same, act="concede", role="author", text="Right.", path="pump.c", line=1)
    assert look(session, posted[1]) == [("This leaks.", ["Right."]), ("So does this.", ["It does."])]


def test_each_remark_stands_once(session: Session, posted: make.Posted) -> None:
    said = {"path": "pump.c", "line": 1, "text": "This leaks."}
    bea = make.reply(session, posted[1], message_id="bea@x")
    remark(session, bea, number=0, **said)
    remark(session, bea, number=1, **said | {"line": 9})
    quoting = {"act": "concede", "role": "author", "text": "Right.", "quoted": "> > This leaks."}
    remark(session, make.reply(session, posted[1], "Ada", parent="bea@x"), **quoting)
    assert sorted(look(session, posted[1])) == [("This leaks.", []), ("This leaks.", ["Right."])]


def test_mails_that_answer_each_other_come_to_an_end(session: Session, posted: make.Posted) -> None:
    for name, parent in (("a@x", "b@x"), ("b@x", "a@x"), ("c@x", "c@x")):
        remark(session, make.reply(session, posted[1], message_id=name, parent=parent), text=name)
    assert look(session, posted[1]) == [("a@x", ["b@x"]), ("c@x", [])]


def test_of_too_many_remarks_the_first_are_taken(
    session: Session, posted: make.Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talks, "LIMIT", 2)
    for number in range(4):
        remark(session, make.reply(session, posted[1], message_id=f"{number}@x"), "logic", text=str(number))
    found: tuple[Talk, ...]
    (found, more) = talks.talks(session, posted[1].id)
    assert ([each.remark.text for each in found], more) == (["0", "1"], True)
