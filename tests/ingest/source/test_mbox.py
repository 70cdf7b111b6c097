from __future__ import annotations

import gzip
import io
import mailbox
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.source import SourceError, open_source
from ingest.source.mbox import Mbox, split

from .archives import mail

FROM = b"From ann@example.org Thu Jan  1 00:00:00 2026\n"
ONE, TWO = mail("one"), mail("two")
LIMIT = 100_000


def mboxrd(*mails: bytes) -> bytes:
    """The mails as public-inbox writes them: `>` before each `From ` of a body, quoted or not."""
    parts = [raw.partition(b"\n\n") for raw in mails]
    return b"".join(FROM + h + sep + re.sub(rb"(?m)^(>*From )", rb">\1", body) + b"\n" for h, sep, body in parts)


def raws(mbox: bytes, limit: int = LIMIT) -> list[bytes]:
    return [mail.raw for mail in split(io.BytesIO(mbox), limit)]


def opened(path: Path, limit: int = LIMIT) -> Mbox:
    source = open_source(str(path), mirrors=path.parent, limit=limit, timeout=1)
    assert isinstance(source, Mbox)
    return source


def test_mails_come_with_the_offset_of_their_line(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(mboxrd(ONE, TWO))
    assert [(mail.locator, mail.raw, mail.size) for mail in opened(path).mails({})] == [
        ("0", ONE, len(ONE)),
        (str(len(FROM + ONE) + 1), TWO, len(TWO)),
    ]
    assert opened(path).rewritten({0: "0"}) == {}
    assert opened(path).count({}) is None


@pytest.mark.parametrize("name", ["box.gz", "box"])
def test_a_compressed_file_is_told_by_its_bytes(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(mboxrd(ONE)) + gzip.compress(mboxrd(TWO)))
    assert [mail.raw for mail in opened(tmp_path / name).mails({})] == [ONE, TWO]


def test_what_the_standard_library_writes_is_read(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for raw in (ONE, TWO):
        box.add(raw)
    box.close()
    assert [mail.raw for mail in opened(tmp_path / "box").mails({})] == [ONE, TWO]


@pytest.mark.parametrize(
    "line",
    [
        b"From mboxrd@z Thu Jan  1 00:00:00 1970\n",
        b"From 053e776283ede3b88f079ab3d8fea6b2a182568a Mon Sep 17 00:00:00 2001\n",
        b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011\n",
        b"From - Tue Feb 29 09:15:00 2028\r\n",
        b"From ann at example.org  Wed Dec 31 23:59 2025 +0100\n",
        b'From "Ann B."@example.org Sat Aug  1 1:02:03 CEST 2026\n',
    ],
)
def test_a_line_with_a_date_begins_a_mail(line: bytes) -> None:
    assert raws(line + ONE + b"\n" + line + TWO) == [ONE, TWO]


@pytest.mark.parametrize("line", [b"From here on, all is well.\n", b"From Monday, Jan 2\n", b"From \n"])
def test_a_sentence_that_begins_with_from_does_not(line: bytes) -> None:
    assert raws(FROM + ONE + b"\n" + line) == [ONE + b"\n" + line]


def test_one_quote_mark_is_taken_back_in_bodies_alone() -> None:
    raw = b"Subject: x\n>From header\n\n>From one\n>>From two\n> From none\n>Frome none\ntext >From none\n"
    assert raws(FROM + raw) == [
        b"Subject: x\n>From header\n\nFrom one\n>From two\n> From none\n>Frome none\ntext >From none\n"
    ]


def test_blank_lines_at_the_end_of_a_mail_stay_but_the_last() -> None:
    assert raws(FROM + ONE + b"\n\n\n" + FROM + TWO) == [ONE + b"\n\n", TWO]


def test_blank_lines_before_the_first_mail_are_nothing(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(b"\r\n\n" + mboxrd(ONE))
    assert [(mail.locator, mail.raw) for mail in opened(tmp_path / "box").mails({})] == [("3", ONE)]


def test_mails_without_a_blank_line_between_them_are_two() -> None:
    assert raws(FROM + ONE + FROM + TWO) == [ONE, TWO]


def test_a_mail_of_nothing_is_a_mail() -> None:
    assert raws(FROM + FROM + ONE) == [b"", ONE]


@pytest.mark.parametrize("body", [b"x" * 300_000 + b"\n", b"short\n" * 50_000])
def test_of_a_big_mail_only_the_beginning_is_kept(body: bytes) -> None:
    big = b"Subject: big\n\n" + body
    first, second = split(io.BytesIO(mboxrd(big, TWO)), LIMIT)
    assert (first.raw, first.size, first.truncated) == (big[:65536], len(big), True)
    assert (second.raw, second.truncated) == (TWO, False)


def test_a_mail_is_whole_up_to_the_limit() -> None:
    (whole,) = split(io.BytesIO(mboxrd(ONE)), len(ONE))
    (cut,) = split(io.BytesIO(mboxrd(ONE)), len(ONE) - 1)
    assert (whole.raw, whole.truncated) == (ONE, False)
    assert (cut.raw, cut.size, cut.truncated) == (ONE[:-1], len(ONE), True)


def test_a_line_longer_than_what_is_read_at_a_time_begins_nothing(tmp_path: Path) -> None:
    raw = b"Subject: long\n\n" + b"x" * 65536 + FROM + b">From the end\n" + b"y" * 65535 + b"\n>From quoted\n"
    (tmp_path / "box").write_bytes(FROM + raw)
    assert [mail.raw for mail in opened(tmp_path / "box", 2 * LIMIT).mails({})] == [
        raw.replace(b"\n>From the", b"\nFrom the").replace(b">From quoted", b"From quoted")
    ]


def test_a_compressed_file_that_breaks_off_gives_what_is_before(tmp_path: Path) -> None:
    path = tmp_path / "box.gz"
    path.write_bytes(gzip.compress(mboxrd(*[ONE] * 3)) + gzip.compress(mboxrd(TWO))[:-12])
    read: list[bytes] = []
    with pytest.raises(SourceError, match=r"box\.gz: cannot be read to its end"):
        read.extend(mail.raw for mail in opened(path).mails({}))
    assert read == [ONE, ONE, ONE]


def test_a_file_that_unpacks_to_a_hundred_times_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "box.gz"
    path.write_bytes(gzip.compress(FROM + b"Subject: x\n\n" + b"\0" * 100_000_000))
    with pytest.raises(SourceError, match="unpacks to more than 100 times its size"):
        list(opened(path).mails({}))


lines = st.lists(st.one_of(st.sampled_from([b"From ", b">From a", b">>From b", b"", b"\r", b">"]), st.binary()))
bodies = lines.map(lambda lines: b"".join(line.replace(b"\n", b"") + b"\n" for line in lines))


@given(st.lists(bodies, max_size=4))
def test_any_mails_come_back_as_they_were(mails: list[bytes]) -> None:
    whole = [b"Subject: x\n\n" + body for body in mails]
    assert raws(mboxrd(*whole)) == whole


@given(st.lists(st.one_of(st.sampled_from([FROM, b"\n", b"From ", b">From ", b"a"]), st.binary())), st.integers(0, 99))
def test_any_bytes_are_split_without_an_error(parts: list[bytes], limit: int) -> None:
    junk = b"".join(parts)
    found = list(split(io.BytesIO(junk), limit))
    assert len(found) <= junk.count(b"From ")
    assert all(len(mail.raw) <= limit and junk[int(mail.locator) :].startswith(b"From ") for mail in found)
