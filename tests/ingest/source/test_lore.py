from __future__ import annotations

import dataclasses
import gzip

import b4
import pytest

from app.errors import UsageError
from ingest.facts import RawMail
from ingest.source import Absent, SourceError, Unreachable
from ingest.source.lore import other_versions, thread

from .archives import mail
from .servers import PublicInboxServer, Web

FROM = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"


def names(*numbers: int) -> set[str]:
    return {f"v{number}-{part}@example.org" for number in numbers for part in "01r"}


@pytest.mark.parametrize("name", ["v2-0@example.org", "<v2-r@example.org>", " v2-1@example.org\n"])
def test_any_message_of_a_thread_brings_the_whole_thread(public_inbox: PublicInboxServer, name: str) -> None:
    mails = thread(public_inbox.url, name, limit=1000, timeout=30)
    assert {mail.locator for mail in mails} == names(2)
    assert {mail.raw for mail in mails} == set(public_inbox.mails[3:6])


@pytest.mark.parametrize("version", [1, 2, 3])
def test_the_other_versions_of_a_series_are_found(public_inbox: PublicInboxServer, version: int) -> None:
    mails = thread(public_inbox.url, f"v{version}-0@example.org", limit=1000, timeout=30)
    found = other_versions(public_inbox.url, mails, limit=1000, timeout=30)
    assert {mail.locator for mail in found} == names(1, 2, 3) - names(version)
    assert {mail.raw for mail in found} < set(public_inbox.mails)


def test_a_patch_without_other_versions_has_none(public_inbox: PublicInboxServer) -> None:
    mails = thread(public_inbox.url, "other@example.org", limit=1000, timeout=30)
    assert other_versions(public_inbox.url, mails, limit=1000, timeout=30) == []


def test_a_message_that_the_archive_does_not_have_is_absent(public_inbox: PublicInboxServer) -> None:
    with pytest.raises(Absent, match=r"does not have the message nobody@example\.org"):
        thread(public_inbox.url, "nobody@example.org", limit=1000, timeout=30)


def test_an_archive_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="Connection refused"):
        thread("http://127.0.0.1:9/test", "a@example.org", limit=1000, timeout=5)


def answered(web: Web, mbox: bytes) -> list[RawMail]:
    web.answers["/inbox/a%40example.org/t.mbox.gz"] = lambda handler: handler.reply(200, gzip.compress(mbox, mtime=0))
    return thread(web.url, "a@example.org", limit=1000, timeout=5)


def test_copies_of_a_mail_that_differ_are_all_kept_and_told_apart(web: Web) -> None:
    raw, other, nameless = mail("a"), mail("a", body="With a footer.\n"), b"Subject: x\n\nMessage-ID: <no@header>\n"
    first, second, third = answered(web, b"".join(FROM + raw + b"\n" for raw in (raw, other, raw, nameless)))
    assert (first.locator, first.raw, second.raw, third.raw) == ("a@example.org", raw, other, nameless)
    assert second.locator.startswith("a@example.org ")
    assert "header" not in third.locator


def test_of_a_big_mail_only_the_beginning_is_kept(web: Web) -> None:
    big = mail("a", body="x" * 2000 + "\n")
    (found,) = answered(web, FROM + big + b"\n")
    assert (found.raw, found.size, found.truncated) == (big[:1000], len(big), True)


@pytest.mark.parametrize(
    "body", [b"<html>Are you a human?</html>", b"\x1f\x8bjunk", gzip.compress(FROM * 100, mtime=0)[:-9]]
)
def test_what_is_no_thread_is_refused(web: Web, body: bytes) -> None:
    web.answers["/inbox/a%40example.org/t.mbox.gz"] = lambda handler: handler.reply(200, body)
    with pytest.raises(SourceError) as raised:
        thread(web.url, "a@example.org", limit=1000, timeout=5)
    assert type(raised.value) is SourceError


def test_an_archive_that_is_overloaded_is_unreachable_and_not_without_other_versions(web: Web) -> None:
    mails = answered(web, FROM + mail("a", "[PATCH v2] widget: count", Date="Mon, 5 Jan 2026 12:00:00 +0000") + b"\n")
    web.answers["/inbox/"] = lambda handler: handler.reply(429)
    with pytest.raises(Unreachable, match="answers 429"):
        other_versions(web.url, mails, limit=1000, timeout=5)
    web.answers["/inbox/"] = lambda handler: handler.reply(404)
    assert other_versions(web.url, mails, limit=1000, timeout=5) == []


def test_a_mail_that_b4_stumbles_over_is_one_clear_error(web: Web) -> None:
    version = "9" * 5000
    mails = answered(web, FROM + mail("a", f"[PATCH v{version}] x")[:900] + b"\n")
    mails = [dataclasses.replace(found, raw=mail("a", f"[PATCH v{version}] x")) for found in mails]
    with pytest.raises(SourceError, match="b4 cannot look for other versions"):
        other_versions(web.url, mails, limit=1000, timeout=5)
    assert b4.LORENODE is None


@pytest.mark.parametrize("name", ["", "<>", "a b@example.org", "a\0@example.org", "a\n@example.org"])
def test_what_is_no_message_id_is_not_asked_for(name: str) -> None:
    with pytest.raises(UsageError, match="is no Message-ID"):
        thread("http://127.0.0.1:9/test", name, limit=1000, timeout=5)
