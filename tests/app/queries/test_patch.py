"""One patch with what stands around it, and what it was before."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import models
from app.queries import patch
from tests import factories as make
from tests.app.conftest import Statements
from tests.app.remarks import remark

RAW = b"Subject: pump\n\ntext\n"


def look(session: Session, message: models.Message, **asked: Any) -> patch.PatchWhole:
    found = patch.whole(session, message.message_id, **{"limit": 100} | asked)
    assert found is not None
    return found


def pair(session: Session, earlier: make.Posted, later: make.Posted, *numbers: tuple[int, int]) -> None:
    ends = {"earlier_id": earlier.revision.id, "later_id": later.revision.id}
    session.add(models.Comparison(**ends, inputs=""))
    session.flush()
    for position, (before, after) in enumerate(numbers):
        ids = {"earlier_patch_id": earlier[before].id, "later_patch_id": later[after].id}
        session.add(models.PatchPair(**ends, **ids, position=position, how="changed", likeness=0.5))
    session.flush()


def versions(session: Session, count: int, **columns: Any) -> list[make.Posted]:
    series = make.series(session)
    return [
        make.post(session, series, version=version, date=make.days_ago(20 - version), **columns)
        for version in range(1, count + 1)
    ]


def test_what_the_patch_is_and_where_it_stands(session: Session) -> None:
    series = make.series(session)
    content = make.content(session, RAW)
    posted = make.post(session, series, version=2, total=3, mail={"content_id": content.id, "author_name": "Cleo"})
    found = look(session, posted[2], limit=7)
    assert (found.title, found.number, found.total, found.version) == ("part 2", 2, 3, 2)
    assert (found.by.name, found.raw, found.size) == ("Cleo", RAW[:7], len(RAW))
    assert (found.series, found.series_title, found.revision) == (series.key, series.title, posted.revision.key)
    assert found.previous == patch.Beside(posted[1].message_id, 1, "part 1")
    assert found.next == patch.Beside(posted[3].message_id, 3, "part 3")


def test_the_first_patch_has_none_before_it_and_the_last_none_behind(session: Session) -> None:
    posted = make.post(session, None)
    first, last = look(session, posted[1]), look(session, posted[2])
    assert (first.previous, last.next) == (None, None)
    assert first.next is not None
    assert last.previous is not None
    assert (first.series, first.series_title, first.earlier) == (None, posted.revision.title, ())


def test_a_partial_reroll_has_the_patches_of_its_base_around_its_own(session: Session) -> None:
    series = make.series(session)
    base = make.post(session, series, total=3)
    anew = make.post(
        session, series, version=2, total=3, numbers=[2], cover=False, partial=True, base_id=base.revision.id
    )
    found = look(session, anew[2])
    assert found.previous is not None
    assert found.next is not None
    assert (found.previous.message_id, found.next.message_id) == (base[1].message_id, base[3].message_id)


def test_what_is_no_patch_of_a_version_is_not_found(session: Session) -> None:
    posted = make.post(session, None)
    assert posted.cover is not None
    for name in (posted.cover.message_id, make.reply(session, posted[1]).message_id, "lost@x", "\0"):
        assert patch.whole(session, name, limit=100) is None


def test_the_tags_on_the_patch_and_on_the_cover(session: Session) -> None:
    posted = make.post(session, None)
    assert posted.cover is not None
    for on, name in ((posted[1], "Bea"), (posted.cover, "Cleo"), (posted[2], "Dora")):
        make.tag(session, make.reply(session, on, name), "Reviewed-by", name)
    assert [(each.tag.name, each.inherited) for each in look(session, posted[1]).tags] == [
        ("Bea", False),
        ("Cleo", True),
    ]


def test_a_patch_can_be_compared_with_what_it_was_in_each_version(session: Session) -> None:
    first, second, third = versions(session, 3)
    pair(session, first, second, (1, 1), (2, 2))
    pair(session, second, third, (1, 2), (2, 1))
    assert [each.version for each in look(session, third[2]).earlier] == [2, 1]
    since = look(session, third[2], since=first.revision.key).since
    assert since is not None
    assert (since.message_id, since.number, since.version) == (first[1].message_id, 1, 1)
    assert look(session, first[1]).earlier == ()
    assert look(session, third[2], since=third.revision.key).since is None


def test_an_earlier_version_that_only_takes_the_patch_from_its_base_is_not_offered(session: Session) -> None:
    first, second, third = versions(session, 3)
    pair(session, first, third, (1, 1))
    ends = {"earlier_id": second.revision.id, "later_id": third.revision.id}
    session.add(models.Comparison(**ends, inputs=""))
    session.flush()
    ids = {"earlier_patch_id": first[1].id, "later_patch_id": third[1].id}
    session.add(models.PatchPair(**ends, **ids, position=0, how="changed", likeness=0.5))
    session.flush()
    assert [each.version for each in look(session, third[1]).earlier] == [1]


def test_earlier_objections_come_with_what_was_done_there(session: Session) -> None:
    first, second = versions(session, 2)
    pair(session, first, second, (1, 1))
    reply = make.reply(session, first[1])
    for number in range(3):
        remark(session, reply, "logic", number=number, text=f"point {number}")
    remark(session, make.reply(session, first[2]), "logic", text="another patch")
    remark(session, make.reply(session, first[1], "Ada"), act="rebut", role="author", number=0)
    for later, place in ((second, "line"), (first, "near")):
        ends = {"earlier_id": first.revision.id, "later_id": later.revision.id}
        if later is first:
            session.add(models.Comparison(**ends, inputs=""))
        session.flush()
        session.add(models.Followed(message_id=reply.id, number=1, **ends, place=place, named="fixed the leak"))
    since = look(session, second[1], since=first.revision.key).since
    assert since is not None
    assert [(each.objection.text, each.place, each.named) for each in since.objections] == [
        ("point 0", None, ""),
        ("point 1", "line", "fixed the leak"),
        ("point 2", None, ""),
    ]
    assert [label.label for label in since.objections[0].objection.labels] == ["logic"]


def test_of_many_earlier_objections_the_first_are_taken(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patch, "OBJECTIONS", 2)
    first, second = versions(session, 2)
    pair(session, first, second, (1, 1))
    for number in range(5):
        remark(session, make.reply(session, first[1]), number=number)
    since = look(session, second[1], since=first.revision.key).since
    assert since is not None
    assert (len(since.objections), since.omitted) == (2, 3)


@pytest.mark.parametrize("asks", [False, True])
def test_as_many_statements_whatever_the_size(session: Session, statements: Statements, asks: bool) -> None:
    asked = []
    for size in (2, 4):
        posted = versions(session, size, total=size)
        for earlier, later in pairwise(posted):
            pair(session, earlier, later, *((number, number) for number in range(1, size + 1)))
        for each in (posted[0][1], posted[-1][1]):
            for number in range(size):
                reply = make.reply(session, each)
                remark(session, reply, "logic", number=number)
                make.tag(session, reply, "Reviewed-by", "Bea")
        key = posted[0].revision.key if asks else None
        session.expire_all()
        name = posted[-1][1].message_id
        with statements() as seen:
            patch.whole(session, name, limit=100, since=key)
        asked.append(len(seen))
    assert asked == [12, 12] if asks else asked == [8, 8]
