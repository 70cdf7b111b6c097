"""Message-IDs in URLs."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from flask import Flask, request
from hypothesis import example, given
from hypothesis import strategies as st

from app.web import routing

BASE = "http://example.org/somewhere/"


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__)
    routing.install(app)
    for view in ("show", "raw"):
        path = "/messages/<name:message_id>/" + ("raw" if view == "raw" else "")
        app.add_url_rule(path, view, lambda message_id: repr((request.endpoint, message_id)))
    return app


NASTY = (
    *("a/b@x", "../../etc", "..", ".", "a//b", "a/", "/a", "//", "a/raw", "raw", "%2e%2e", "a%2Fb", "a?b#c"),
    *("a\\b", "a;b", "<a>", "<<a>>", "<..>", "<", ">", "<>", "\u00fc@\u4e2d", "a b", "+", "a\nb", "\u202e", "'\"&"),
)


def nasty(test: Callable[..., None]) -> Callable[..., None]:
    for case in NASTY:
        test = example(case)(test)
    return test


@nasty
@given(st.text(min_size=1).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_each_message_id_has_an_address_that_gives_it_back(app: Flask, message_id: str) -> None:
    with app.test_request_context():
        adapter = app.url_map.bind("example.org")
        for endpoint in ("show", "raw"):
            url = adapter.build(endpoint, {"message_id": message_id})
            # Browsers take out segments of dots, also quoted ones, and this is how the rest of them join.
            seen = urljoin(BASE, url)
            assert seen == "http://example.org" + url
            assert all(segment.lower().replace("%2e", ".") not in (".", "..") for segment in url.split("/"))
            assert app.test_client().get(url).text == repr((endpoint, message_id))


def test_a_message_id_may_be_pasted_with_its_brackets(app: Flask) -> None:
    assert app.test_client().get("/messages/<a@x>/").text == "('show', 'a@x')"
