"""Mails become rows, the bad ones too, with what was wrong; what is parsed again replaces what was there."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.models import Content, Message
from ingest.facts import PARSER
from tests.dump import same
from tests.ingest.conftest import Docket
from tests.mails import mail

from .letters import archive, at, letter, mboxrd

BAD = {
    "no Message-ID": mail("water", message_id=None),
    "an impossible date": mail("water", date="Thu, 31 Feb 2026 99:99:99 +0000"),
    "NUL in the body": mail("water", "a\0b\n"),
    "NUL in headers": mail("wa\0ter", sender="A\0nn <a\0nn@example.org>"),
    "an unknown charset": mail("water", b"caf\xe9\n", content_type="text/plain; charset=no-such-thing"),
    "bytes that are no text": mail("water", bytes(range(256)) + b"\n"),
    "surrogates": mail("wa\udcffter", b"w\xff\n", sender="Ann \udcfe <ann@example.org>"),
    "an endless Message-ID": mail("water", message_id="x" * 5_000 + "@example.org"),
    "an endless subject": mail("water " * 10_000),
    "nested to depth 1,000": b"".join(
        [b"From: a@example.org\nMessage-ID: <deep@x>\n"]
        + [b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)]
    ),
    "nothing at all": b"\n\n",
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_a_bad_mail_is_kept_and_the_run_goes_on(docket: Docket, raw: bytes) -> None:
    report = docket.mails([letter("1@x", "water", at(0)), raw, letter("2@x", "water", at(1))])
    assert (report.read, report.new) == (3, 3)
    kept = docket.rows(select(Content.data).join(Message, Message.content_id == Content.id))
    assert raw in [zlib.decompress(data) for (data,) in kept]


def test_what_is_wrong_with_a_mail_is_noted(docket: Docket) -> None:
    report = docket.mails([BAD["no Message-ID"], BAD["an impossible date"]])
    assert report.quarantined == 2
    assert docket.rows(select(Message.problem)) == [("impossible date",), ("no Message-ID",)]


def test_a_mail_that_is_too_large_is_kept_in_part(docket: Docket, tmp_path: Path) -> None:
    report = docket.mails([letter("big@x", "water", at(0), body="word\n" * 30_000), letter("2@x", "water", at(1))])
    assert (report.new, report.quarantined) == (2, 1)
    (row,) = docket.rows(select(Message.problem, Content.size).join(Content).where(Message.message_id == "big@x"))
    assert row[1] > 150_000
    assert row[0].startswith(f"{row[1]} bytes long, only the first ")


@pytest.mark.parametrize("text", ["x", "'; DROP TABLE message; --", "\N{PILE OF POO} \u202e", "%s {0} \\"])
def test_what_a_mail_says_is_stored_as_it_is(docket: Docket, text: str) -> None:
    docket.mails([letter("1@x", f"water {text}", at(0))])
    assert docket.rows(select(Message.title)) == [(f"water {text}",)]


def test_a_new_parser_reads_all_mails_again(docket: Docket) -> None:
    """Here the facts of an older parser are faked; the new one must find all of them, tags and remarks included."""
    mails = archive()
    docket.mails(mails)
    expected = docket.dump()
    with docket.database() as session:
        session.execute(
            update(Message).values(parser=PARSER - 1, title="x", kind="other", from_email="y", references="")
        )
        session.commit()
    docket.settle()
    same(docket.dump(), expected)


def test_mails_of_every_kind_of_source_are_stored_alike(docket: Docket, tmp_path: Path) -> None:
    raw = letter("1@x", "water", at(0), body="One.\n\nFrom here on two.\n")
    docket.ingest(mboxrd(tmp_path / "box", [raw]))
    assert docket.rows(select(Content.size)) == [(len(raw),)]
