"""The pages of patches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import models
from app.queries import talks
from app.web import patch, sheet
from tests import factories as make
from tests.app.remarks import remark

from .conftest import Page

Get = Callable[..., Page]

PATCH = b"""\
From: Ada <ada@example.org>
Subject: [PATCH 1/2] repair the pump

It leaks.

diff --git a/pump.c b/pump.c
--- a/pump.c
+++ b/pump.c
@@ -1,2 +1,2 @@ pump
-old
+new
 same
"""


def post(session: Session, of: models.Series | None = None, raw: bytes = PATCH, **columns: Any) -> make.Posted:
    content = make.content(session, raw)
    return make.post(session, of or make.series(session), mail={"content_id": content.id}, **columns)


def two(session: Session) -> tuple[make.Posted, make.Posted]:
    """Two versions, the first patch of which was compared."""
    series = make.series(session)
    earlier = post(session, series)
    later = post(session, series, PATCH.replace(b"+new", b"+newer"), version=2, date=make.days_ago(5))
    ends = {"earlier_id": earlier.revision.id, "later_id": later.revision.id}
    session.add(models.Comparison(**ends, inputs=""))
    session.flush()
    ids = {"earlier_patch_id": earlier[1].id, "later_patch_id": later[1].id}
    session.add(models.PatchPair(**ends, **ids, position=0, how="changed", likeness=0.5))
    session.flush()
    return earlier, later


def path(message: models.Message) -> str:
    return f"/patches/{message.message_id}/"


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_the_diff_with_its_numbers_and_signs(get: Get, session: Session) -> None:
    page = get(path(post(session)[1]))
    assert [page.classes(look) for look in ("hunk", "file")] == [1, 3]
    assert '<span class="l del"><span class="no">    1      </span>-old\n</span>' in page.html
    assert '<span class="l add"><span class="no">          1</span>+new\n</span>' in page.html
    assert '<span class="l ctx"><span class="no">    2     2</span> same\n</span>' in page.html
    assert "It leaks." in page.text


def test_the_way_to_the_series_the_mail_and_the_patches_beside_it(get: Get, session: Session) -> None:
    series = make.series(session)
    posted = post(session, series, total=3, version=2)
    page = get(path(posted[2]))
    assert page.links["repair the pump"] == f"/series/{series.key}/"
    assert "Patches of v2" in get(page.links["v2"]).text
    assert page.links["raw"] == f"/messages/{posted[2].message_id}/raw"
    beside = {a["rel"]: (a["accesskey"], a["href"]) for _, a in page.elements if "accesskey" in a}
    assert beside == {"prev": ("p", path(posted[1])), "next": ("n", path(posted[3]))}
    heads = {a["rel"]: a["href"] for name, a in page.elements if name == "link" and a.get("rel") in ("prev", "next")}
    assert heads == {"prev": path(posted[1]), "next": path(posted[3])}


def test_the_series_page_leads_to_its_patches(get: Get, session: Session) -> None:
    series = make.series(session)
    posted = post(session, series)
    page = get(f"/series/{series.key}/")
    assert path(posted[1]) in [attributes.get("href") for _, attributes in page.elements]


def test_a_remark_stands_at_its_line_with_its_answers_below(get: Get, session: Session) -> None:
    posted = post(session)
    bea = make.reply(session, posted[1], message_id="bea@x")
    place = {"path": "pump.c", "line": 1, "code": "+new"}
    remark(session, bea, "logic: This leaks", text="This leaks.", **place)
    ada = make.reply(session, posted[1], "Ada", message_id="ada@x", parent="bea@x")
    remark(session, ada, act="concede", role="author", text="It does.")
    page = get(path(posted[1]))
    text = words(page)
    order = ["+new", "Bea", "logic required", "This leaks.", "open", "1 answer", "Ada", "It does.", "same"]
    places = [text.index(each, text.index("+new")) for each in order]
    assert places == sorted(places)
    assert "<mark>This leaks</mark>" in page.html
    assert page.links["Bea"] == "/messages/bea@x/#remark-0"
    assert "pump.c +1 -1 2 remarks" in text


def test_remarks_without_a_place_stand_on_top(get: Get, session: Session) -> None:
    posted = post(session)
    reply = make.reply(session, posted[1], message_id="bea@x")
    remark(session, reply, "approach", number=0, text="Must it be?")
    remark(session, reply, act="inform", number=1, text="Hello.")
    remark(session, reply, "logic", number=2, text="Not there.", path="lost.c", line=3, code="+x")
    remark(session, reply, "logic", number=3, text="Say why.", line=1, code="It leaks.")
    text = words(get(path(posted[1])))
    order = ["Must it be?", "lost.c:3", "Not there.", "1 other remark", "Hello.", "It leaks.", "Say why.", "+new"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_the_tags_of_the_patch(get: Get, session: Session) -> None:
    posted = post(session)
    reply = make.reply(session, posted[1], message_id="bea@x")
    make.tag(session, reply, "Reviewed-by", "Bea")
    page = get(path(posted[1]))
    assert page.links["Reviewed-by"] == "/messages/bea@x/"


def test_what_changed_since_an_earlier_version_and_what_was_objected_to_it(get: Get, session: Session) -> None:
    earlier, later = two(session)
    reply = make.reply(session, earlier[1], message_id="bea@x")
    for number, place in enumerate(("line", "elsewhere", None)):
        remark(session, reply, "logic", number=number, text=f"point {number}")
        if place:
            ends = {"earlier_id": earlier.revision.id, "later_id": later.revision.id}
            session.add(models.Followed(message_id=reply.id, number=number, **ends, place=place, named="<b>fixed"))
    page = get(get(path(later[1])).links["since v1"])
    text = words(page)
    assert "point 0 open What became of it is not derived yet. v2: the lines it is about were changed" in text
    assert "its changelog says <b>fixed" in text
    assert "point 2 open What became of it is not derived yet. v2: it was not looked" in text
    assert "-+new ++newer" in text
    assert page.links["The patch in v1"] == path(earlier[1])
    assert page.links["whole patch"] == path(later[1])


def test_an_objection_to_an_earlier_version_stands_where_the_line_was_changed(get: Get, session: Session) -> None:
    earlier, later = two(session)
    reply = make.reply(session, earlier[1], message_id="bea@x")
    places = [("pump.c", 1, "+new"), ("valve.c", 1, "+new"), (None, None, None)]
    for number, (file, line, code) in enumerate(places):
        remark(session, reply, "logic", number=number, text=f"point {number}", path=file, line=line, code=code)
    text = words(get(path(later[1]), since=earlier.revision.key))
    order = ["point 1", "point 2", "What changed since v1", "-+new", "point 0", "++newer"]
    assert [text.count(each) for each in order] == [1] * len(order)
    assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)


def test_what_checks_found_with_the_way_to_their_logs(get: Get, session: Session) -> None:
    posted = post(session)
    logs = {"build": "https://ci.example.org/1", "style": "javascript:alert(1)", "boot": ""}
    for number, (context, target) in enumerate(logs.items()):
        found = {
            "state": "fail" if target else "success",
            "target": target,
            "description": "<b>",
            "by": "ci@example.org",
        }
        on = {"message_id": posted[1].message_id, "context": context, "at": make.days_ago(number)}
        session.add(models.Check(**found, **on))
    for page in (get(path(posted[1])), get(f"/series/{session.query(models.Series).one().key}/")):
        assert page.links["build"] == "https://ci.example.org/1"
        assert page.links.keys().isdisjoint({"style", "boot"})
        assert page.text.count("fail") >= 2
    assert "Checks: 2 fail, 1 success" in words(get(path(posted[1])))


def test_versions_that_are_the_same_are_said_to_be(get: Get, session: Session) -> None:
    earlier, later = two(session)
    later[1].content_id = earlier[1].content_id
    text = words(get(path(later[1]), since=earlier.revision.key))
    assert "The patch and its commit message are the same." in text
    assert "Nobody objected to the patch in v1." in text


@pytest.mark.parametrize("key", ["", "x", "\0", "later"])
def test_there_is_nothing_since_a_version_that_it_was_not_compared_with(get: Get, session: Session, key: str) -> None:
    _, later = two(session)
    key = later.revision.key if key == "later" else key
    assert "was not compared with such a version" in get(path(later[1]), 404, since=key).text


def test_other_messages_have_their_own_page(get: Get, client: FlaskClient, session: Session) -> None:
    posted = post(session)
    assert posted.cover is not None
    session.commit()
    for name in (posted.cover.message_id, "lost@x"):
        answer = client.get(f"/patches/{name}/")
        assert (answer.status_code, answer.location) == (302, f"/messages/{name}/")


def test_what_is_left_out_is_told(get: Get, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LINES", 5)
    monkeypatch.setattr(talks, "LIMIT", 1)
    posted = post(session)
    for number in range(3):
        remark(session, make.reply(session, posted[1]), number=number, text=f"point {number}")
    page = get(path(posted[1]))
    assert "4 more lines are left out" in page.text
    assert "remarks are shown; the others" in page.text
    assert ("point 0" in page.text, "point 1" in page.text) == (True, False)
    monkeypatch.setattr(patch, "BYTES", 90)
    assert "are read here" in get(path(posted[1])).text


def test_of_long_versions_the_beginning_is_compared(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier, later = two(session)
    monkeypatch.setattr(patch, "COMPARED", 7)
    text = words(get(path(later[1]), since=earlier.revision.key))
    assert "Only the beginning of these long mails was compared." in text
    assert "newer" not in text


def test_what_mails_say_is_inert(get: Get, session: Session) -> None:
    evil = '<script>alert(1)</script>"\u202e'
    raw = PATCH.replace(b"pump.c", evil.encode()).replace(b"new", evil.encode())
    posted = post(session, make.series(session, title=evil), raw, title=evil)
    posted[1].title = posted[2].title = evil
    reply = make.reply(session, posted[1], evil)
    remark(session, reply, "logic", text=evil, path=evil, line=1, code=evil)
    make.tag(session, reply, "Reviewed-by", evil)
    page = get(path(posted[1]))
    assert "\u202e" not in page.html
    assert page.text.count("<script>") >= 8
