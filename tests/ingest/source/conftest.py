"""Archives and servers for the tests of the sources, and for others that need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .archives import Epoch, Inbox, mail
from .servers import PublicInboxServer, Web, public_inbox_server, web_archive


@pytest.fixture
def epoch(tmp_path: Path) -> Epoch:
    return Epoch(tmp_path / "0.git").create()


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with web_archive(tmp_path) as web:
        yield web


@pytest.fixture
def own_public_inbox(tmp_path: Path, need: Callable[[str], str]) -> Iterator[PublicInboxServer]:
    """A server with two mails of the test's own, for what changes the archive."""
    with public_inbox_server(tmp_path, need, mail("one"), mail("two")) as server:
        yield server


@pytest.fixture(scope="session")
def public_inbox(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Iterator[PublicInboxServer]:
    """A server that all tests share and none changes: a series in three versions, each with a reply, and a stranger."""
    mails: list[bytes] = []
    for version, prefix in ((1, "PATCH"), (2, "PATCH v2"), (3, "PATCH v3")):
        date = f"Mon, {5 + 7 * version} Jan 2026 12:00:00 +0000"
        cover = f"<v{version}-0@example.org>"
        mails.append(mail(f"v{version}-0", f"[{prefix} 0/1] widget: count the widgets", Date=date))
        mails.append(mail(f"v{version}-1", f"[{prefix} 1/1] widget: add a counter", Date=date, In_Reply_To=cover))
        mails.append(
            mail(f"v{version}-r", f"Re: [{prefix} 0/1] widget: count the widgets", Date=date, In_Reply_To=cover)
        )
    mails.append(mail("other", "[PATCH] gadget: name the gadgets", Date="Tue, 6 Jan 2026 12:00:00 +0000"))
    with public_inbox_server(tmp_path_factory.mktemp("public-inbox"), need, *mails) as server:
        yield server
