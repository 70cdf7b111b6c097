from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import UsageError
from ingest.source import Source, open_source

from .archives import Epoch, Inbox, mail


def opened(locator: str | Path) -> Source:
    return open_source(str(locator), mirrors=Path("nowhere"), limit=1000, timeout=1)


def test_a_relative_path_and_an_absolute_one_are_one_source(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.epoch(0)
    monkeypatch.chdir(tmp_path)
    names = ["inbox", "./inbox/", inbox.directory, f"{tmp_path}/other/../inbox"]
    assert {opened(name).locator for name in names} == {str(inbox.directory)}


def test_what_begins_with_a_dash_is_a_path(epoch: Epoch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    epoch.add(mail("one"))
    epoch.git_dir.rename(tmp_path / "--version")
    monkeypatch.chdir(tmp_path)
    assert [found.raw for found in opened("--version").mails({})] == [mail("one")]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("missing", "there is no such file or directory"),
        ("empty", "is empty"),
        ("junk", "does not begin with a From_ line"),
        ("junk.gz", "does not begin with a From_ line"),
        ("directory", "is none of these"),
        ("inbox", "is none of these"),
        ("pipe", "is none of these"),
    ],
)
def test_what_is_no_source_is_refused_with_what_was_expected(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "junk").write_bytes(bytes(range(256)) * 1000)
    (tmp_path / "junk.gz").write_bytes(b"\x1f\x8bjunk")
    (tmp_path / "directory").mkdir()
    (tmp_path / "inbox" / "git").mkdir(parents=True)
    with pytest.raises(UsageError, match=f"{name}: {what}.* expected a public-inbox v2 directory"):
        opened(tmp_path / name)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/list",
        "file:///etc",
        "ssh://example.org/x",
        "ext::sh -c true://x",
        "http://",
        "http:///list",
        "https://[example/list",
        "https://example.org/list?x=1",
        "https://example.org/list#x",
        "https://ann:secret@example.org/list",
    ],
)
def test_only_plain_http_urls_are_archives(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        opened(url)
    assert "secret" not in str(raised.value)
