"""One message with what stands around it."""

from __future__ import annotations

import hashlib
import zlib

import pytest
from sqlalchemy.orm import Session

from app import models
from app.queries import message
from tests import factories as make

RAW = b"Subject: pump\n\n" + b"text\n" * 1000


@pytest.fixture
def pump(session: Session) -> models.Message:
    content = make.content(session, sha256=hashlib.sha256(RAW).digest(), size=len(RAW), data=zlib.compress(RAW))
    return make.message(session, message_id="pump@x", content_id=content.id, subject="pump", problem="strange")


def test_a_message_that_is_in_no_series(session: Session, pump: models.Message) -> None:
    water = make.mailing_list(session, "water")
    for by in (
        make.source(session, water),
        make.source(session, water),
        make.source(session, make.mailing_list(session)),
    ):
        make.copy(session, pump, by)
    found = message.whole(session, "pump@x", limit=100)
    assert found is not None
    assert (found.message_id, found.kind, found.subject, found.problem) == ("pump@x", "other", "pump", "strange")
    assert (found.name, found.email, found.date) == ("Ada", "ada@example.org", pump.date)
    assert (found.raw, found.size) == (RAW[:100], len(RAW))
    assert found.lists == ("demo", "water")
    assert (found.place, found.parent_id, found.parent, found.replies) == (None, None, None, ())


def test_the_bytes_are_given_as_they_came(session: Session, pump: models.Message) -> None:
    assert message.raw(session, "pump@x") == RAW


@pytest.mark.parametrize("name", ["", "pum", "PUMP@x", "<pump@x>"])
def test_what_is_no_message_id_here_finds_nothing(session: Session, pump: models.Message, name: str) -> None:
    assert message.whole(session, name, limit=100) is None
    assert message.raw(session, name) is None


def test_its_place_in_the_series_and_what_it_is_about(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, version=2, total=3)
    patch = message.whole(session, posted[2].message_id, limit=100)
    assert patch is not None
    assert patch.place == message.Place(series.key, series.title, posted.revision.key, 2, 0, 2, 3, None)
    answer = message.whole(session, make.reply(session, posted[2]).message_id, limit=100)
    assert answer is not None
    assert answer.place is not None
    assert answer.place.number is None
    assert answer.place.about is not None
    assert answer.place.about.message_id == posted[2].message_id


def test_a_version_that_is_in_no_series_yet_has_its_own_title(session: Session) -> None:
    posted = make.post(session, None, mail={"title": "the valve"})
    found = message.whole(session, posted[1].message_id, limit=100)
    assert found is not None
    assert found.place is not None
    assert (found.place.series, found.place.title) == (None, "the valve")


def test_what_it_answers_and_what_answers_it(session: Session) -> None:
    posted = make.post(session, make.series(session))
    middle = make.reply(session, posted[1], "Bea")
    later = make.reply(session, posted[1], parent=middle.message_id, message_id="b@x", date=make.days_ago(2))
    sooner = make.reply(session, posted[1], parent=middle.message_id, message_id="a@x", date=make.days_ago(3))
    found = message.whole(session, middle.message_id, limit=100)
    assert found is not None
    assert found.parent is not None
    assert (found.parent_id, found.parent.message_id) == (posted[1].message_id, posted[1].message_id)
    assert [reply.message_id for reply in found.replies] == [sooner.message_id, later.message_id]


def test_a_parent_that_was_never_seen_is_known_by_its_message_id(session: Session) -> None:
    make.message(session, message_id="a@x", parent="lost@x")
    found = message.whole(session, "a@x", limit=100)
    assert found is not None
    assert (found.parent_id, found.parent) == ("lost@x", None)


def test_a_message_that_answers_itself_stands_alone(session: Session) -> None:
    make.message(session, message_id="a@x", parent="a@x")
    found = message.whole(session, "a@x", limit=100)
    assert found is not None
    assert (found.parent, found.replies) == (None, ())


def test_tags_and_remarks_in_the_order_of_the_mail(session: Session, pump: models.Message) -> None:
    make.tag(session, pump, "Fixes", value="1234", position=2)
    given = make.reply(session, make.post(session, None)[1])
    make.tag(
        session, pump, "Acked-by", "Bea", position=1, how="written", origin_id=given.id, value="Bea <b@x>", email="b@x"
    )
    for number in (2, 0):
        make.remark(session, pump, number=number)
    found = message.whole(session, "pump@x", limit=100)
    assert found is not None
    assert found.tags == (
        message.GivenTag("Acked-by", "Bea <b@x>", "Bea", "b@x", "written", given.message_id),
        message.GivenTag("Fixes", "1234", "", "", "given", None),
    )
    assert [remark.number for remark in found.remarks] == [0, 2]


def test_no_more_than_a_page_holds(session: Session, pump: models.Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "LIMIT", 3)
    make.message(session, message_id="parent@x", date=make.NOW)
    pump.parent = "parent@x"
    for number in range(5):
        make.message(session, parent="pump@x")
        make.tag(session, pump, "Fixes", position=number)
        make.remark(session, pump, number=number)
    found = message.whole(session, "pump@x", limit=100)
    assert found is not None
    assert (len(found.replies), len(found.tags), len(found.remarks)) == (3, 3, 3)
    assert found.parent is not None
