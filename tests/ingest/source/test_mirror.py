from __future__ import annotations

import fcntl
import gzip
import json
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.errors import DocketError
from ingest.facts import RawMail
from ingest.source import Absent, Source, SourceError, Unreachable, open_source

from .archives import git, mail
from .servers import PublicInboxServer, Web

ONE, TWO, THREE = (mail(name) for name in ("one", "two", "three"))
MANIFEST = "/inbox/manifest.js.gz"


def opened(url: str, mirrors: Path) -> Source:
    return open_source(url, mirrors=mirrors, limit=100_000, timeout=5)


def raws(source: Source, cursor: Mapping[int, str] | None = None) -> list[bytes]:
    return [mail.raw for mail in source.mails(cursor or {})]


def after(*mails: RawMail) -> dict[int, str]:
    return {mail.epoch: mail.locator for mail in mails}


def test_an_inbox_is_mirrored_and_named_by_its_url(web: Web, tmp_path: Path) -> None:
    web.inbox.epoch(0).add(ONE)
    web.inbox.epoch(1).add(TWO)
    web.publish()
    source = opened(f"{web.url}/", tmp_path / "mirrors")
    assert source.locator == web.url
    assert [(mail.epoch, mail.raw) for mail in source.mails({})] == [(0, ONE), (1, TWO)]


def test_only_epochs_that_have_changed_are_fetched_again(web: Web, tmp_path: Path) -> None:
    def forbidden(handler: object) -> None:
        raise AssertionError("epoch 0 has not changed")

    web.inbox.epoch(0).add(ONE)
    web.publish()
    cursor = after(*opened(web.url, tmp_path).mails({}))
    web.answers["/inbox/git/0.git/info/refs"] = forbidden
    web.inbox.epoch(1).add(TWO)
    web.publish()
    assert raws(opened(web.url, tmp_path), cursor) == [TWO]


def test_new_mails_and_rewritten_ones_arrive(web: Web, tmp_path: Path) -> None:
    kept, _ = web.inbox.epoch(0).add(ONE, TWO)
    web.publish()
    cursor = after(*opened(web.url, tmp_path).mails({}))
    web.inbox.epoch(0).add(THREE)
    web.publish()
    assert raws(opened(web.url, tmp_path), cursor) == [THREE]
    web.inbox.epoch(0).rewind(kept)
    web.publish()
    source = opened(web.url, tmp_path)
    assert source.rewritten(cursor) == {0: {kept}}
    assert raws(source, cursor) == [ONE]


def test_an_epoch_that_the_server_forgets_stays(web: Web, tmp_path: Path) -> None:
    web.inbox.epoch(0).add(ONE)
    web.inbox.epoch(1).add(TWO)
    web.publish()
    cursor = after(*opened(web.url, tmp_path).mails({}))
    del web.inbox.epochs[0]
    web.publish()
    assert opened(web.url, tmp_path).rewritten(cursor) == {}


def test_an_interrupted_mirror_is_begun_anew(web: Web, tmp_path: Path) -> None:
    web.inbox.epoch(0).add(ONE)
    web.publish()
    web.answers["/inbox/git/0.git/info/refs"] = lambda handler: handler.reply(500)
    with pytest.raises(Unreachable, match=r"git/0\.git: cannot be fetched"):
        opened(web.url, tmp_path)
    assert not list(tmp_path.glob("http*/*.git"))
    (partial,) = tmp_path.glob("http*/0.partial")
    (partial / "refs" / "heads" / "master.lock").touch()
    del web.answers["/inbox/git/0.git/info/refs"]
    assert raws(opened(web.url, tmp_path)) == [ONE]


def test_a_server_that_falls_silent_while_it_is_fetched_from_is_left(web: Web, tmp_path: Path) -> None:
    web.inbox.epoch(0).add(ONE)
    web.publish()
    left = threading.Event()
    web.answers["/inbox/git/0.git/info/refs"] = lambda handler: left.wait(60)
    with pytest.raises(Unreachable, match=r"git/0\.git: cannot be fetched"):
        open_source(web.url, mirrors=tmp_path, limit=100_000, timeout=1)
    left.set()


def test_a_failed_update_leaves_the_mirror_as_it_was(web: Web, tmp_path: Path) -> None:
    web.inbox.epoch(0).add(ONE)
    web.publish()
    opened(web.url, tmp_path)
    (mirror,) = tmp_path.glob("http*/0.git")
    before = git(mirror, "show-ref")
    (lost,) = web.inbox.epoch(0).add(TWO)
    web.inbox.epoch(0).lose(f"{lost}:m")
    web.publish()
    with pytest.raises(Unreachable, match="cannot be fetched"):
        opened(web.url, tmp_path)
    assert git(mirror, "show-ref") == before


def test_two_processes_do_not_update_a_mirror_at_the_same_time(web: Web, tmp_path: Path) -> None:
    web.inbox.epoch(0)
    web.publish()
    opened(web.url, tmp_path)
    (lock,) = tmp_path.glob("http*/lock")
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        with pytest.raises(SourceError, match="another process"):
            opened(web.url, tmp_path)


@pytest.mark.parametrize(
    ("status", "error"), [(404, Absent), (410, Absent), (403, Unreachable), (429, Unreachable), (500, Unreachable)]
)
def test_an_absent_inbox_differs_from_one_that_cannot_be_reached(
    web: Web, tmp_path: Path, status: int, error: type[DocketError]
) -> None:
    web.answers[MANIFEST] = lambda handler: handler.reply(status)
    with pytest.raises(error, match=MANIFEST) as raised:
        opened(web.url, tmp_path)
    assert type(raised.value) is error


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Are you a human?</html>",
        gzip.compress(b"no JSON", mtime=0),
        gzip.compress(b"[1, 2]", mtime=0),
        gzip.compress(b'{"/inbox/git/0.git": null}', mtime=0),
        gzip.compress(b"[" * 100_000, mtime=0),
        gzip.compress(b'{"/inbox": {"fingerprint": "1"}}', mtime=0),
        gzip.compress(b"{}", mtime=0)[:-4],
    ],
)
def test_what_is_no_manifest_is_refused(web: Web, tmp_path: Path, body: bytes) -> None:
    web.answers[MANIFEST] = lambda handler: handler.reply(200, body)
    with pytest.raises(SourceError, match=r"manifest|v2 format"):
        opened(web.url, tmp_path)


def test_a_manifest_that_unpacks_to_too_much_is_refused(web: Web, tmp_path: Path) -> None:
    web.answers[MANIFEST] = lambda handler: handler.reply(200, gzip.compress(b" " * 5_000_000))
    with pytest.raises(SourceError, match="unpacks to more than"):
        opened(web.url, tmp_path)


def test_of_a_server_with_several_inboxes_one_is_to_be_named(web: Web, tmp_path: Path) -> None:
    manifest = json.dumps({"/a/git/0.git": {}, "/b/git/0.git": {}, "/b/git/1.git": {}}).encode()
    web.answers[MANIFEST] = lambda handler: handler.reply(200, gzip.compress(manifest))
    with pytest.raises(SourceError, match=f"serves 2 inboxes; name one, as in {web.url}/a"):
        opened(web.url, tmp_path)


def test_names_in_a_manifest_cannot_lead_elsewhere(web: Web, tmp_path: Path) -> None:
    manifest = json.dumps(
        {"/inbox/git/../../x.git": {}, "/inbox/git/--upload-pack.git": {}, "-/git/0.git\n": {}}
    ).encode()
    web.answers[MANIFEST] = lambda handler: handler.reply(200, gzip.compress(manifest))
    with pytest.raises(SourceError, match="lists no epochs"):
        opened(web.url, tmp_path)


def test_a_mirror_that_cannot_be_written_is_named(web: Web, tmp_path: Path) -> None:
    web.inbox.epoch(0)
    web.publish()
    (tmp_path / "file").touch()
    with pytest.raises(SourceError, match="the mirror cannot be written"):
        opened(web.url, tmp_path / "file")


def test_a_public_inbox_server_is_mirrored(public_inbox: PublicInboxServer, tmp_path: Path) -> None:
    source = opened(public_inbox.url, tmp_path)
    assert source.count({}) == len(public_inbox.mails)
    assert raws(source) == public_inbox.mails


def test_a_purge_on_a_public_inbox_server_arrives(own_public_inbox: PublicInboxServer, tmp_path: Path) -> None:
    server = own_public_inbox
    cursor = after(*opened(server.url, tmp_path).mails({}))
    server.deliver(THREE)
    assert raws(opened(server.url, tmp_path), cursor) == [THREE]
    server.purge(ONE)
    source = opened(server.url, tmp_path)
    assert set(source.rewritten(cursor)) == {0}
    assert raws(source, cursor) == [TWO, THREE]
