"""A line of the list: what counts, for which revision, and in how many statements."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.queries.language import EVERYTHING, parse
from app.queries.series import PersonRow, SeriesSummary, summaries
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import NOW, days_ago


def only(session: Session) -> SeriesSummary:
    (row,) = summaries(session, EVERYTHING, now=NOW, limit=10)
    return row


def test_a_series_of_one_posting(session: Session) -> None:
    series = make.series(session, "repair the pump")
    for name in ("pumps", "demo"):
        make.series_list(session, series, make.mailing_list(session, name))
    posted = make.post(session, series, total=3, numbers=[1, 3])
    assert posted.cover
    row = only(session)
    assert (row.id, row.title, row.author) == (series.key, "repair the pump", PersonRow("Ada", "ada@example.org"))
    assert row.lists == ("demo", "pumps")
    assert (row.state, row.turn, row.waiting_since, row.stalled, row.open_objections) == (None, None, None, False, 0)
    assert (row.versions, row.tags, row.cells) == (1, {}, {})
    assert (row.started, row.updated) == (days_ago(10), days_ago(1))
    latest = row.latest
    assert (latest.version, latest.message_id, latest.date) == (1, posted.cover.message_id, days_ago(10))
    assert (latest.total, latest.received, latest.complete) == (3, 2, False)


def test_tags_count_people_and_cells_count_patches(session: Session) -> None:
    posted = make.post(session, make.series(session), total=3)
    make.tag(session, make.reply(session, posted[1], "Bea"), "Reviewed-by", "Bea")
    make.tag(session, make.reply(session, posted[2], "Bea"), "Reviewed-by", "Bea")
    make.tag(session, make.reply(session, posted[2], "Cem"), "Reviewed-by", "Cem")
    make.tag(session, make.reply(session, posted[2], "Cem"), "Tested-by", "Dag", how="relayed")
    make.tag(session, posted[3], "Acked-by", "Eve", how="written")
    make.tag(session, posted[3], "Signed-off-by", "Ada", how="written")
    make.tag(session, make.reply(session, posted[3], "Fay"), "Nacked-by", "Fay")
    row = only(session)
    assert row.tags == {"Reviewed-by": 2, "Acked-by": 1, "Tested-by": 1}
    assert row.cells == {"Reviewed-by": 2, "Acked-by": 1, "Tested-by": 1}


def test_a_tag_on_the_cover_holds_for_every_patch(session: Session) -> None:
    posted = make.post(session, make.series(session), total=3)
    assert posted.cover
    make.tag(session, make.reply(session, posted.cover), "Reviewed-by", "Bea")
    row = only(session)
    assert (row.tags, row.cells) == ({"Reviewed-by": 1}, {"Reviewed-by": 3})


def test_what_an_author_writes_in_a_cover_gives_nothing(session: Session) -> None:
    posted = make.post(session, make.series(session))
    assert posted.cover
    make.tag(session, posted.cover, "Tested-by", "Bea", how="written")
    assert only(session).tags == {}


def test_a_person_with_two_addresses_counts_once(session: Session) -> None:
    posted = make.post(session, make.series(session))
    bea = make.person(session, "Bea")
    for email in ("bea@example.org", "bea@example.com"):
        make.address(session, email, bea)
        make.tag(session, make.reply(session, posted[1], from_email=email), "Acked-by", "Bea", email=email)
    assert only(session).tags == {"Acked-by": 1}


def test_people_without_an_address_are_told_apart_by_name(session: Session) -> None:
    posted = make.post(session, make.series(session))
    for name in ("Bea", "bea", "Cem"):
        make.tag(session, posted[1], "Tested-by", name, email="", how="written")
    assert only(session).tags == {"Tested-by": 2}


def test_tags_of_older_versions_do_not_count(session: Session) -> None:
    series = make.series(session)
    first = make.post(session, series, date=days_ago(10))
    make.tag(session, make.reply(session, first[1]), "Reviewed-by", "Bea")
    make.post(session, series, version=2, date=days_ago(5))
    row = only(session)
    assert (row.latest.version, row.versions, row.tags) == (2, 2, {})


def test_a_late_resend_of_an_older_version_is_not_the_latest_and_one_of_the_same_version_is(session: Session) -> None:
    series = make.series(session)
    make.post(session, series, version=1, date=days_ago(9))
    make.post(session, series, version=2, date=days_ago(8))
    again = make.post(session, series, version=2, date=days_ago(7), resend=True)
    make.post(session, series, version=1, date=days_ago(6), resend=True)
    row = only(session)
    assert (row.latest.id, row.latest.resend, row.versions) == (again.revision.key, True, 2)


def test_a_minor_version_comes_after_its_version(session: Session) -> None:
    series = make.series(session)
    minor = make.post(session, series, version=1, minor=1, date=days_ago(9))
    make.post(session, series, version=1, date=days_ago(8))
    row = only(session)
    assert (row.latest.id, row.latest.minor, row.versions) == (minor.revision.key, 1, 2)


def test_a_partial_re_roll_counts_with_the_patches_of_its_base(session: Session) -> None:
    series = make.series(session)
    base = make.post(session, series, total=4, date=days_ago(9))
    assert base.cover
    make.tag(session, make.reply(session, base[1]), "Reviewed-by", "Bea")
    make.tag(session, make.reply(session, base[2]), "Reviewed-by", "Cem")
    make.tag(session, make.reply(session, base.cover), "Acked-by", "Dag")
    part = {"total": 4, "cover": False, "partial": True, "complete": True}
    second = make.post(session, series, numbers=[2], date=days_ago(8), base_id=base.revision.id, **part)
    third = make.post(session, series, numbers=[3], date=days_ago(7), base_id=second.revision.id, **part)
    make.tag(session, make.reply(session, third[3]), "Tested-by", "Eve")
    row = only(session)
    assert row.latest.id == third.revision.key
    assert (row.latest.total, row.latest.received, row.latest.complete) == (4, 4, True)
    # The review of patch 2 went with the patch; the ack of the cover holds for what is left of its version.
    assert row.tags == {"Reviewed-by": 1, "Acked-by": 1, "Tested-by": 1}
    assert row.cells == {"Reviewed-by": 1, "Acked-by": 2, "Tested-by": 1}


def test_bases_in_a_circle_come_to_an_end(session: Session) -> None:
    series = make.series(session)
    part = {"total": 3, "cover": False, "partial": True}
    one = make.post(session, series, numbers=[1], **part)
    two = make.post(session, series, version=2, numbers=[2], base_id=one.revision.id, **part)
    one.revision.base_id = two.revision.id
    session.flush()
    assert only(session).latest.received == 2


def test_objections_that_still_stand_are_counted_on_the_latest_version(session: Session) -> None:
    series = make.series(session)
    first = make.post(session, series, date=days_ago(9))
    remark(session, make.reply(session, first[1]))
    second = make.post(session, series, version=2, date=days_ago(8))
    for number, (act, answer) in enumerate(
        [
            ("object", None),
            ("object", "concede"),
            ("object", "rebut"),
            ("object", "withdraw"),
            ("question", None),
            ("question", "inform"),
            ("question", "concede"),
            ("approve", None),
        ]
    ):
        reply = make.reply(session, second[1], message_id=f"{number}@x")
        remark(session, reply, "logic", act=act)
        if answer is not None:
            by = "Bea" if answer == "withdraw" else "Ada"
            role = "author" if by == "Ada" else "reviewer"
            remark(session, make.reply(session, reply, by), act=answer, role=role)
    assert only(derived(session)).open_objections == 4


def test_a_partial_re_roll_keeps_the_objections_to_what_it_takes_from_its_base(session: Session) -> None:
    series = make.series(session)
    base = make.post(session, series, total=3, date=days_ago(9))
    assert base.cover
    for about in (base.cover, base[1], base[2], base[2]):
        remark(session, make.reply(session, about))
    part = {"total": 3, "cover": False, "partial": True, "complete": True, "base_id": base.revision.id}
    again = make.post(session, series, numbers=[2], date=days_ago(8), **part)
    assert only(derived(session)).open_objections == 2
    remark(session, make.reply(session, again[2]))
    assert only(derived(session)).open_objections == 3


def test_a_series_without_a_revision_is_left_out(session: Session) -> None:
    make.series(session)
    assert summaries(session, EVERYTHING, now=NOW, limit=10) == ()


def test_pages_follow_each_other_without_gap_or_repetition(session: Session) -> None:
    demo = make.mailing_list(session, "demo")
    for updated in (1, 2, 2, 2, 3, 4, 4):
        series = make.series(session, updated=days_ago(updated))
        make.series_list(session, series, demo)
        make.post(session, series, total=1)
    for text in ("", "list:demo"):
        whole = summaries(session, parse(text), now=NOW, limit=10)
        assert [row.updated for row in whole] == [days_ago(days) for days in (1, 2, 2, 2, 3, 4, 4)]
        pages: list[SeriesSummary] = []
        while page := summaries(
            session, parse(text), now=NOW, limit=2, before=(pages[-1].updated, pages[-1].id) if pages else None
        ):
            assert len(page) <= 2
            pages += page
        assert pages == list(whole)


@pytest.mark.parametrize("text", ["", "list:demo"])
def test_a_long_page_takes_as_many_statements_as_a_short_one(
    session: Session, statements: Statements, text: str
) -> None:
    demo = make.mailing_list(session, "demo")
    for number in range(12):
        series = make.series(session, updated=days_ago(number))
        make.series_list(session, series, demo)
        for version in (1, 2):
            posted = make.post(session, series, version=version, total=number + 1)
            reply = make.reply(session, posted[1])
            make.tag(session, reply, "Reviewed-by", "Bea")
            remark(session, reply, "logic")
            remark(session, make.reply(session, reply, "Ada"), act="concede", role="author")
    with statements() as short:
        assert len(summaries(session, parse(text), now=NOW, limit=1)) == 1
    with statements() as long:
        assert len(summaries(session, parse(text), now=NOW, limit=12)) == 12
    assert len(long) == len(short) == 6
