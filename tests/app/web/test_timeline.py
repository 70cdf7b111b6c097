"""The picture of a series over time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.queries import charts
from app.queries.series import whole
from app.web import timeline
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import NOW, days_ago

from .conftest import Page

Get = Callable[..., Page]


def drawn(session: Session, ref: str) -> timeline.Timeline:
    series = whole(session, ref, now=NOW)
    assert series is not None
    return timeline.timeline(series, charts.revisions(session, ref))


@pytest.fixture
def pump(session: Session) -> str:
    """A series of two versions; to the first one somebody replies after the second has come."""
    series = make.series(session, key="5e41e5")
    first = make.post(session, series, version=1, date=days_ago(20), total=1)
    second = make.post(session, series, version=2, date=days_ago(10), total=1)
    make.reply(session, first[1], "Cid", message_id="late@x", date=days_ago(5))
    tagged = make.reply(session, second[1], "Bea", message_id="tag@x", date=days_ago(0))
    make.tag(session, tagged, "Reviewed-by", "Bea")
    remark(session, make.reply(session, second[1], "Dan", message_id="no@x", date=days_ago(4)), "logic")
    return "5e41e5"


def test_everything_is_in_the_lane_of_its_version_and_in_order_of_time(session: Session, pump: str) -> None:
    picture = drawn(session, pump)
    (old, new) = picture.lanes
    assert [old.label, new.label] == ["v1", "v2"]
    assert old.y < new.y < picture.height
    marks = {mark.message_id: mark for mark in picture.marks if mark.kind != "posted"}
    assert (marks["late@x"].kind, marks["late@x"].y) == ("reply", old.y)
    assert (marks["tag@x"].kind, marks["tag@x"].y) == ("tag", new.y)
    assert {mark.kind for mark in picture.marks if mark.message_id == "no@x"} == {"reply", "objection"}
    half = (timeline.LEFT + timeline.WIDTH - timeline.RIGHT) / 2
    assert [mark.x for mark in picture.marks if mark.kind == "posted"] == [timeline.LEFT, half]
    assert marks["tag@x"].x == timeline.WIDTH - timeline.RIGHT
    assert (old.start, old.end) == (timeline.LEFT, marks["late@x"].x)


def test_what_is_close_together_is_one_mark(session: Session) -> None:
    series = make.series(session, key="5e41e5")
    posted = make.post(session, series, date=days_ago(100))
    for number in range(300):
        make.reply(session, posted[1], "Bea", message_id=f"{number:03}@x", date=days_ago(99 - number / 4))
    replies = [mark for mark in drawn(session, "5e41e5").marks if mark.kind == "reply"]
    assert sum(mark.count for mark in replies) == 300
    assert len(replies) <= timeline.WIDTH / timeline.STEP
    assert replies[0].message_id == "000@x"
    assert all(timeline.LEFT <= mark.x <= timeline.WIDTH - timeline.RIGHT for mark in replies)


def test_the_newest_versions_are_drawn(session: Session) -> None:
    series = make.series(session, key="5e41e5")
    for version in range(1, timeline.LANES + 4):
        make.post(session, series, version=version, total=1, date=days_ago(100 - version))
    picture = drawn(session, "5e41e5")
    assert picture.omitted == 3
    assert picture.lanes[0].label == "v4"
    assert len(picture.marks) == len(picture.lanes) == timeline.LANES


def test_a_series_of_one_mail_has_a_picture(session: Session) -> None:
    make.post(session, make.series(session, key="5e41e5"), total=1, cover=False, date=days_ago(1))
    picture = drawn(session, "5e41e5")
    assert [(mark.kind, mark.x) for mark in picture.marks] == [("posted", timeline.LEFT)]
    assert [name for _, name in picture.days] == ["2026-07-14"]


def test_each_mark_on_the_page_leads_to_its_message(get: Get, pump: str) -> None:
    page = get(f"/series/{pump}/")
    marks = {
        attributes["aria-label"]: attributes["href"]
        for name, attributes in page.elements
        if name == "a" and (attributes.get("aria-label") or "").startswith(("reply: ", "review tag: ", "objection: "))
    }
    assert marks["reply: Cid: reply to v1"] == "/messages/late@x/"
    assert marks["review tag: Bea: Reviewed-by on v2"] == "/messages/tag@x/"
    assert marks["objection: Dan objects: logic, open"] == "/messages/no@x/"
    assert "2026-07-10 12:00 v1 reply: Cid: reply to v1" in " ".join(page.text.split())


def test_a_name_is_inert_in_the_picture(get: Get, session: Session) -> None:
    posted = make.post(session, make.series(session, key="5e41e5"), date=days_ago(3))
    make.reply(session, posted[1], from_name='"><script>alert(1)</script>\u202e' + "x" * 10_000)
    html = get("/series/5e41e5/").html
    figure = html[html.index("<figure") : html.index("</figure>")]
    assert "&lt;script&gt;" in figure
    assert "<script" not in figure
    assert "\u202e" not in figure
    assert len(figure) < 10_000
