"""The pages of series."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import models
from app.web import series as web_series
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import days_ago

from .conftest import Page

Get = Callable[..., Page]


@pytest.fixture
def series(session: Session) -> models.Series:
    """v1 of two patches, the first one tested; v2 with a reviewed cover, an acked patch, and a discussion."""
    series = make.series(session)
    make.series_list(session, series, make.mailing_list(session, "water"))
    first = make.post(session, series, version=1, date=days_ago(9))
    second = make.post(session, series, version=2, date=days_ago(5))
    make.revision_link(
        session,
        second.revision,
        first.revision,
        second[1].message_id,
        evidence="change-id",
        detail="abc",
        confidence=0.97,
    )
    tested = make.reply(session, first[1], "Cid")
    make.tag(session, tested, "Tested-by", "Cid")
    make.tag(session, second[1], "Tested-by", "Cid", how="written", origin_id=tested.id)
    assert second.cover is not None
    make.tag(session, make.reply(session, second.cover, "Bea", message_id="bea@x"), "Reviewed-by", "Bea")
    make.tag(session, make.reply(session, second[2], "Dan", message_id="dan@x"), "Acked-by", "Dan")
    make.patch_file(session, second[1], "pump/pump.c")
    return series


def test_a_line_of_the_list_leads_to_the_evidence(get: Get, series: models.Series) -> None:
    page = get("/series/")
    assert page.links["repair the pump"] == f"/series/{series.key}/"
    # v2 with an earlier one, whole, and one person each; Bea's tag is on the cover, so on all patches.
    assert page.links["Reviewed-by: 1"] == page.links["Acked-by: 1"] == f"/series/{series.key}/#tags"
    cells = {
        attributes["title"]: attributes["class"]
        for _, attributes in page.elements
        if str(attributes.get("class")).startswith("tag ") and "title" in attributes
    }
    assert cells["Reviewed-by from 1, on 2 of 2 patches"] == "tag R all"
    assert cells["Acked-by from 1, on 1 of 2 patches"] == "tag A"
    assert page.classes("dots") == 2
    assert page.links["water"] == "/lists/water/"


def test_an_incomplete_series_is_marked(get: Get, session: Session) -> None:
    make.post(session, make.series(session), total=5, numbers=[2, 3])
    page = get("/series/")
    assert "2/5! incomplete" in page.text


def test_versions_stand_side_by_side_with_what_links_them(get: Get, series: models.Series) -> None:
    page = get(f"/series/{series.key}/")
    text = " ".join(page.text.split())
    assert "v2 2026-07-10 12:00 2/2 2 1 1" in text
    assert "v1 by change-id abc 97 %" in text
    assert page.links["change-id"].startswith("/messages/")


def test_the_latest_version_is_shown_unless_another_one_is_asked_for(get: Get, series: models.Series) -> None:
    page = get(f"/series/{series.key}/")
    assert "Patches of v2" in page.text
    earlier = get(page.links["v1"])
    assert "Patches of v1" in earlier.text
    assert "Patches of v2" in get(f"/series/{series.key}/", version="nonsense").text


def test_tags_are_shown_by_patch_and_person_each_with_its_mail(
    get: Get, series: models.Series, session: Session
) -> None:
    page = get(f"/series/{series.key}/")
    links = [
        (attributes["class"], attributes["href"])
        for name, attributes in page.elements
        if name == "a" and str(attributes.get("class")).startswith("tag")
    ]
    origin = next(href for look, href in links if look == "tag T written")
    assert sorted(links, key=str) == [
        ("tag A", "/messages/dan@x/"),
        ("tag R inherited", "/messages/bea@x/"),
        ("tag R inherited", "/messages/bea@x/"),
        ("tag T written", origin),
    ]
    # What is carried over leads to where it was given, on v1.
    assert "Re:" in get(origin or "").text


def test_a_tag_that_was_lost_is_marked_in_its_cell_and_the_patch_in_both_versions(
    get: Get, series: models.Series, session: Session
) -> None:
    (first, second) = session.query(models.Revision).filter_by(series_id=series.id).order_by(models.Revision.version)
    parts = {
        (placed.revision_id, placed.number): session.get_one(models.Message, placed.message_id)
        for placed in session.query(models.Placement).filter_by(kind="patch")
    }
    (before, after) = (parts[first.id, 2], parts[second.id, 1])
    make.tag(session, make.reply(session, before, "Eva", message_id="eva@x"), "Reviewed-by", "Eva")
    ends = {"earlier_id": first.id, "later_id": second.id}
    session.add(models.Comparison(**ends, inputs=""))
    session.flush()
    ids = {"earlier_patch_id": before.id, "later_patch_id": after.id}
    session.add(models.PatchPair(**ends, **ids, position=0, how="changed", likeness=0.75))
    page = get(f"/series/{series.key}/")
    said = {str(a.get("class")): (a["title"], a["href"]) for name, a in page.elements if name == "a" and "title" in a}
    lost = "Reviewed-by, given to v1 and lost in v2: the patch was changed, 75 % alike"
    assert said["tag lost"] == (lost, "/messages/eva@x/")
    assert page.links["R\u00d7"] == "/messages/eva@x/"
    assert "lost" not in get(f"/series/{series.key}/", version=first.key).html.partition('class="hint">R Rev')[0]
    # Side by side, what was patch 2 leads to what changed in it.
    assert page.links["2\u21921 !"] == f"/patches/{after.message_id}/?since={first.key}"
    assert "What changed since v1" in get(page.links["2\u21921 !"]).text


def test_patches_with_files_and_lines(get: Get, series: models.Series) -> None:
    text = " ".join(get(f"/series/{series.key}/").text.split())
    assert "1 part 1 pump/pump.c +3 -1" in text


def test_commands_to_copy_are_safe_whatever_the_message_id_is(get: Get, session: Session) -> None:
    series = make.series(session)
    make.post(session, series, total=1, cover=False, mail={"message_id": "$(reboot)`id`' @x"})
    text = get(f"/series/{series.key}/").text
    for command in ("am", "shazam", "review track"):
        assert f"b4 {command} '$(reboot)`id`'\"'\"' @x'" in text


def test_the_discussion_of_the_shown_version_and_the_way_to_the_others(get: Get, series: models.Series) -> None:
    page = get(f"/series/{series.key}/")
    assert page.classes("node") == 5
    archive = [attributes for _, attributes in page.elements if str(attributes.get("href")).startswith("https://lore")]
    assert len(archive) == 5
    text = " ".join(page.text.split())
    assert "v2 2026-07-10 12:00 2/2 2 1 1 &middot; 5 v1 by" in text.replace("\u00b7", "&middot;")
    assert get(page.links["4"]).classes("node") == 4
    assert "part 1" in get(page.links["All of the thread on one page"]).text


def test_a_deep_discussion_is_indented_so_far_and_no_further(get: Get, session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, total=1, cover=False)
    parent = posted[1].message_id
    for _ in range(40):
        parent = make.reply(session, posted[1], parent=parent).message_id
    page = get(f"/series/{series.key}/")
    assert page.classes("d12") == 29
    assert page.classes("d13") == 0


def test_objections_are_counted_in_the_list_and_told_on_the_page(get: Get, session: Session) -> None:
    series = make.series(session)
    first = make.post(session, series, date=days_ago(9))
    second = make.post(session, series, version=2, date=days_ago(5))
    remark(session, make.reply(session, first[1], "Cid"), "naming", text="Bad name.")
    said = make.reply(session, second[2], "Bea", message_id="bea@x")
    remark(
        session,
        said,
        "abstraction: a broken one",
        "scope",
        number=3,
        text="This abstraction is a broken one.",
        severity="blocking",
        path="pump.c",
        line=7,
    )
    remark(session, make.reply(session, said, "Ada", message_id="ada@x"), act="rebut", role="author")
    derived(session)
    assert get("/series/").links["1"] == f"/series/{series.key}/#objections"
    page = get(f"/series/{series.key}/")
    text = " ".join(page.text.split())
    assert "abstraction blocking model, 0.83 scope model, 0.73" in text
    assert "Bea 2026-07-11 12:00 v2 patch 2 pump.c:7 This abstraction is a broken one." in text
    assert "rebutted The author disagrees, or says why the patch should stay as it is (model, 0.90). mail" in text
    assert "<mark>a broken one</mark>" in page.html
    assert page.links["mail"] == "/messages/ada@x/"
    assert page.links["Bea"] in ("/messages/bea@x/#remark-3", "/messages/bea@x/")
    assert "/messages/bea@x/#remark-3" in [attributes.get("href") for _, attributes in page.elements]
    assert "1 remark, 1 objection" in text
    # v2 is shown, of v1 it is told how many there are and what became of them.
    assert "Version All open rebutted v2 1 1 v1 1 1" in text
    assert "Bad name." not in text
    assert "Bad name." in get(f"/series/{series.key}/", version=first.revision.key).text


def test_of_very_many_objections_the_first_are_shown(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_series, "OBJECTIONS", 3)
    series = make.series(session)
    reply = make.reply(session, make.post(session, series)[1])
    for number in range(5):
        remark(session, reply, number=number, text=f"objection {number}")
    text = get(f"/series/{series.key}/").text
    assert [f"objection {number}" in text for number in range(5)] == [True, True, True, False, False]
    assert "2 more are left out." in text


def test_a_series_without_objections_says_so(get: Get, series: models.Series) -> None:
    assert "No objection was found." in get(f"/series/{series.key}/").text


def test_what_was_not_looked_at_is_said(get: Get, series: models.Series) -> None:
    assert "standing is not derived yet" in get(f"/series/{series.key}/").text


def test_a_suggestion_is_marked_as_one(get: Get, session: Session, series: models.Series) -> None:
    other = make.series(session, "mend the pump")
    posted = make.post(session, other, mail={"title": "mend the pump"})
    own = session.query(models.Revision).filter_by(series_id=series.id, version=2).one()
    make.revision_link(session, posted.revision, own, "why@x", evidence="titles", confidence=0.4, accepted=False)
    page = get(f"/series/{series.key}/")
    assert "suggestion v1 mend the pump with v2, by titles" in " ".join(page.text.split())
    assert page.links["mend the pump"] == f"/series/{other.key}/"
    assert get(f"/series/{other.key}/").links["repair the pump"] == f"/series/{series.key}/"


def test_other_names_of_a_series_lead_to_it(
    client: FlaskClient, get: Get, session: Session, series: models.Series
) -> None:
    first = session.query(models.Revision).filter_by(series_id=series.id, version=1).one()
    head = session.get_one(models.Message, first.head_id)
    session.commit()
    for name in (first.key, head.message_id, f"<{head.message_id}>"):
        answer = client.get(f"/series/{name}/")
        assert answer.status_code == 302
        assert urlsplit(answer.location).path == f"/series/{series.key}/"
        assert "Patches of v1" in get(answer.location).text


@pytest.mark.parametrize("name", ["none", "a@x", "%00", "%f0%9f%90%a7"])
def test_a_name_that_is_none_is_said_to_be_none(get: Get, name: str) -> None:
    assert "No series has this name" in get(f"/series/{name}/", 404).text
