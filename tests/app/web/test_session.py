"""One read session a request, and how much it asks of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.web.session import session as request_session
from tests import factories as make
from tests.app import remarks
from tests.app.conftest import watched
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]


@pytest.fixture
def statements(client: FlaskClient) -> Iterator[list[str]]:
    """What the web face asks the database."""
    with watched(client.application.extensions["docket.engine"]) as seen:
        yield seen


def fill(session: Session, size: int) -> None:
    """`size` series of `size` versions with `size` patches, replies, tags and remarks."""
    lists = [make.mailing_list(session, f"list-{number}") for number in range(size)]
    for number in range(size):
        series = make.series(session, key=f"{size}-{number}")
        for on in lists:
            make.series_list(session, series, on)
        for version in range(1, size + 1):
            posted = make.post(session, series, version=version, total=size, date=days_ago(20 - version))
            for patch in posted.patches.values():
                reply = make.reply(session, patch, "Bea", message_id=f"{size}-{number}-{version}-{patch.number}@x")
                make.tag(session, reply, "Reviewed-by", "Bea")
                for remark in range(size):
                    remarks.remark(session, reply, "logic", "naming", number=remark)
                remarks.remark(session, make.reply(session, reply, "Ada"), act="concede", role="author")
                make.patch_file(session, patch, "pump.c")
                make.message(session, parent=reply.message_id)
    lone = make.post(session, make.series(session), total=1, cover=False, mail={"message_id": f"{size}-patch@x"})
    for number in range(size):
        reply = make.reply(session, lone[1], "Bea")
        make.tag(session, reply, "Acked-by", "Bea")
        remarks.remark(session, reply, "logic", number=number)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?me=bea@example.org&list=list-0",
        "/lists/",
        "/series/",
        "/series/?q=pump",
        "/series/?q=objection:logic+outcome:open",
        "/series/SIZE-0/",
        "/messages/SIZE-0-1-1@x/",
        "/messages/SIZE-0-1-1@x/thread/",
        "/patches/SIZE-patch@x/",
        "/series/?sort=objections",
        "/series.csv",
        "/lists/list-0/",
        "/objections/",
        "/objections/?list=list-0",
        "/objections/logic/",
        "/charts/",
        "/charts/?list=list-0",
    ],
)
def test_a_page_asks_as_often_whatever_its_size(get: Get, session: Session, statements: list[str], path: str) -> None:
    asked = []
    for size in (1, 3):
        for table in ("source", "series_list", "mailing_list"):
            session.execute(text(f"DELETE FROM {table}"))
        fill(session, size)
        get(path.replace("SIZE", str(size)))
        asked.append(len(statements))
        statements.clear()
    assert asked[0] == asked[1]
    assert asked[0] <= 37


def test_a_request_sees_the_database_at_one_moment_and_writes_nothing(client: FlaskClient, session: Session) -> None:
    app: Flask = client.application
    titles = text("SELECT count(*) FROM series")
    with app.app_context():
        assert request_session() is request_session()
        assert request_session().scalar(titles) == 0
        make.series(session)
        session.commit()
        assert request_session().scalar(titles) == 0
    with app.app_context():
        assert request_session().scalar(titles) == 1


def test_a_page_without_questions_opens_no_session(client: FlaskClient, statements: list[str]) -> None:
    client.get("/static/docket.css").close()
    client.get("/nowhere")
    assert statements == []
