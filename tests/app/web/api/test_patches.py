"""Patches."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests import factories as make
from tests.app.remarks import remark
from tests.factories import days_ago

from .conftest import Ask, Asked


def test_a_patch_with_its_tags_and_the_objections_to_it(ask: Ask, session: Session) -> None:
    series = make.series(session, "pump", key="5e41e5")
    posted = make.post(session, series, version=2)
    make.patch_file(session, posted[1], "pump.c")
    make.tag(session, make.reply(session, posted[1]), "Acked-by", "Bea")
    remark(session, make.reply(session, posted[1]), "logic", text="here")
    remark(session, make.reply(session, posted[2]), "logic", text="elsewhere")
    found = ask(f"/patches/{posted[1].message_id}/")
    assert (found["number"], found["files"], found["added"]) == (1, ["pump.c"], 3)
    assert (found["series"], found["series_title"], found["version"], found["total"]) == ("5e41e5", "pump", 2, 2)
    assert [tag["kind"] for tag in found["tags"]] == ["Acked-by"]
    assert [objection["text"] for objection in found["objections"]] == ["here"]


def test_a_patch_is_at_home_in_the_version_that_posted_it(ask: Ask, session: Session) -> None:
    series = make.series(session)
    base = make.post(session, series, date=days_ago(9))
    part = make.post(session, series, version=2, numbers=[2], cover=False, partial=True, base_id=base.revision.id)
    for patch, version in ((base[1], 1), (base[2], 1), (part[2], 2)):
        assert ask(f"/patches/{patch.message_id}/")["version"] == version


def test_what_is_no_patch_of_a_series(problem: Callable[..., str], session: Session) -> None:
    posted = make.post(session, make.series(session, key="5e41e5"))
    assert posted.cover
    reply = make.reply(session, posted[1])
    for name in ("5e41e5", posted.cover.message_id, reply.message_id, "nothing@example.org"):
        assert problem(f"/patches/{name}/", 404).startswith("No patch of a series")


def test_it_asks_as_often_whatever_the_size(ask: Ask, asked: Asked, session: Session) -> None:
    statements = set()
    for size in (1, 5):
        posted = make.post(session, make.series(session), total=size)
        for patch in posted.patches.values():
            remark(session, make.reply(session, patch), "logic")
        with asked() as seen:
            ask(f"/patches/{posted[1].message_id}/")
        statements.add(len(seen))
    assert len(statements) == 1
    assert max(statements) <= 29
