"""Takes the pictures of README.md anew, with Debian's Chromium: `.venv/bin/python docs/screenshots.py`.

They show the demo archive as it is on the day after its last mail.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from app.config import Config, load
from app.db import ROOT
from app.web import create_app

NOW = dt.datetime(2026, 7, 24, 8, 0, tzinfo=dt.UTC)
HOST, PORT = "127.0.0.1", 8479
# Where a page is, and what of it stands on top of the picture.
PAGES = {
    "dashboard": ("/?me=tomasz@example.org", "body"),
    "patch": ("/patches/20260601080211.71204-2-hyeonwoo.baek@example.org/", ".one-file"),
}


def demo(place: Path) -> Config:
    """The settings of a database with the demo archive in it."""
    path = place / "config.toml"
    path.write_text('[database]\nurl = "sqlite:///docket.db"\n', encoding="utf-8")
    for name in ("demo", "tracing"):
        mailbox = ROOT / "docs" / "demo" / f"{name}.mbox"
        command = [sys.executable, str(ROOT / "docket.py"), "ingest", "--config", str(path)]
        command += ["--list", name, "--from", str(mailbox)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return load(path, {})


def pictures(config: Config, folder: Path) -> None:
    server = make_server(HOST, PORT, create_app(config, clock=lambda: NOW), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=f"http://{HOST}:{PORT}", viewport={"width": 1120, "height": 760})
        for name, (path, top) in PAGES.items():
            page.goto(path)
            page.locator(top).first.evaluate("element => element.scrollIntoView()")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        pictures(demo(Path(place)), ROOT / "docs" / "screenshots")
