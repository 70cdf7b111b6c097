"""A series with all that is known of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.models import RemarkLabel, Series
from app.queries.language import EVERYTHING
from app.queries.series import PersonRow, RevisionRef, SeriesWhole, TagRow, summaries, whole
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark
from tests.factories import NOW, days_ago


def read(session: Session, series: Series) -> SeriesWhole:
    found = whole(session, series.key, now=NOW)
    assert found is not None
    return found


def test_it_begins_with_its_summary(session: Session) -> None:
    series = make.series(session)
    make.series_list(session, series, make.mailing_list(session))
    posted = make.post(session, series)
    make.tag(session, make.reply(session, posted[1]), "Reviewed-by", "Bea")
    make.tag(session, make.reply(session, posted[1]), "Fixes")
    (line,) = summaries(session, EVERYTHING, now=NOW, limit=1)
    page = read(session, series)
    assert all(getattr(page, field) == getattr(line, field) for field in line.__dataclass_fields__)
    assert (page.reason, page.objections) == (None, ())
    assert page.not_looked_at == ("standing is not derived yet",)


def test_what_is_not_there(session: Session) -> None:
    assert whole(session, "nothing", now=NOW) is None
    assert whole(session, make.series(session, key="5e41e5").key, now=NOW) is None


def test_a_revision_and_its_patches(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, version=3, minor=1, total=2, numbers=[2, 1], rfc=True)
    make.patch_file(session, posted[2], "pump.c", position=1)
    make.patch_file(session, posted[2], "pump.h", position=0)
    (revision,) = read(session, series).revisions
    assert posted.cover
    assert (revision.version, revision.minor, revision.rfc, revision.resend, revision.partial) == (
        3,
        1,
        True,
        False,
        False,
    )
    assert (revision.id, revision.base) == (posted.revision.key, None)
    assert (revision.message_id, revision.cover) == (posted.cover.message_id, posted.cover.message_id)
    assert (revision.total, revision.received, revision.complete, revision.missing) == (2, 2, True, ())
    (first, second) = revision.patches
    assert (first.number, second.number) == (1, 2)
    assert (second.message_id, second.title, second.revision) == (posted[2].message_id, "part 2", revision.id)
    assert (second.files, second.added, second.removed, second.patch_id) == (("pump.h", "pump.c"), 3, 1, None)
    assert second.author == PersonRow("Ada", "ada@example.org")


def test_the_author_of_a_patch_is_whom_its_first_line_names(session: Session) -> None:
    series = make.series(session)
    make.post(session, series, total=1, mail={"author_name": "Dag", "author_email": "dag@example.org"})
    assert read(session, series).revisions[0].patches[0].author == PersonRow("Dag", "dag@example.org")


def test_tags_say_how_they_came_to_a_patch(session: Session) -> None:
    series = make.series(session)
    old = make.post(session, series, total=1, date=days_ago(20))
    ack = make.reply(session, old[1], "Cem")
    make.tag(session, ack, "Acked-by", "Cem")
    posted = make.post(session, series, version=2, total=2)
    assert posted.cover
    make.tag(session, posted[1], "Fixes", value='0123456789ab ("pump")', how="written")
    make.tag(session, posted[1], "Acked-by", "Cem", how="written", origin_id=ack.id)
    given = make.reply(session, posted.cover, "Bea")
    make.tag(session, given, "Reviewed-by", "Bea")
    make.tag(session, given, "Tested-by", "Dag", how="relayed")
    (first, second) = read(session, series).revisions[1].patches
    where = {"inherited": False, "message_id": posted[1].message_id, "how": "written"}
    to_all = {"inherited": True, "message_id": given.message_id, "origin": None}
    people = {
        name: {"name": name, "email": f"{name.lower()}@example.org", "value": f"{name} <{name.lower()}@example.org>"}
        for name in ("Bea", "Cem", "Dag")
    }
    inherited = (
        TagRow(kind="Reviewed-by", how="given", **people["Bea"], **to_all),
        TagRow(kind="Tested-by", how="relayed", **people["Dag"], **to_all),
    )
    assert first.tags == (
        TagRow(kind="Fixes", name="", email="", value='0123456789ab ("pump")', origin=None, **where),
        TagRow(kind="Acked-by", origin=ack.message_id, **people["Cem"], **where),
        *inherited,
    )
    assert second.tags == inherited


def test_a_person_counts_once_a_kind_and_patch_by_the_best_evidence(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, total=3)
    assert posted.cover
    for patch in posted.patches.values():
        make.tag(session, patch, "Reviewed-by", "Bea", how="written")
    to_cover = make.reply(session, posted.cover)
    make.tag(session, to_cover, "Reviewed-by", "Bea")
    passed_on = make.reply(session, posted[1], "Cem")
    make.tag(session, passed_on, "Reviewed-by", "Bea", how="relayed")
    late, early = (make.reply(session, posted[1], date=days_ago(days)) for days in (1, 2))
    for each in (late, early):
        make.tag(session, each, "Reviewed-by", "Bea")
    make.tag(session, late, "Tested-by", "Bea")
    (first, second, _) = read(session, series).revisions[0].patches
    assert [(tag.kind, tag.message_id, tag.inherited) for tag in first.tags] == [
        ("Reviewed-by", early.message_id, False),
        ("Tested-by", late.message_id, False),
    ]
    assert [(tag.kind, tag.message_id, tag.inherited) for tag in second.tags] == [
        ("Reviewed-by", to_cover.message_id, True)
    ]


def test_a_partial_re_roll_shows_what_it_takes_from_its_base(session: Session) -> None:
    series = make.series(session)
    base = make.post(session, series, total=3, numbers=[1, 2], date=days_ago(9))
    part = make.post(
        session,
        series,
        total=3,
        numbers=[2],
        cover=False,
        partial=True,
        base_id=base.revision.id,
        date=days_ago(8),
    )
    (old, new) = read(session, series).revisions
    assert (new.base, new.received, new.missing) == (old.id, 2, (3,))
    assert [(patch.number, patch.message_id, patch.revision) for patch in new.patches] == [
        (1, base[1].message_id, old.id),
        (2, part[2].message_id, new.id),
    ]
    assert [patch.message_id for patch in old.patches] == [base[1].message_id, base[2].message_id]


def test_events_tell_who_did_what_in_order(session: Session) -> None:
    series = make.series(session)
    one = make.post(session, series, total=2, numbers=[1], date=days_ago(9))
    two = make.post(session, series, version=2, total=1, date=days_ago(5), resend=True)
    assert one.cover
    comment = make.reply(session, one[1], "Bea", date=days_ago(8))
    make.reply(session, one[1], "Ada", date=days_ago(7))
    ack = make.reply(session, one.cover, "Cem", date=days_ago(6))
    make.tag(session, ack, "Acked-by", "Cem")
    make.tag(session, ack, "Tested-by", "Dag", how="relayed")
    robot = make.message(session, kind="bot", from_name="robot", from_email="robot@example.org", date=days_ago(4))
    make.placement(session, robot, revision_id=two.revision.id, target_id=two[1].id)
    lost = make.message(session, kind="reply", from_name="Eve", from_email="eve@example.org", date=days_ago(3))
    make.placement(session, lost, revision_id=one.revision.id)
    events = read(session, series).events
    assert [(event.kind, event.text, event.by.name, event.message_id) for event in events] == [
        ("posted", "v1 posted: 1 of 2 patches", "Ada", one.cover.message_id),
        ("reply", "reply to v1 1/2", "Bea", comment.message_id),
        ("tag", "Acked-by, Tested-by for Dag on the cover of v1", "Cem", ack.message_id),
        ("posted", "v2 sent again: 1 patch", "Ada", two.cover.message_id if two.cover else ""),
        ("bot", "report on v2", "robot", robot.message_id),
        ("reply", "reply to v1", "Eve", lost.message_id),
    ]
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_an_author_who_answers_from_another_address_is_no_reviewer(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, total=1)
    ada = make.person(session, "Ada")
    make.address(session, "ada@example.org", ada)
    make.address(session, "ada@example.com", ada)
    make.reply(session, posted[1], "Ada", from_email="ada@example.com")
    assert [event.kind for event in read(session, series).events] == ["posted"]


def test_links_and_suggestions_carry_their_evidence(session: Session) -> None:
    series, other = make.series(session, "pump"), make.series(session, "pump, simplified")
    one, two, three = (make.post(session, series, version=number, cover=False, total=1) for number in (1, 2, 3))
    like = make.post(session, other, cover=False, total=1)
    make.revision_link(session, two.revision, like.revision, like[1].message_id, accepted=False, confidence=0.4)
    make.revision_link(session, three.revision, two.revision, three[1].message_id, confidence=0.8, evidence="title")
    make.revision_link(session, two.revision, one.revision, two[1].message_id, detail="change 17")
    links = read(session, series).links
    assert [(link.accepted, link.confidence, link.evidence, link.detail, link.message_id) for link in links] == [
        (True, 1.0, "change-id", "change 17", two[1].message_id),
        (True, 0.8, "title", "", three[1].message_id),
        (False, 0.4, "change-id", "", like[1].message_id),
    ]
    assert links[2].earlier == RevisionRef(like.revision.key, other.key, 1, 0, "part 1", like[1].message_id)
    assert links[2].later.series == series.key


def test_remarks_that_are_not_classified_are_counted(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series)
    reply = make.reply(session, posted[1])
    remark(session, reply, number=0)
    make.remark(session, reply, number=1)
    assert read(session, series).not_looked_at[1:] == ("1 remark is not classified yet",)
    make.remark(session, make.reply(session, posted[2]), number=1)
    make.remark(session, make.reply(session, make.post(session, make.series(session))[1]))
    assert read(session, series).not_looked_at[1:] == ("2 remarks are not classified yet",)


def test_labels_by_the_model_come_with_how_far_they_can_be_trusted(session: Session) -> None:
    series = make.series(session)
    found = remark(session, make.reply(session, make.post(session, series)[1]), "logic")
    sentence = "labels by the model are right about as often as docs/model-card.md says"
    assert read(session, series).not_looked_at[1:] == (sentence,)
    session.query(RemarkLabel).filter_by(message_id=found.message_id).update({"source": "person"})
    assert read(session, series).not_looked_at[1:] == ()


def test_what_no_list_brought_is_said(session: Session) -> None:
    series = make.series(session)
    make.post(session, series, version=1, total=5, numbers=[2, 4])
    make.post(
        session, series, version=2, total=10**9, numbers=[1], mail={"message_id": "seen@example.org"}, cover=False
    )
    headless = make.post(session, series, version=3, total=1, cover=False, mail={"parent": "cover@example.org"})
    make.reply(session, headless[1], parent="gone@example.org")
    make.reply(session, headless[1], parent="seen@example.org")
    (_, first, second, *others) = read(session, series).not_looked_at
    assert first == "v1: no list brought 1, 3, 5 of 5 patches"
    assert second.startswith("v2: no list brought 2, 3, 4, ")
    assert second.endswith("101, … of 1000000000 patches")
    assert others == [
        "v3: no list brought the mail that its patches answer, <cover@example.org>",
        "no list brought <gone@example.org>, which is answered here",
    ]


def test_many_unseen_mails_are_counted(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, total=1)
    for number in range(23):
        make.reply(session, posted[1], parent=f"{number:02}@example.com")
    assert len(read(session, series).not_looked_at) == 1 + 20 + 1
    assert read(session, series).not_looked_at[-1] == "no list brought 3 other mails that are answered here"


def test_a_long_series_takes_as_many_statements_as_a_short_one(session: Session, statements: Statements) -> None:
    short, long = make.series(session), make.series(session)
    make.post(session, short, total=1)
    for version in range(1, 6):
        posted = make.post(session, long, version=version, total=4)
        for patch in posted.patches.values():
            make.patch_file(session, patch, "pump.c")
            make.tag(session, make.reply(session, patch), "Reviewed-by", "Bea")
            make.reply(session, patch, parent=f"{version}@example.com", date=NOW - dt.timedelta(days=version))
    with statements() as few:
        read(session, short)
    with statements() as many:
        read(session, long)
    assert len(few) == len(many)
