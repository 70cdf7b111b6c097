"""What `docket export` says of a message."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.errors import DocketError
from app.queries import export as exports
from app.queries.export import ExportRow, export
from tests import factories as make
from tests.factories import days_ago


def only(session: Session, message_id: str) -> ExportRow:
    (row,) = (row for row in export(session) if row.message_id == message_id)
    return row


def test_the_parts_of_a_revision_have_its_version_their_number_and_its_total(session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, version=3, total=2)
    assert posted.cover
    keys = {"series": series.key, "revision": posted.revision.key, "version": 3, "total": 2, "tags": ()}
    assert only(session, posted.cover.message_id) == ExportRow(
        message_id=posted.cover.message_id, kind="cover", number=0, parent=None, **keys
    )
    assert only(session, posted[2].message_id) == ExportRow(
        message_id=posted[2].message_id, kind="patch", number=2, parent=posted.cover.message_id, **keys
    )


@pytest.mark.parametrize("kind", ["reply", "bot"])
def test_what_speaks_about_a_revision_has_its_version_only(session: Session, kind: str) -> None:
    series = make.series(session)
    posted = make.post(session, series, version=3)
    mail = make.reply(session, posted[1], kind=kind)
    assert only(session, mail.message_id) == ExportRow(
        message_id=mail.message_id,
        kind=kind,
        series=series.key,
        revision=posted.revision.key,
        version=3,
        number=None,
        total=None,
        parent=posted[1].message_id,
        tags=(),
    )


def test_what_is_in_no_series_has_nulls(session: Session) -> None:
    placed, unplaced = (make.message(session, kind="other", version=7, number=1, total=2, parent="x@y") for _ in "ab")
    make.placement(session, placed, kind="pull-request")
    for mail, kind in ((placed, "pull-request"), (unplaced, "other")):
        assert only(session, mail.message_id) == ExportRow(
            mail.message_id,
            kind,
            series=None,
            revision=None,
            version=None,
            number=None,
            total=None,
            parent="x@y",
            tags=(),
        )


def test_a_reply_gives_all_its_tags_that_have_an_address(session: Session) -> None:
    posted = make.post(session, make.series(session))
    mail = make.reply(session, posted[1])
    make.tag(session, mail, "Tested-by", "Bea", position=2)
    make.tag(session, mail, "Reviewed-by", "Bea", position=1)
    make.tag(session, mail, "Acked-by", "Cem", how="relayed", position=3)
    make.tag(session, mail, "Reviewed-by", "Bea", position=4)
    make.tag(session, mail, "Fixes", position=5)
    assert only(session, mail.message_id).tags == (
        ("Reviewed-by", "bea@example.org"),
        ("Tested-by", "bea@example.org"),
        ("Acked-by", "cem@example.org"),
    )


def test_a_patch_gives_only_what_its_sender_or_author_writes_of_themselves(session: Session) -> None:
    posted = make.post(session, make.series(session), mail={"author_name": "Dag", "author_email": "dag@example.org"})
    older = make.reply(session, posted[2], "Dag")
    make.tag(session, posted[1], "Reviewed-by", "Bea", how="written")
    make.tag(session, posted[1], "Signed-off-by", "Dag", how="written")
    make.tag(session, posted[1], "Signed-off-by", "Ada", how="written")
    make.tag(session, posted[1], "Tested-by", "Dag", how="written", origin_id=older.id)
    assert only(session, posted[1].message_id).tags == (
        ("Signed-off-by", "dag@example.org"),
        ("Signed-off-by", "ada@example.org"),
    )


def test_messages_come_in_the_order_of_the_archive_over_any_number_of_batches(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, days in (("c", 3), ("b", 2), ("a", 2), ("e", 1), ("d", 2)):
        mail = make.message(session, message_id=f"{name}@example.org", date=days_ago(days))
        make.tag(session, mail, "Acked-by", name)
    whole = list(export(session))
    assert [row.message_id[0] for row in whole] == ["c", "a", "b", "d", "e"]
    assert [email for row in whole for _, email in row.tags] == [row.message_id for row in whole]
    for batch in (1, 2, 5):
        monkeypatch.setattr(exports, "BATCH", batch)
        assert list(export(session)) == whole


def test_a_list_gives_what_it_carried(session: Session) -> None:
    water, air = (make.source(session, make.mailing_list(session, name)) for name in ("water", "air"))
    (both, one, _) = (make.message(session, message_id=name) for name in ("both", "one", "none"))
    make.copy(session, both, water)
    make.copy(session, both, air)
    make.copy(session, both, air, epoch=1)
    make.copy(session, one, air)
    assert [row.message_id for row in export(session, "water")] == ["both"]
    assert [row.message_id for row in export(session, "air")] == ["both", "one"]
    assert [row.message_id for row in export(session)] == ["both", "none", "one"]


def test_a_list_that_is_not_there_is_named_with_those_that_are(session: Session) -> None:
    with pytest.raises(DocketError, match=r"^list: there is no list 'fire'; known: none yet$"):
        next(export(session, "fire"))
    for name in ("water", "air"):
        make.mailing_list(session, name)
    with pytest.raises(DocketError, match=r"known: air, water$"):
        next(export(session, "fire"))
