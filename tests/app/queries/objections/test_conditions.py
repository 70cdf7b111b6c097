"""What the terms about objections find, together and apart."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Series
from app.queries import filters
from app.queries.language import QueryError, parse
from app.queries.series import SeriesSummary, summaries
from app.rules.outcome import OUTCOMES
from app.rules.remark import GROUPS, LABELS, SEVERITIES
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.queries.matches import found
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import NOW, days_ago


@pytest.fixture
def archive(session: Session) -> Session:
    """Five series. To the pump: a blocking abstraction that was conceded and an open, minor name. To the valve: an
    open abstraction (which also is too complex) and a question. To the meter: an objection without a label on v1. The
    tap has only what the author says of it, the pipe nothing."""
    water = make.mailing_list(session, "water")
    posted = {}
    for title in ("pump", "valve", "meter", "tap", "pipe"):
        series = make.series(session, title, started=days_ago(30 if title == "pump" else 3))
        posted[title] = make.post(session, series, total=1, cover=False)[1]
        if title in ("pump", "meter"):
            make.series_list(session, series, water)
    bea = make.reply(session, posted["pump"], "Bea", message_id="bea@x")
    remark(session, bea, "abstraction", number=0, text="Wrong layer.", severity="blocking")
    remark(session, bea, "naming", number=1, text="Bad name.", severity="minor")
    ada = make.reply(session, posted["pump"], "Ada", parent="bea@x")
    remark(session, ada, quoted="> Wrong layer.", act="concede", role="author")
    cem = make.reply(session, posted["valve"], "Cem")
    remark(session, cem, "complexity", "abstraction", number=0)
    remark(session, cem, "evidence", number=1, act="question")
    remark(session, make.reply(session, posted["meter"], "Cem"))
    make.post(session, session.scalars(select(Series).where(Series.title == "meter")).one(), version=2)
    remark(session, make.reply(session, posted["tap"], "Ada"), "style", role="author")
    return derived(session)


FINDS = {
    "objection:any": "meter pump valve",
    "objection:abstraction": "pump valve",
    "Objection:ABSTRACTION": "pump valve",
    "objection:design": "pump valve",
    "objection:case": "valve",
    "objection:form": "pump",
    "objection:style": "",
    "severity:blocking": "pump",
    "severity:required": "meter valve",
    "outcome:open": "meter pump valve",
    "outcome:conceded": "pump",
    "outcome:answered": "",
    # Beside each other they speak of one and the same objection.
    "objection:abstraction severity:blocking": "pump",
    "objection:abstraction outcome:open": "valve",
    "severity:blocking outcome:open": "",
    "objection:abstraction objection:complexity": "valve",
    "objection:abstraction objection:naming": "",
    "severity:blocking severity:minor": "",
    "outcome:open outcome:conceded": "",
    # Turned round, in parentheses of their own or as an alternative, each may be met by another one.
    "(objection:abstraction) (objection:naming)": "pump",
    "(objection:abstraction severity:blocking) (outcome:open)": "pump",
    "objection:abstraction -outcome:open": "",
    "objection:any -outcome:conceded": "meter valve",
    "-(objection:abstraction outcome:open)": "meter pipe pump tap",
    "objection:naming OR outcome:open objection:complexity": "pump valve",
    "-objection:any": "pipe tap",
    # With other terms.
    "list:water outcome:open": "meter pump",
    "list:water -outcome:conceded": "meter",
    "age:>2w objection:abstraction": "pump",
    "age:<2w (objection:design outcome:open OR severity:minor)": "valve",
    "list:water objection:any (outcome:conceded OR age:<1w)": "meter pump",
    "list:fire outcome:open": "",
}


def test_each_term_finds_what_it_says(archive: Session) -> None:
    assert {query: found(archive, query) for query in FINDS} == FINDS


@pytest.mark.parametrize(
    "value",
    [*(f"objection:{each}" for each in ("any", *GROUPS, *LABELS)), *(f"severity:{each}" for each in SEVERITIES)],
)
def test_every_word_of_the_labels_is_a_value(session: Session, value: str) -> None:
    assert found(session, value) == ""


@pytest.mark.parametrize("value", OUTCOMES)
def test_every_outcome_is_a_value(session: Session, value: str) -> None:
    assert found(session, f"outcome:{value}") == ""


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("severity:mino", "severity: mino is unknown; did you mean minor? It is one of blocking, required, minor"),
        (
            "outcome:conceeded",
            "outcome: conceeded is unknown; did you mean conceded? It is one of open, conceded, rebutted, answered, "
            "changed-unconfirmed, confirmed, withdrawn, repeated, overruled, moot, ignored",
        ),
    ],
)
def test_a_value_that_is_none_is_named_with_the_nearest_one(session: Session, query: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        filters.condition(parse(query), NOW)
    assert str(refused.value) == message


@pytest.mark.parametrize("query", ["-objection:abstracton", "list:x OR (objection:abstracton outcome:open)"])
def test_a_label_that_is_none_is_named_wherever_it_stands(session: Session, query: str) -> None:
    with pytest.raises(
        QueryError, match=r"^objection: abstracton is unknown; did you mean abstraction\? It is one of any, "
    ):
        filters.condition(parse(query), NOW)


def test_a_mail_with_many_objections_is_no_simpler_for_being_asked_for_one(session: Session) -> None:
    """Which answer is about which objection depends on all objections of a mail, not on those that a query is about."""
    series = make.series(session, "pump")
    patch = make.post(session, series, total=1, cover=False)[1]
    reply = make.reply(session, patch, message_id="bea@x")
    remark(session, reply, "logic", number=0, text="This leaks.")
    remark(session, reply, "naming", number=1, text="Bad name.")
    remark(
        session, make.reply(session, patch, "Ada", parent="bea@x"), act="concede", role="author", quoted="> Bad name."
    )
    derived(session)
    assert found(session, "objection:naming outcome:conceded") == "pump"
    assert found(session, "objection:logic outcome:conceded") == ""


def test_pages_follow_each_other_without_gap_or_repetition(session: Session) -> None:
    for number in range(7):
        series = make.series(session, f"{number}", updated=days_ago(number // 2))
        reply = make.reply(session, make.post(session, series, total=1)[1], message_id=f"{number}@x")
        remark(session, reply, "logic")
        if number % 3 == 0:
            remark(session, make.reply(session, reply), act="withdraw")
    tree = parse("outcome:open")
    derived(session)
    everything = summaries(session, tree, now=NOW, limit=10)
    assert {row.title for row in everything} == set("1245")
    pages: list[SeriesSummary] = []
    while page := summaries(
        session, tree, now=NOW, limit=2, before=(pages[-1].updated, pages[-1].id) if pages else None
    ):
        pages += page
    assert pages == list(everything)


@pytest.mark.parametrize("query", ["objection:logic", "outcome:open", "objection:logic outcome:open severity:required"])
def test_many_series_take_as_many_statements_as_few(session: Session, statements: Statements, query: str) -> None:
    def asked(series: int) -> int:
        for _ in range(series):
            remark(session, make.reply(session, make.post(session, make.series(session))[1]), "logic")
        derived(session)
        with statements() as seen:
            assert summaries(session, parse(query), now=NOW, limit=50)
        return len(seen)

    assert asked(1) == asked(20)
