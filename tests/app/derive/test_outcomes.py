"""What became of objections, from the answers in the database: whose they are, and which objection they are about."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import models
from app.queries.objections import ObjectionRow
from app.queries.series import whole
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import NOW, days_ago


class Talk:
    """A series of one patch, an objecting mail by Bea, and answers to it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.series = make.series(session)
        self.patch = make.post(session, self.series, total=1, cover=False)[1]
        self.mail = make.reply(session, self.patch, "Bea", message_id="bea@x", date=days_ago(8))

    def object(self, *texts: str, act: str = "object") -> None:
        for number, text in enumerate(texts):
            remark(self.session, self.mail, "logic", number=number, text=text, act=act)

    def answer(self, by: str, act: str | None, quoted: str = "", days: float = 7, **columns: Any) -> models.Message:
        """The answer of somebody to Bea's mail; Ada is the author."""
        mail = make.reply(self.session, self.patch, by, parent="bea@x", date=days_ago(days), **columns)
        self.say(mail, by, act, quoted)
        return mail

    def say(self, mail: models.Message, by: str, act: str | None, quoted: str = "", number: int = 0) -> None:
        role = "author" if by == "Ada" else "reviewer"
        remark(self.session, mail, number=number, act=act, quoted=quoted, role=role, objection=False)

    @property
    def rows(self) -> tuple[ObjectionRow, ...]:
        found = whole(derived(self.session), self.series.key, now=NOW)
        assert found is not None
        return found.objections

    @property
    def outcomes(self) -> list[str]:
        return [row.outcome for row in self.rows]


@pytest.fixture
def talk(session: Session) -> Talk:
    return Talk(session)


def test_an_answer_to_the_only_objection_of_a_mail_is_about_that_one(talk: Talk) -> None:
    talk.object("This leaks.")
    talk.answer("Ada", "concede", message_id="ada@x")
    (row,) = talk.rows
    assert (row.outcome, row.outcome_reason.evidence) == ("conceded", ("ada@x",))
    assert row.outcome_reason.text == "The author accepts it (model, 0.90)."


def test_one_of_several_has_to_be_quoted(talk: Talk) -> None:
    talk.object("This leaks.", "Hi,\nthe name is bad.", "And why?")
    mail = talk.answer("Ada", "concede", "> This leaks.")
    talk.say(mail, "Ada", "rebut", "> > +int x;\n> Hi,\n> the  name is bad.", number=1)
    talk.say(mail, "Ada", "concede", "", number=2)
    assert talk.outcomes == ["conceded", "rebutted", "open"]


def test_the_last_word_of_the_author_counts_whatever_came_into_the_database_last(talk: Talk) -> None:
    talk.object("This leaks.")
    talk.answer("Ada", "concede", days=3)
    talk.answer("Ada", "rebut", days=5)
    assert talk.outcomes == ["conceded"]


def test_an_answer_to_an_answer_is_followed(talk: Talk) -> None:
    talk.object("This leaks.")
    answer = talk.answer("Cem", "inform")
    deeper = make.reply(talk.session, talk.patch, "Ada", parent=answer.message_id)
    talk.say(deeper, "Ada", "concede", "> > This leaks.")
    assert talk.outcomes == ["conceded"]


def test_a_mail_that_answers_itself_settles_nothing(talk: Talk) -> None:
    talk.mail.parent = "bea@x"
    talk.object("This leaks.")
    talk.say(talk.mail, "Bea", "withdraw", number=1)
    assert talk.outcomes == ["open"]


@pytest.mark.parametrize("columns", [{"from_email": "bea@example.org"}, {"from_email": "bea@example.com"}])
def test_whoever_raised_it_takes_it_back_from_any_address(talk: Talk, columns: dict[str, str]) -> None:
    bea = make.person(talk.session, "Bea")
    for email in ("bea@example.org", "bea@example.com"):
        make.address(talk.session, email, bea)
    talk.object("This leaks.")
    talk.answer("Ada", "concede")
    talk.answer("Bea", "withdraw", **columns)
    assert talk.outcomes == ["withdrawn"]


def test_somebody_else_cannot_take_it_back(talk: Talk) -> None:
    make.address(talk.session, "bea@example.org", make.person(talk.session, "Bea"))
    make.address(talk.session, "cem@example.org", make.person(talk.session, "Cem"))
    talk.object("This leaks.")
    talk.answer("Cem", "withdraw")
    assert talk.outcomes == ["open"]


def test_a_question_is_answered_by_anybody(talk: Talk) -> None:
    talk.object("Does this leak?", act="question")
    talk.answer("Cem", "inform")
    assert talk.outcomes == ["answered"]


@pytest.mark.parametrize("columns", [{"origin": "form letter"}, {"act": None, "source": None}])
def test_what_no_person_said_or_nobody_has_read_settles_nothing(talk: Talk, columns: dict[str, Any]) -> None:
    talk.object("This leaks.")
    mail = make.reply(talk.session, talk.patch, "Ada", parent="bea@x")
    remark(talk.session, mail, **{"act": "concede", "role": "author", "objection": False} | columns)
    assert talk.outcomes == ["open"]
