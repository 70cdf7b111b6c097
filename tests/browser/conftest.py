"""A real browser on a real server: Chromium on `docket serve`, over the demo archive and a hostile one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import db
from app.config import load
from app.db import ROOT
from tests.app.web.accounts import account

from . import hostile, objections

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT_USER = "root@example.org"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser(need: Callable[[str], str]) -> Iterator[Browser]:
    program = need("chromium")
    if os.environ.get("DOCKET_REQUIRE_ALL") != "1":
        pytest.importorskip("playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, without a slash at its end."""
    place = tmp_path_factory.mktemp("site")
    (place / "config.toml").write_text('[database]\nurl = "sqlite:///docket.db"\n')
    hostile.write(place / "hostile.mbox")
    for name, mailbox in (("demo", ROOT / "docs" / "demo" / "demo.mbox"), ("hostile", place / "hostile.mbox")):
        subprocess.run(_docket("ingest", place, "--list", name, "--from", str(mailbox)), check=True)
    engine = db.connect(load(place / "config.toml", {}))
    with db.sessions(engine)() as session:
        objections.write(session)
        account(session, ROOT_USER, role="admin")
    engine.dispose()
    with subprocess.Popen(
        _docket("serve", place, "--port", "0", "--json"), stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())["url"].rstrip("/")
        server.terminate()


def _docket(command: str, place: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "docket.py"), command, "--config", str(place / "config.toml"), *arguments]


@pytest.fixture
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window at the start page. Whatever asks for another host, runs a dialog or complains fails the test.

    `@pytest.mark.parametrize("page", [{...}], indirect=True)` says what is special about the window.
    """
    context = browser.new_context(base_url=site, **getattr(request, "param", {}))
    page = context.new_page()
    # Twenty times what the slowest page takes; what is not there by then does not come.
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("dialog", lambda dialog: complaints.append(f"a dialog says {dialog.message}"))
    page.on("pageerror", lambda error: complaints.append(f"a script fails: {error}"))
    page.on("console", lambda message: complaints.append(message.text))
    page.on(
        "request", lambda asked: None if asked.url.startswith(site) else complaints.append(f"asked for {asked.url}")
    )
    page.goto("/")
    yield page
    context.close()
    assert complaints == []


def visit(page: Page, path: str) -> None:
    """Go to a page of the site and see that it is there."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
