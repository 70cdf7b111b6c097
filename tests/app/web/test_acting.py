"""What is said of a series on its page: who may, what becomes of it, and how it is taken back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import models
from app.accounts import tokens
from tests import factories as make
from tests.app.conftest import watched
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import NOW

from .accounts import account, send, sign_in

PAGE = "/series/5e41e5/"
ADA, BEA, MIA, ROOT = (f"{name}@example.org" for name in ("ada", "bea", "mia", "root"))
VALUES = {
    "state": "applied",
    "turn": "maintainer",
    "delegate": "Cem Maintainer <cem@example.org>",
    "note": "wait for the <b>rain</b>",
    "snooze": "2w",
}


@pytest.fixture(autouse=True)
def water(session: Session) -> None:
    """A series of Ada's on the list water, to which Bea objects; Mia maintains water."""
    water = make.mailing_list(session, "water")
    make.mailing_list(session, "air")
    series = make.series(session, "repair the pump", key="5e41e5")
    make.series_list(session, series, water)
    posted = make.post(session, series, cover=False, total=1)
    bea = make.reply(session, posted[1], "Bea", message_id="bea@x")
    row = remark(session, bea, "logic", number=2, text="This is <i>wrong</i>.")
    found = {"act": "object", "act_score": 0.9, "severity": "required", "severity_score": 0.8, "source": "model"}
    place = {"message_id": bea.id, "number": 2, "classifier_id": row.classifier_id}
    session.add(models.Finding(**place, **found, origin=None, labels='[["logic", 0.8, null, null, "model"]]'))
    derived(session)
    session.commit()
    for email in (ADA, BEA):
        account(session, email)
    account(session, MIA, "water")
    account(session, "air@example.org", "air")
    account(session, ROOT, role="admin")


def said(session: Session) -> list[models.Override]:
    session.rollback()
    return list(session.scalars(select(models.Override).order_by(models.Override.id)))


def standing(session: Session) -> tuple[str | None, str | None]:
    session.rollback()
    row = session.execute(select(models.Standing.set_state, models.Standing.set_turn)).one()
    return row.set_state, row.set_turn


def say(client: FlaskClient, field: str, value: str, **more: str) -> TestResponse:
    return send(client, f"{PAGE}set", on="/account/", field=field, value=value, **more)


def undo(client: FlaskClient, field: str, **more: str) -> TestResponse:
    return send(client, f"{PAGE}undo", on="/account/", field=field, **more)


def test_a_maintainer_says_and_takes_back(client: FlaskClient, session: Session) -> None:
    sign_in(client, MIA)
    assert "set by" not in client.get(PAGE).text
    for field, value in VALUES.items():
        answer = say(client, field, value, why="<b>because</b>")
        assert (answer.status_code, answer.location) == (303, f"{PAGE}#acting")
        word = said(session)[-1]
        assert (word.field, word.by, word.at, word.why) == (field, MIA, NOW, "<b>because</b>")
        after = client.get(PAGE).text
        assert f"<b>{field}</b>" in after
        assert "&lt;b&gt;because&lt;/b&gt;" in after
        assert "<b>rain" not in after
        assert undo(client, field).status_code == 303
        word = said(session)[-1]
        assert (word.undone_by, word.undone_at) == (MIA, NOW)
        assert f"set by <bdi>{MIA}" not in client.get(PAGE).text
    assert client.get(PAGE).text.count(">taken back<") == len(VALUES)


def test_an_author_takes_back_their_own_words_and_no_others(client: FlaskClient, session: Session) -> None:
    sign_in(client, MIA)
    say(client, "note", "wait")
    sign_in(client, ADA)
    say(client, "note", "I am back on Monday")
    assert undo(client, "note").status_code == 303
    assert [(word.by, word.undone_by) for word in said(session)] == [(MIA, None), (ADA, ADA)]
    sign_in(client, MIA)
    assert undo(client, "note").status_code == 303
    assert [word.undone_by for word in said(session)] == [MIA, ADA]


def test_a_word_changes_where_the_series_stands(client: FlaskClient, session: Session) -> None:
    sign_in(client, MIA)
    say(client, "state", "applied")
    assert standing(session) == ("applied", None)
    assert '<span class="state applied">' in client.get("/series/").text
    say(client, "turn", "author", until="2w")
    assert standing(session) == ("applied", "author")
    undo(client, "state")
    assert standing(session) == (None, "author")


OF_REMARK = {"outcome": "moot", "act": "object", "severity": "minor", "label": "naming,style"}
WHO = {
    None: set(),
    BEA: set(),
    ADA: {"note", "snooze"},
    MIA: {*VALUES, *OF_REMARK},
    "air@example.org": set(),
    ROOT: {*VALUES, *OF_REMARK},
}
REMARK = "bea@x#2"


@pytest.mark.parametrize("who", WHO)
def test_each_says_what_they_may_and_sees_no_other_form(client: FlaskClient, session: Session, who: str | None) -> None:
    if who:
        sign_in(client, who)
    page = client.get(PAGE).text
    assert ("<option>severity" in page) == ("severity" in WHO[who])
    on = "/account/" if who else "/account/sign-in"
    for field, value in {**VALUES, **OF_REMARK}.items():
        may = field in WHO[who]
        assert field in OF_REMARK or (f'name="field" value="{field}"' in page) == may
        for path in ("set", "undo"):
            sent = send(client, f"{PAGE}{path}", on=on, field=field, value=value, remark=REMARK)
            assert sent.status_code == (303 if may else 403 if who else 401), (field, path)
    assert len(said(session)) == len(WHO[who] - {*OF_REMARK})
    assert len(session.scalars(select(models.Correction)).all()) == len(WHO[who] - {*VALUES})


def objections(client: FlaskClient) -> list[dict[str, str]]:
    """The objections to the series, as a program reads them."""
    return client.get(f"/api/v1{PAGE}").json["objections"]  # type: ignore[index]


def test_the_outcome_of_an_objection(client: FlaskClient, session: Session) -> None:
    sign_in(client, MIA)
    page = client.get(PAGE).text
    assert f'<option value="{REMARK}">' in page
    assert "This is &lt;i&gt;wrong" in page
    assert say(client, "outcome", "confirmed", remark=REMARK, why="on the phone").status_code == 303
    assert [each["outcome"] for each in objections(client)] == ["confirmed"]
    word = session.scalars(select(models.Correction)).one()
    assert (word.field, word.value, word.by, word.at, word.why) == ("outcome", "confirmed", MIA, NOW, "on the phone")
    assert undo(client, "outcome", remark=REMARK).status_code == 303
    assert [each["outcome"] for each in objections(client)] == ["open"]
    session.refresh(word)
    assert word.undone_by == MIA


def test_what_a_remark_is(client: FlaskClient) -> None:
    sign_in(client, MIA)
    assert say(client, "label", "naming, style", remark=REMARK).status_code == 303
    assert say(client, "severity", "blocking", remark=REMARK).status_code == 303
    ((label, severity),) = ((each["label"], each["severity"]) for each in objections(client))
    assert (label, severity) == ("naming", "blocking")
    assert say(client, "act", "approve", remark=REMARK).status_code == 303
    assert objections(client) == []
    page = client.get(PAGE).text
    assert f'name="remark" value="{REMARK}"' in page, "what is no objection any more can be taken back"
    for field in ("act", "severity", "label"):
        assert undo(client, field, remark=REMARK).status_code == 303
    ((label, severity),) = ((each["label"], each["severity"]) for each in objections(client))
    assert (label, severity) == ("logic", "required")


def test_a_remark_on_another_series_is_not_theirs_to_settle(client: FlaskClient, session: Session) -> None:
    other = make.series(session, key="07he5")
    make.series_list(session, other, session.scalars(select(models.MailingList).filter_by(name="air")).one())
    remark(session, make.reply(session, make.post(session, other)[1], "Bea", message_id="air@x"), "logic", number=1)
    derived(session)
    session.commit()
    sign_in(client, MIA)
    for named in ("air@x#1", "bea@x#9", "bea@x#", "bea@x", "#2", "", "none", "bea@x#9999999999"):
        assert say(client, "outcome", "moot", remark=named).status_code == 404
    assert not session.scalars(select(models.Correction)).all()


WRONG = [
    ("state", "aplied", "", "", "did you mean applied?"),
    ("state", "", "", "", "is no state"),
    ("turn", "ada", "", "", "is no turn"),
    ("turn", "author", "soon", "", "is no time"),
    ("turn", "author", "2001-01-01", "", "is over"),
    ("delegate", "ada", "", "", "is no address"),
    ("note", " ", "", "", "The note is blank"),
    ("note", "a\u202eb", "", "", "cannot be shown"),
    ("note", "a\0b", "", "", "cannot be shown"),
    ("note", "x" * 1001, "", "", "at most 1000"),
    ("note", "x", "", "x" * 1001, "at most 1000"),
    ("snooze", "", "", "", "is no time"),
    ("snooze", "2w", "3w", "", "says until when"),
]


def test_what_cannot_be_said_is_an_error_that_says_so(client: FlaskClient, session: Session) -> None:
    sign_in(client, MIA)
    for field, value, until, why, problem in WRONG:
        answer = say(client, field, value, until=until, why=why)
        assert (answer.status_code, problem in answer.text) == (400, True), (field, value)
    for field, value, problem in (("label", "beauty", "is no label"), ("act", "", "is no act")):
        answer = say(client, field, value, remark=REMARK)
        assert (answer.status_code, problem in answer.text) == (400, True), (field, value)
    assert said(session) == []
    assert send(client, f"{PAGE}set", on="/account/", field="note", value="x" * 70_000).status_code == 413


def test_a_series_that_is_not_there(client: FlaskClient) -> None:
    sign_in(client, ROOT)
    for path in ("/series/none/set", "/series/a%00b/set"):
        assert send(client, path, on="/account/", field="note", value="x").status_code == 404


def test_a_token_says_what_its_scope_lets_it(client: FlaskClient, session: Session) -> None:
    mia = session.scalars(select(models.User).filter_by(email=MIA)).one()
    for scope, status in (("read", 403), ("checks", 403), ("write", 303)):
        by = {"Authorization": f"Bearer {tokens.make(session, mia.id, 't', [scope], NOW)}"}
        session.commit()
        assert client.post(f"{PAGE}set", headers=by, data={"field": "note", "value": "x"}).status_code == status
    assert [word.by for word in said(session)] == [MIA]


def test_a_signed_in_page_asks_once_more_of_the_database(client: FlaskClient) -> None:
    with watched(client.application.extensions["docket.engine"]) as asked:
        client.get(PAGE)
    sign_in(client, MIA)
    with watched(client.application.extensions["docket.engine"]) as asked_signed_in:
        client.get(PAGE)
    assert len(asked_signed_in) == len(asked) + 1
