"""The sections of the dashboard: what is in each, in which order, and at what price."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import models
from app.queries import dashboard as board
from app.queries.dashboard import Dashboard, dashboard
from app.queries.language import QueryError, parse
from app.queries.series import summaries
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import NOW, days_ago


def titles(found: Dashboard) -> dict[str, list[str]]:
    return {section.name: [row.series.title for row in section.rows] for section in found.sections}


def reviewed(session: Session, title: str, days: float, **columns: str) -> models.Series:
    series = make.series(session, title, **columns)
    posted = make.post(session, series, total=1, date=days_ago(days))
    make.tag(session, make.reply(session, posted[1], "Bea"), "Reviewed-by", "Bea")
    return series


def objected(session: Session, title: str, name: str = "Bea", days: float = 9) -> models.Message:
    """A series of two versions, the first with this person's objection."""
    series = make.series(session, title)
    first = make.post(session, series, total=1, date=days_ago(days))
    said = make.reply(session, first[1], name)
    remark(session, said, "logic", text=f"{title} leaks", quoted="")
    make.post(session, series, version=2, total=1, date=days_ago(days - 3))
    return said


def test_nobody_sees_what_waits_on_all_lists_the_longest_first(session: Session) -> None:
    for title, days in (("young", 3), ("old", 9), ("middle", 5)):
        make.post(session, make.series(session, title), total=1, date=days_ago(days))
    reviewed(session, "reviewed", 4)
    found = dashboard(derived(session), NOW)
    assert titles(found) == {
        "unanswered": ["old", "middle", "young"],
        "ready to apply": ["reviewed"],
        "contested": [],
    }
    assert [section.count for section in found.sections] == [3, 1, 0]
    (first, *_) = found.sections[0].rows
    assert first.reason
    assert first.reason.text.startswith("Nobody has answered v1.")
    assert (found.outstanding, found.outstanding_query) == ((), None)


def test_the_query_of_a_section_finds_what_is_in_it(session: Session) -> None:
    make.post(session, make.series(session, "new"), total=1)
    reviewed(session, "reviewed", 4)
    objected(session, "pump")
    derived(session)
    found = dashboard(session, NOW, me="ada@example.org")
    assert len(found.sections) == 5
    for section in found.sections:
        listed = summaries(session, parse(section.query), now=NOW, limit=10)
        assert {row.id for row in listed} == {row.series.id for row in section.rows}
        assert len(listed) == section.count


def test_a_turn_is_told_by_name(session: Session) -> None:
    wanted = make.series(session, "wanted")
    posted = make.post(session, wanted, total=1)
    remark(session, make.reply(session, posted[1], "Bea"), "logic", text="It leaks.", quoted="")
    make.post(session, make.series(session, "new"), total=1)
    other = make.post(session, make.series(session, "other", author_email="cem@example.org"), total=1)
    make.tag(session, make.reply(session, other[1], "Ada"), "Acked-by", "Ada")
    derived(session)
    found = dashboard(session, NOW, me="Ada@Example.org")
    assert titles(found)["your turn"] == ["wanted"]
    assert sorted(titles(found)["your series"]) == ["new", "wanted"]
    # Whoever is named loses their turn where somebody says that it is another one's.
    session.execute(update(models.Standing).values(set_turn="reviewer"))
    assert titles(dashboard(session, NOW, me="ada@example.org"))["your turn"] == []


def test_one_person_has_many_addresses(session: Session) -> None:
    ada = make.person(session)
    for email in ("ada@example.org", "ada@home.example.org"):
        make.address(session, email, ada)
    posted = make.post(session, make.series(session, "wanted"), total=1)
    remark(session, make.reply(session, posted[1], "Bea"), "logic", text="It leaks.", quoted="")
    found = dashboard(derived(session), NOW, me="ada@home.example.org")
    assert titles(found)["your turn"] == titles(found)["your series"] == ["wanted"]


def test_what_has_been_quiet_for_long_waits_elsewhere(session: Session) -> None:
    for title, days in (("live", 20), ("given up", 400)):
        series = make.series(session, title, updated=days_ago(days))
        make.post(session, series, total=1, date=days_ago(days))
    derived(session)
    (unanswered, *_) = dashboard(session, NOW).sections
    assert [row.series.title for row in unanswered.rows] == ["live"]
    (live, ever) = (
        summaries(session, parse(query), now=NOW, limit=10) for query in (unanswered.query, unanswered.ever)
    )
    assert ([row.title for row in live], len(ever), unanswered.count) == (["live"], 2, 1)


def test_snoozed_series_wait_for_nobody(session: Session) -> None:
    make.post(session, make.series(session, "asleep"), total=1)
    derived(session).execute(update(models.Standing).values(snoozed_until=days_ago(-1)))
    assert titles(dashboard(session, NOW))["unanswered"] == []


@pytest.mark.parametrize("outcome", ["changed-unconfirmed", "ignored", "open", "confirmed"])
def test_objections_that_a_new_version_left_to_their_owner(session: Session, outcome: str) -> None:
    said = objected(session, "pump")
    objected(session, "tank", "Cem")
    alone = make.post(session, make.series(session, "first version"), total=1)
    remark(session, make.reply(session, alone[1], "Bea"), "logic", text="No.", quoted="")
    derived(session).execute(update(models.Outcome).values(name=outcome, text="Because.", evidence="a@x b@x"))
    found = dashboard(session, NOW, me="bea@example.org")
    if outcome == "confirmed":
        assert (found.outstanding, found.outstanding_count) == ((), 0)
        return
    (one,) = found.outstanding
    assert (one.series.title, one.series.latest.version, one.version, one.patch) == ("pump", 2, 1, 1)
    assert (one.message_id, one.number, one.text, one.outcome) == (said.message_id, 0, "pump leaks", outcome)
    assert (one.reason.text, one.reason.evidence) == ("Because.", ("a@x", "b@x"))
    assert found.outstanding_count == 1
    assert found.outstanding_query
    listed = summaries(session, parse(found.outstanding_query), now=NOW, limit=10)
    assert [row.title for row in listed] == ["pump"]


def test_a_list_confines_everything(session: Session) -> None:
    on = make.mailing_list(session, "water works")
    inside = objected(session, "inside")
    objected(session, "outside")
    make.post(session, make.series(session, "new outside"), total=1)
    row = session.query(models.Series).filter_by(title="inside").one()
    make.series_list(session, row, on)
    derived(session).execute(update(models.Outcome).values(name="ignored"))
    found = dashboard(session, NOW, me="bea@example.org", on="water works")
    assert [one.message_id for one in found.outstanding] == [inside.message_id]
    assert all(title == "inside" for section in titles(found).values() for title in section)
    assert found.sections[1].ever == 'list:"water works" state:new -is:snoozed'


def test_counting_stops_and_rows_are_few(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "COUNTED", 11)
    for _ in range(13):
        make.post(session, make.series(session), total=1)
    (unanswered, *_) = dashboard(derived(session), NOW).sections
    assert (len(unanswered.rows), unanswered.count) == (10, 12)


def test_what_no_query_can_say(session: Session) -> None:
    with pytest.raises(QueryError, match="quotation mark"):
        dashboard(session, NOW, me='"ada"@example.org')


def test_a_fixed_number_of_statements(session: Session, statements: Statements) -> None:
    asked = []
    for size in (1, 4):
        for number in range(size):
            objected(session, f"{size} {number}")
            reviewed(session, f"{size} {number}", 4)
        derived(session)
        session.execute(update(models.Outcome).values(name="ignored"))
        with statements() as seen:
            dashboard(session, NOW, me="bea@example.org")
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 16


def test_an_objector_is_named_by_an_address(session: Session) -> None:
    objected(session, "pump")
    found = summaries(session, parse("objector:Bea@example.org objection:logic"), now=NOW, limit=10)
    assert [row.title for row in found] == ["pump"]
    assert summaries(session, parse("objector:cem@example.org"), now=NOW, limit=10) == ()
    with pytest.raises(QueryError, match="objector: expects the address of somebody who objects, not bea"):
        summaries(session, parse("objector:bea"), now=NOW, limit=10)
