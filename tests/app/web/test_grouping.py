"""What belongs together, said on a page that has the function which docket.py hands over, on mails that were read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import models
from app.config import Config, Database, Ingest
from app.web import create_app
from docket import main, regroup
from tests.factories import NOW
from tests.ingest.store.letters import DAN, at, mboxrd, patch

from .accounts import account, send, sign_in

MIA, AIR = "mia@example.org", "air@example.org"
MAILS = [patch("pump@x", "[PATCH] pump: count", at(0)), patch("pipe@x", "[PATCH v2] pipe: bend", at(1), DAN, new="x")]


@pytest.fixture
def client(engine: Engine, session: Session, config_path: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    """Two postings on the list water, which Mia maintains."""
    mails = str(mboxrd(tmp_path / "water", MAILS))
    words = ["ingest", "--list", "water", "--from", mails, "--no-classify", "--config", str(config_path)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    account(session, MIA, "water")
    account(session, AIR)
    url = engine.url.render_as_string(hide_password=False)
    config = Config(config_path, database=Database(url), ingest=Ingest(workers=1))
    app = create_app(config, clock=lambda: NOW, regroup=regroup)
    yield app.test_client()
    app.extensions["docket.engine"].dispose()


def say(client: FlaskClient, wish: str, other: str = "pump@x", **more: str) -> tuple[int, str]:
    answer = send(client, "/group", on="/account/", posting="pipe@x", other=other, wish=wish, **more)
    return answer.status_code, answer.text


def titles(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(models.Series.title).order_by(models.Series.title)))


def test_a_maintainer_puts_postings_together_and_takes_that_back(client: FlaskClient, session: Session) -> None:
    sign_in(client, MIA)
    assert 'action="/group"' in client.get("/series/pipe@x/", follow_redirects=True).text
    assert say(client, "together", why="<b>one</b> work")[0] == 303
    assert titles(session) == ["pipe: bend"]
    word = session.scalars(select(models.Grouping)).one()
    assert (word.together, word.by, word.at, word.why) == (True, MIA, NOW, "<b>one</b> work")
    page = client.get("/series/pipe@x/", follow_redirects=True).text
    assert "together" in page
    assert "&lt;b&gt;one&lt;/b&gt; work" in page
    assert session.scalars(select(models.Standing.state)).all(), "where it stands is known at once"
    session.rollback()
    assert say(client, "apart", "https://lore.example.org/all/pump@x/")[0] == 303
    assert titles(session) == ["pipe: bend", "pump: count"]
    assert say(client, "undo")[0] == 303
    session.rollback()
    assert session.scalars(select(models.Grouping)).all() == []
    session.rollback()
    for wish, other, status, problem in (
        ("undo", "pump@x", 400, "Nothing was said of"),
        ("together", "pipe@x", 400, "are mails of one version"),
        ("marry", "pump@x", 400, "Say one of together, apart, undo"),
        ("together", "none@x", 404, "No series has this name"),
        ("together", "a\0b", 404, "No series has this name"),
    ):
        answer = say(client, wish, other)
        assert answer[0] == status
        assert problem in answer[1]


def test_nobody_else_may_and_where_no_mail_is_read_nobody(
    client: FlaskClient, session: Session, engine: Engine
) -> None:
    sign_in(client, AIR)
    assert 'action="/group"' not in client.get("/series/pipe@x/", follow_redirects=True).text
    assert say(client, "together")[0] == 403
    air = models.MailingList(name="air", address="")
    session.add(air)
    (pump,) = session.scalars(select(models.SeriesList).join(models.Series).where(models.Series.title == "pump: count"))
    session.flush()
    pump.list_id = air.id
    session.commit()
    sign_in(client, MIA)
    assert say(client, "together")[0] == 403, "the other one is not hers to say anything of"
    assert len(titles(session)) == 2
    session.rollback()
    config = Config(Path("c"), database=Database(engine.url.render_as_string(hide_password=False)))
    app = create_app(config, clock=lambda: NOW)
    alone = app.test_client()
    sign_in(alone, MIA)
    assert 'action="/group"' not in alone.get("/series/pipe@x/", follow_redirects=True).text
    assert say(alone, "together")[0] == 404
    app.extensions["docket.engine"].dispose()
