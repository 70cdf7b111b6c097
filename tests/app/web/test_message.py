"""The pages of messages."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import models
from app.web import message
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import days_ago

from .conftest import Page
from .test_routing import NASTY

Get = Callable[..., Page]

PATCH = b"""\
From: Ada <ada@example.org>
To: Bea <bea@example.org>
Subject: [PATCH 1/2] repair the pump
Message-ID: <pump@x>

See https://example.org/pump

diff --git a/pump.c b/pump.c
--- a/pump.c
+++ b/pump.c
@@ -1 +1 @@
-old
+new
"""


def mail(session: Session, raw: bytes = PATCH, **columns: Any) -> models.Message:
    content = make.content(session, size=len(raw), data=zlib.compress(raw))
    return make.message(session, **{"message_id": "pump@x", "content_id": content.id} | columns)


def test_headers_and_the_body_with_its_diff(get: Get, session: Session) -> None:
    mail(session, subject="[PATCH 1/2] repair the pump")
    page = get("/messages/pump@x/")
    assert "To Bea <bea@example.org>" in " ".join(page.text.split())
    assert page.links["https://example.org/pump"] == "https://example.org/pump"
    assert page.links["raw"] == "/messages/pump@x/raw"
    assert page.links["lore"] == "https://lore.kernel.org/r/pump@x"
    assert [page.classes(look) for look in ("file", "hunk", "add", "del")] == [1, 1, 1, 1]


def test_its_place_in_the_series_and_its_neighbours(get: Get, session: Session) -> None:
    series = make.series(session)
    posted = make.post(session, series, version=2, mail={"subject": "[PATCH v2 0/2] repair the pump"})
    assert posted.cover is not None
    patch = get(f"/messages/{posted[1].message_id}/")
    assert "patch 1 of 2" in patch.text
    assert patch.links["repair the pump"] == f"/series/{series.key}/"
    assert "Patches of v2" in get(patch.links["v2"]).text
    answer = make.reply(session, posted[1], "Bea", message_id="bea@x", subject="Re: pump")
    assert get(f"/messages/{posted[1].message_id}/").links["Re: pump"] == "/messages/bea@x/"
    assert get("/messages/bea@x/").links[posted[1].subject] == f"/messages/{posted[1].message_id}/"
    assert "cover letter" in get(f"/messages/{posted.cover.message_id}/").text
    assert answer.parent == posted[1].message_id


def test_tags_and_remarks_with_their_places(get: Get, session: Session) -> None:
    reply = mail(session)
    make.tag(session, reply, "Reviewed-by", "Bea")
    make.tag(session, reply, "Link", value="https://example.org/why")
    make.remark(session, reply, number=1, path="pump.c", line=7, text="This leaks.")
    make.remark(session, reply, number=2, line=3, text="Say why.")
    page = get("/messages/pump@x/")
    text = " ".join(page.text.split())
    assert "Reviewed-by Bea" in text
    assert page.links["https://example.org/why"]
    assert "pump.c:7 This leaks." in text
    assert "commit message, line 3 Say why." in text
    assert [attributes["id"] for _, attributes in page.elements if str(attributes.get("id")).startswith("remark-")] == [
        "remark-1",
        "remark-2",
    ]


def test_a_remark_says_what_it_does_and_who_says_so(get: Get, session: Session) -> None:
    reply = mail(session)
    remark(session, reply, number=0, act="question", act_score=0.71, text="Why?")
    remark(session, reply, number=1, act="object", severity="minor", text="Nit.")
    remark(session, reply, number=2, act="object", severity="blocking", source="rule: nak", text="NAK")
    remark(session, reply, "reuse: the helper", "style", number=3, text="Use the helper.")
    remark(session, reply, number=4, act="inform", origin="form letter", text="Thank you for your patch.")
    remark(session, reply, number=5, act="approve", source="person", text="Good.")
    make.remark(session, reply, number=6, text="Later.")
    page = get("/messages/pump@x/")
    text = " ".join(page.text.split())
    assert "question, model, 0.71 Why?" in text
    assert "object, model, 0.90 minor Nit." in text
    assert "object, rule: nak blocking NAK" in text
    assert "object, model, 0.90 reuse required model, 0.83 style model, 0.73 Use the helper." in text
    assert "<mark>the helper</mark>" in page.html
    assert "form letter Thank you" in text
    assert "inform" not in text
    assert "approve, person Good." in text
    assert "not classified yet Later." in text


def test_an_objection_to_a_series_says_what_became_of_it(get: Get, session: Session) -> None:
    reply = make.reply(session, make.post(session, make.series(session))[1], message_id="bea@x")
    remark(session, reply, "logic", text="This leaks.")
    remark(session, make.reply(session, reply, "Ada", message_id="ada@x"), act="concede", role="author")
    derived(session)
    page = get("/messages/bea@x/")
    assert "This leaks. conceded The author accepts it (model, 0.90). mail" in " ".join(page.text.split())
    assert page.links["mail"] == "/messages/ada@x/"


def test_what_was_never_seen_is_looked_for_in_the_archive(get: Get, session: Session) -> None:
    mail(session, parent="lost@x")
    assert get("/messages/pump@x/").links["lost@x"] == "https://lore.kernel.org/r/lost@x"


def test_a_problem_of_the_mail_is_told(get: Get, session: Session) -> None:
    mail(session, problem="took too long")
    assert "could not be read whole: took too long" in get("/messages/pump@x/").text


def test_of_a_long_mail_the_beginning_is_shown(get: Get, client: FlaskClient, session: Session) -> None:
    raw = b"Subject: x\n\nbeginning" + b"\n" * 8_000_000 + b"end"
    mail(session, raw)
    page = get("/messages/pump@x/")
    assert "is 7,812 kB long, and only the first 512 kB are shown" in page.text
    assert "Only the first 20,000 lines are shown" in page.text
    assert "beginning" in page.text
    assert client.get("/messages/pump@x/raw").data == raw


def test_attachments_are_listed(get: Get, session: Session) -> None:
    parts = [b"", b"--b", b"", b"text", b"--b", b"Content-Type: application/pdf; name=plan.pdf", b"", b"%PDF", b"--b--"]
    mail(session, b"\n".join([b"Content-Type: multipart/mixed; boundary=b", *parts]))
    page = get("/messages/pump@x/")
    assert "attachment plan.pdf application/pdf, 4 bytes" in page.text
    assert "%PDF" not in page.text


@pytest.mark.parametrize(
    ("raw", "charset"),
    [(PATCH, "utf-8"), ("J\u00fcrgen".encode(), "utf-8"), (b"J\xfcrgen", "iso-8859-1"), (b"", "utf-8")],
)
def test_the_raw_mail_is_its_bytes_and_never_more_than_text(
    client: FlaskClient, session: Session, raw: bytes, charset: str
) -> None:
    mail(session, raw)
    session.commit()
    answer = client.get("/messages/pump@x/raw")
    assert answer.data == raw
    assert answer.content_type == f"text/plain; charset={charset}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("view", ["", "raw"])
def test_an_unknown_message_is_said_to_be_unknown_and_looked_for_in_the_archive(get: Get, view: str) -> None:
    page = get(f"/messages/a%2Fb@x/{view}", 404)
    assert "No list that is read here has brought a message with this Message-ID." in page.text
    assert page.links["https://lore.kernel.org/r/a%2Fb@x"]


def test_a_message_with_any_message_id_is_found_by_the_links_to_it(
    get: Get, client: FlaskClient, session: Session
) -> None:
    series = make.series(session)
    posted = make.post(session, series, total=1, cover=False, mail={"subject": "the patch"})
    for number, name in enumerate(NASTY):
        raw = f"Subject: nasty {number}\n\ntext".encode()
        content = make.content(session, size=len(raw), data=zlib.compress(raw))
        make.reply(
            session, posted[1], f"nasty {number}", message_id=name, content_id=content.id, subject=f"nasty {number}"
        )
    page = get(f"/series/{series.key}/")
    for number in range(len(NASTY)):
        reply = get(page.links[f"nasty {number}"])
        assert f"Subject nasty {number}" in " ".join(reply.text.split())
        assert client.get(reply.links["raw"]).text == f"Subject: nasty {number}\n\ntext"


def test_a_mail_is_read_no_further_than_a_page_shows(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message, "BYTES", 40)
    mail(session, b"Subject: x\n\n" + b"a" * 28 + b"not this")
    assert "not this" not in get("/messages/pump@x/").text


def test_the_thread_of_a_message_is_read_on_one_page(
    get: Get, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message, "PAGE", 2)
    top = mail(session, subject="[PATCH] repair the pump", date=days_ago(9))
    for number, days in ((1, 8), (2, 7)):
        raw = f"Subject: Re: x\n\nanswer {number}".encode()
        on = {"thread_id": top.thread_id, "parent": "pump@x", "date": days_ago(days)}
        mail(session, raw, message_id=f"{number}@x", subject=f"Re: answer {number}", **on)
    one = get("/messages/1@x/")
    assert one.links["permalink"] == "/messages/1@x/"
    page = get(one.links["thread"].partition("#")[0])
    assert "Thread of 3 messages, of which 1 to 2 stand here" in page.text
    assert ("See https://example.org/pump" in page.text, "answer 1" in page.text, "answer 2" in page.text) == (
        True,
        True,
        False,
    )
    # The answer leads to what it answers, on the same page while that stands there.
    ids = [attributes["id"] for name, attributes in page.elements if name == "article"]
    assert page.links["another"] == f"#{ids[0]}"
    assert one.links["thread"].partition("#")[2] == ids[1]
    later = get(page.links["Later messages"])
    assert ("answer 2" in later.text, later.links["another"]) == (True, "/messages/pump@x/")
    assert "Later messages" not in later.links
    get("/messages/lost@x/thread/", 404)
    get("/messages/1@x/thread/", 404, after="lost@x")
