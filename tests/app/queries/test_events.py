"""What happened to all series, in mails and here."""

from __future__ import annotations

import itertools

from sqlalchemy.orm import Session

from app.models import Announcement, Check, Correction, Override
from app.queries.events import Place, SeriesEvent, events
from app.queries.rows import PersonRow
from tests import factories as make
from tests.app.web.accounts import account
from tests.factories import NOW, days_ago


def announce(session: Session, of: make.models.Message, *said: tuple[str, str]) -> None:
    for position, (what, text) in enumerate(said):
        columns = dict.fromkeys(("numbers", "titles", "excluded", "tree", "commit", "links"), "")
        session.add(Announcement(message_id=of.id, position=position, what=what, text=text, **columns))
    session.flush()


def test_versions_posted_tags_given_and_what_mails_announce(session: Session) -> None:
    series = make.series(session, "pump", key="5e41e5")
    first = make.post(session, series, numbers=[1], date=days_ago(9))
    second = make.post(session, series, version=2, minor=1, total=1, cover=False, date=days_ago(5))
    reply = make.reply(session, first[1], date=days_ago(7))
    for kind in ("Reviewed-by", "Tested-by", "Reviewed-by"):
        make.tag(session, reply, kind, "Bea")
    make.tag(session, second[1], "Acked-by", "Bea", how="written")
    thanks = make.reply(session, second[1], "Cy", date=days_ago(3))
    make.tag(session, thanks, "Acked-by", "Cy")
    announce(session, thanks, ("applied", "Applied, thanks."), ("dropped", "Dropped 2."))
    make.reply(session, second[1])
    (found, _) = events(session, limit=9, now=NOW)
    assert [(each.at, each.kind, each.text, each.version) for each in found] == [
        (days_ago(9), "posted", "v1 posted: 1 of 2 patches", 1),
        (days_ago(7), "tag", "Reviewed-by, Tested-by on v1", 1),
        (days_ago(5), "posted", "v2.1 posted", 2),
        (days_ago(3), "applied", 'says of v2.1: "Applied, thanks."', 2),
    ]
    assert found[3] == SeriesEvent(
        at=days_ago(3),
        kind="applied",
        text='says of v2.1: "Applied, thanks."',
        message_id=thanks.message_id,
        by=PersonRow("Cy", "cy@example.org"),
        series="5e41e5",
        title="pump",
        revision=second.revision.key,
        version=2,
        minor=1,
    )


def test_they_come_in_the_order_in_which_archives_took_the_mails(session: Session) -> None:
    for name, days in (("c@x", 1), ("b@x", 2), ("a@x", 2)):
        mail = {"message_id": name, "received_at": days_ago(days)}
        make.post(session, make.series(session), total=1, cover=False, date=days_ago(20 + days), mail=mail)
    (everything, end) = events(session, limit=9, now=NOW)
    assert [each.message_id for each in everything] == ["a@x", "b@x", "c@x"]
    for before, after in itertools.pairwise(everything):
        found = events(session, limit=1, now=NOW, after=Place((before.at, before.message_id)))
        assert found == ((after,), Place((after.at, after.message_id)))
    assert events(session, limit=1, now=NOW, after=end) == ((), end)


def test_what_is_done_here_and_taken_back(session: Session) -> None:
    series = make.series(session, "pump")
    posted = make.post(session, series, version=2, date=days_ago(9), mail={"received_at": days_ago(9)})
    account(session, "mia@example.org")
    on = {"message_id": posted[2].message_id, "why": "", "by": "mia@example.org"}
    undone = {"undone_by": "root@example.org", "undone_at": days_ago(1)}
    open_ = {"undone_by": None, "undone_at": None}
    check = {"message_id": on["message_id"], "by": "ci@example.org", "context": "build", "target": ""}
    session.add_all(
        [
            Check(**check, state="fail", description="2 errors", at=days_ago(3)),
            Check(**check, state="success", description="", at=days_ago(2)),
            Override(**on | undone, field="state", value="applied", until=None, until_activity=False, at=days_ago(4)),
            Override(
                **on | open_ | {"why": "saw it"},
                field="turn",
                value="author",
                until=None,
                until_activity=False,
                at=days_ago(3.5),
            ),
            Correction(**on | open_, number=2, field="label", value="", at=days_ago(2.5)),
            Check(**check | {"message_id": "gone@x"}, state="fail", description="", at=days_ago(2)),
            # Somebody who began to write before may still wait for others.
            Check(**check, state="warning", description="", at=NOW),
        ]
    )
    session.flush()
    (found, _) = events(session, limit=9, now=NOW)
    assert [(each.kind, each.text) for each in found if each.kind != "posted"] == [
        ("set", "state set to applied"),
        ("set", "turn set to author: saw it"),
        ("check", "build on v2 2/2: fail (2 errors)"),
        ("set", "label of a remark set to none"),
        ("check", "build on v2 2/2: success"),
        ("undone", "state is no longer set to applied"),
    ]
    assert (found[1].by, found[-1].by) == (PersonRow("Mia", "mia@example.org"), PersonRow("", "root@example.org"))
    assert (found[1].series, found[1].version, found[1].at) == (series.key, 2, days_ago(4))


def test_a_mail_that_comes_late_is_not_missed_for_what_was_done_meanwhile(session: Session) -> None:
    posted = make.post(session, make.series(session), cover=False, date=days_ago(9))
    check = {"message_id": posted[1].message_id, "by": "ci@example.org", "target": "", "description": ""}
    session.add_all([Check(**check, context=name, state="fail", at=days_ago(1)) for name in "abc"])
    session.flush()
    (seen, place) = events(session, limit=3, now=NOW)
    assert len(seen) == 3
    late = make.post(session, make.series(session), cover=False, date=days_ago(2))
    (then, place) = events(session, limit=1, now=NOW, after=place)
    assert [each.message_id for each in then] == [late[1].message_id]
    (last, place) = events(session, limit=9, now=NOW, after=place)
    assert [each.text[0] for each in last] == ["c"]
    assert events(session, limit=9, now=NOW, after=place) == ((), place)


def test_what_is_in_no_series_is_no_event(session: Session) -> None:
    patch = make.post(session, None)[1]
    make.tag(session, make.reply(session, patch), "Reviewed-by", "Bea")
    make.tag(session, make.message(session), "Reviewed-by", "Bea")
    assert events(session, limit=9, now=NOW) == ((), Place())
