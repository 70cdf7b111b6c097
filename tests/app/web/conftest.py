"""A client of the web face, and pages that are looked through for whatever could act on their reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.config import Config, Database
from app.web import create_app
from tests.factories import NOW

VOID = {"meta", "link", "input", "br", "hr", "img"}
INLINE = {"a", "abbr", "b", "bdi", "code", "mark", "span", "time"}
ACTIVE = {"script", "iframe", "object", "embed", "base", "style", "math", "img", "video", "audio", "source"}
# What our own drawings are made of; nothing of it stands elsewhere.
DRAWN = {"svg", "line", "text", "rect"}
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "data"}


class Page(HTMLParser):
    """An answer in HTML: `text` without markup, `links` by their text, `elements` as (name, attributes).

    It has to be well-formed, with each id once, and with nothing in it that a browser would run or load from elsewhere.
    """

    def __init__(self, status: int, html: str) -> None:
        super().__init__()
        self.status, self.html = status, html
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.links: dict[str, str] = {}
        self._open: list[str] = []
        self._link: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []
        ids = [attributes["id"] for _, attributes in self.elements if "id" in attributes]
        assert len(ids) == len(set(ids))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        ours = tag == "script" and (attributes.get("src") or "").startswith("/static/")
        assert tag not in ACTIVE or ours
        assert tag not in DRAWN or (tag == "svg" and "figure" in self._open) or "svg" in self._open
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ADDRESSES:
                assert urlsplit(value or "").scheme in ("", "http", "https"), value
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a":
            self._link = []

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag not in INLINE:
            self.text += " "
        if tag == "a":
            href = [attributes for name, attributes in self.elements if name == "a"][-1]["href"]
            self.links["".join(self._link).strip()] = href or ""

    def handle_data(self, data: str) -> None:
        self.text += data
        self._link.append(data)

    def classes(self, name: str) -> int:
        """How many elements have this class."""
        return sum(name in (attributes.get("class") or "").split() for _, attributes in self.elements)


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> Iterator[FlaskClient]:
    url = engine.url.render_as_string(hide_password=False)
    app = create_app(Config(tmp_path / "config.toml", database=Database(url)), clock=lambda: NOW)
    yield app.test_client()
    app.extensions["docket.engine"].dispose()


@pytest.fixture
def get(client: FlaskClient, session: Session) -> Callable[..., Page]:
    """`get(path)` commits what the test has made, and gives the page."""

    def look(path: str, status: int = 200, **query: str) -> Page:
        session.commit()
        response = client.get(path, query_string=query or None)
        assert response.status_code == status, response.text
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        return Page(response.status_code, response.text)

    return look
