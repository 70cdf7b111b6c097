"""A mail that tries to act on its reader: whatever it says, pages show it as text.

`Page` looks at each one for elements and attributes that run, and for links that lead elsewhere than to the web.
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask import url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import models
from app.web.filters import HIDDEN
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import NOW

from .accounts import account, sign_in
from .conftest import Page

Get = Callable[..., Page]

ATTACK = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)><a href=javascript:alert(1)>x</a>"
    "javascript:alert(1) data:text/html,x "
    "\u202eevil\u2066\u200b\x1b]0;x\x07\x00\ufeff{{ 7 * 7 }}{% raw %}</pre></title>"
)
LONG = ATTACK + "n" * 10_000
# SQLite would take a NUL, PostgreSQL and the parser do not.
STORED = LONG.replace("\0", "")
KEY = STORED[:255]


@pytest.fixture
def names(session: Session) -> dict[str, str]:
    """A series, a patch and a reply to it with the attack in every field that comes from a mail."""
    on = make.mailing_list(session, KEY, address=STORED)
    by = make.source(session, on, locator=STORED)
    raw = "".join(
        f"{name}: {ATTACK}{LONG}\n" for name in ("From", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To")
    )
    raw += "Content-Type: multipart/mixed; boundary=b\n\n"
    raw += f"--b\n\n{ATTACK}\n> {ATTACK}\ndiff --git {ATTACK}\n+{ATTACK}\nReviewed-by: {ATTACK}\n-- \n{ATTACK}\n"
    raw += f'--b\nContent-Type: application/x; name="{KEY[:100]}"\nContent-Disposition: attachment\n\nx\n'
    raw += f"--b\nContent-Type: text/html\n\n{ATTACK}\n--b--\n"
    stored = zlib.compress(raw.encode())
    series = make.series(session, STORED, author_name=STORED, author_email=KEY)
    make.series_list(session, series, on)
    written = {
        "subject": STORED,
        "title": STORED,
        "from_name": STORED,
        "from_email": KEY,
        "author_name": STORED,
        "author_email": KEY,
        "parent": KEY,
        "references": STORED,
        "problem": STORED,
    }
    posted = make.post(session, series, total=1, title=STORED, author_name=STORED, author_email=KEY, mail=written)
    earlier = make.post(session, series, version=0, total=9999, numbers=[1], title=STORED, mail=written)
    make.revision_link(session, posted.revision, earlier.revision, KEY, evidence=STORED, detail=STORED)
    lone = make.post(session, make.series(session, STORED), mail=written, title=STORED)
    make.revision_link(session, lone.revision, earlier.revision, KEY, evidence=STORED, detail=STORED, accepted=False)
    patch = posted[1]
    for number in range(3):
        make.patch_file(session, patch, f"{number}{KEY[:-1]}")
    content = make.content(session, size=len(raw), data=stored)
    reply = make.reply(
        session, patch, message_id=f"a{KEY[:-1]}", content_id=content.id, **{**written, "parent": patch.message_id}
    )
    for kind in ("Reviewed-by", "Nacked-by", KEY):
        make.tag(session, reply, kind, STORED, email=KEY, value=STORED)
        make.tag(session, patch, kind, "x" + STORED[:-1], email=KEY, value=STORED, how="written")
        make.tag(session, reply, kind, value=STORED)
    for number, origin in enumerate((None, KEY)):
        made = {"text": STORED, "quoted": STORED, "path": KEY, "line": 1, "code": STORED, "origin": origin}
        remark(session, reply, "logic", "naming", number=number, **made)
    # Evidence that is as long as the text, that begins within it, and that lies beyond it.
    for number, (start, stop) in enumerate([(0, len(STORED)), (40, 20_000)]):
        label = {"message_id": reply.id, "number": 0, "position": number}
        session.query(models.RemarkLabel).filter_by(**label).update({"start": start, "stop": stop, "source": KEY})
    answer = make.reply(session, reply, message_id=f"b{KEY[:-1]}", content_id=content.id)
    remark(session, answer, act="concede", role="author", source=KEY)
    make.copy(session, reply, by)
    make.copy(session, patch, by)
    make.address(session, KEY, make.person(session, STORED, key="evil"), name=STORED)
    for number, target in enumerate(("javascript:alert(1)", f"https://example.org/{STORED}")):
        result = {"context": f"{number}{KEY[:-1]}", "state": "fail", "description": STORED, "by": KEY, "at": NOW}
        session.add(models.Check(message_id=patch.message_id, target=target, **result))
    return {"series": series.key, "list": KEY, "patch": patch.message_id, "reply": reply.message_id}


def test_every_page_shows_it_as_text(get: Get, names: dict[str, str]) -> None:
    index = get("/lists/")
    pages = [
        index,
        get("/"),
        get("/series/"),
        get(index.links[next(text for text in index.links if "evil" in text and "/lists/" in index.links[text])]),
        get(f"/series/{names['series']}/"),
        get(f"/messages/{names['patch']}/"),
        get("/objections/"),
        get("/objections/", list=KEY),
        get("/objections/logic/"),
    ]
    series = pages[4]
    pages.append(get(next(link for link in series.links.values() if link.startswith("/messages/a%22"))))
    for page in pages:
        assert "\u2039U+202E\u203aevil" in page.text
        assert "{{ 7 * 7 }}" in page.text
        assert not HIDDEN.search(page.html)
        assert all("javascript:" not in link.split(":")[0] for link in page.links.values())
    assert "<script>alert(1)</script>" in pages[-1].text


# These lead elsewhere, or are files of our own.
OUR_OWN = {"static", "send_static_file", "oidc.begin", "oidc.back"}
QUERIES = {
    "api.objections_index": {"label": "logic"},
    "complete.suggest": {"q": "list:"},
    "dashboard.show": {"me": "evil@example.org"},
    "charts.index": {"list": KEY},
}


def addresses(client: FlaskClient, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address that can be asked for, with the hostile series, list, patch and reply in the place of names."""
    reply = {"series.show": "series", "lists.show": "list", "patch.show": "patch", "mbox.show": "series"}
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in OUR_OWN:
            continue
        for kind in ("patch", "reply"):
            known = reply.get(rule.endpoint, kind)
            values = {argument: "logic" if argument == "label" else names[known] for argument in rule.arguments}
            with client.application.test_request_context():
                yield rule.endpoint, url_for(rule.endpoint, **values, **QUERIES.get(rule.endpoint, {}))


def test_no_answer_at_all_has_anything_that_acts(client: FlaskClient, session: Session, names: dict[str, str]) -> None:
    account(session, "root@example.org", role="admin")
    everywhere = [*dict.fromkeys(addresses(client, names))]
    shown = {endpoint for endpoint, address in everywhere if shows(client, endpoint, address)}
    assert len(shown) > 25, "most of what is there shows the mails"
    sign_in(client, "root@example.org")
    # Whoever may act is shown forms, with what they may act upon.
    assert shown <= {endpoint for endpoint, address in everywhere if shows(client, endpoint, address)}


def shows(client: FlaskClient, endpoint: str, address: str) -> bool:
    """Whether an answer says something of the hostile mails; it never says it so that anything acts."""
    answer = client.get(address)
    # A reply is no patch.
    assert answer.status_code in (200, 302, 404), address
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    match answer.mimetype:
        case "text/html":
            assert not HIDDEN.search(answer.text)
            assert answer.status_code == 302 or Page(answer.status_code, answer.text).html
        case "application/json" | "application/problem+json":
            assert answer.text.isascii()
            json.loads(answer.text)
        case "application/atom+xml":
            entries = ElementTree.fromstring(answer.text).iter()
            assert all(each.tag.startswith("{http://www.w3.org/2005/Atom}") for each in entries)
        case "text/csv":
            cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        case kind:
            assert kind in ("text/plain", "application/mbox"), endpoint
    return answer.status_code == 200 and "evil" in answer.text


@pytest.mark.parametrize("path", ["/series/", "/messages/", "/lists/", "/", "/objections/", "/objections/?list="])
def test_an_address_is_shown_as_text(get: Get, path: str) -> None:
    assert not HIDDEN.search(get(f"{path}{quote(ATTACK, safe='')}/", 404).html)


@pytest.mark.parametrize("path", ["/series/", "/lists/x/"])
def test_a_query_is_shown_as_text(get: Get, session: Session, path: str) -> None:
    make.mailing_list(session, "x")
    assert not HIDDEN.search(get(path, 400, q=f"{ATTACK}:").html)
