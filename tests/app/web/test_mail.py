"""Mails of every kind are taken apart, none of them fails, and none takes long."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.web import mail


def lines(*each: str | bytes) -> bytes:
    return b"\n".join(line.encode() if isinstance(line, str) else line for line in each)


def texts(raw: bytes) -> list[str | None]:
    return [part.text for part in mail.read(raw).parts]


def test_headers_come_in_our_order_whatever_the_mail_has() -> None:
    raw = lines("X-Spam: no", "subject: two", " lines", "FROM: Ada <ada@example.org>", "Message-Id: <a@x>", "", "text")
    assert mail.read(raw).headers == (
        ("From", "Ada <ada@example.org>"),
        ("Subject", "two lines"),
        ("Message-ID", "<a@x>"),
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=?utf-8?q?J=C3=BCrgen?= <j@example.org>", "J\u00fcrgen <j@example.org>"),
        ("=?utf-8?b?SsO8?= =?utf-8?b?cmdlbg==?=", "J\u00fcrgen"),
        # One character in two words, as some mailers cut them.
        ("=?utf-8?q?J=C3?= =?utf-8?q?=BCrgen?=", "J\u00fcrgen"),
        ("=?iso-8859-1?q?J=FCrgen?=", "J\u00fcrgen"),
        ("=?nonsense?q?J=FCrgen?=", "J\u00fcrgen"),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("=?punycode?q?abc?=", "abc"),
        ("J\udcc3\udcbcrgen", "J\u00fcrgen"),
        ("J\udcfcrgen", "J\u00fcrgen"),
    ],
)
def test_header_values_are_decoded_as_far_as_they_can_be(value: str, shown: str) -> None:
    assert mail.decoded(value) == shown


def test_a_long_header_is_cut() -> None:
    assert len(mail.decoded("a" * 1_000_000)) == mail.HEADER_LENGTH


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        (["Content-Type: text/plain; charset=utf-8"], "J\u00fcrgen".encode(), "J\u00fcrgen"),
        (["Content-Type: text/plain; charset=iso-8859-1"], b"J\xfcrgen", "J\u00fcrgen"),
        (["Content-Type: text/plain; charset=iso-2022-jp"], b"\x1b$B$3\x1b(B", "\u3053"),
        (["Content-Type: text/plain; charset=nonsense"], b"J\xfcrgen", "J\u00fcrgen"),
        (["Content-Type: text/plain; charset=idna"], b"xn--a", "xn--a"),
        (["Content-Type: text/plain; charset=base64"], b"YQ==", "YQ=="),
        ([], b"J\xc3\xbcrgen \0 \x1b", "J\u00fcrgen \0 \x1b"),
        (["Content-Transfer-Encoding: base64"], base64.b64encode(b"pump\r\nvalve"), "pump\nvalve"),
        (["Content-Transfer-Encoding: base64"], b"not base64!", "not base64!"),
        (["Content-Transfer-Encoding: quoted-printable"], b"pu=\nmp =3D =zz", "pump = =zz"),
        (["Content-Transfer-Encoding: 8bit", "Content-Type: nonsense"], b"pump", "pump"),
    ],
)
def test_the_text_is_decoded_as_far_as_it_can_be(headers: list[str], body: bytes, text: str) -> None:
    (shown,) = texts(lines(*headers, "", body))
    assert shown is not None
    assert shown.strip("\n") == text or headers == ["Content-Transfer-Encoding: base64"]


MIXED = [
    "Content-Type: multipart/mixed; boundary=outer",
    "",
    "This is a multi-part message in MIME format.",
    "--outer",
    "Content-Type: multipart/alternative; boundary=inner",
    "",
    "--inner",
    "",
    "the text",
    "--inner",
    "Content-Type: text/html",
    "",
    "<b>the text</b>",
    "--inner--",
    "--outer",
    "Content-Type: text/x-patch; name=0001-pump.patch",
    "",
    "+x",
    "--outer",
    "Content-Type: application/pdf",
    'Content-Disposition: attachment; filename="=?utf-8?q?pl=C3=A4ne.pdf?="',
    "Content-Transfer-Encoding: base64",
    "",
    "AAAA",
    "--outer--",
    "an epilogue",
]


def test_parts_come_in_order_and_what_is_no_text_is_listed() -> None:
    reading = mail.read(lines(*MIXED))
    assert [(part.type, part.name, part.size, part.text) for part in reading.parts] == [
        ("text/plain", "", 8, "the text"),
        ("text/html", "", 15, None),
        ("text/x-patch", "0001-pump.patch", 2, "+x"),
        ("application/pdf", "pl\u00e4ne.pdf", 3, None),
    ]
    assert not reading.omitted


def test_a_mail_cut_short_shows_what_is_there() -> None:
    assert texts(lines(*MIXED[:9])) == ["the text"]


def test_html_is_shown_as_its_source_where_there_is_nothing_else() -> None:
    assert texts(lines("Content-Type: text/html", "", "<b>text</b>")) == ["<b>text</b>"]


def test_a_multipart_without_parts_is_shown_as_it_came() -> None:
    assert texts(lines("Content-Type: multipart/mixed; boundary=x", "", "text")) == ["text"]
    assert texts(lines("Content-Type: multipart/mixed", "", "text")) == ["text"]


def test_a_forwarded_mail_is_shown_as_text() -> None:
    assert texts(lines("Content-Type: message/rfc822", "", "Subject: x", "", "text")) == ["Subject: x\n\ntext"]


def nested(kind: str, depth: int) -> bytes:
    raw: list[str] = []
    for level in range(depth):
        raw += [f"Content-Type: {kind}; boundary=b{level}", "", *([f"--b{level}"] if kind != "message/rfc822" else [])]
    return lines(*raw, "Subject: inside", "", "text")


@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822"])
def test_of_a_mail_nested_a_thousand_deep_what_lies_too_deep_is_shown_as_it_came(kind: str) -> None:
    (text,) = texts(nested(kind, 1000))
    assert text is not None
    assert "inside" in text


def test_of_ten_thousand_parts_the_first_are_shown() -> None:
    reading = mail.read(lines("Content-Type: multipart/mixed; boundary=b", "", *["--b", "", "text"] * 10_000, "--b--"))
    assert [part.text for part in reading.parts] == ["text"] * mail.PARTS
    assert reading.omitted


@pytest.mark.parametrize("name", mail.STRUCTURE)
def test_a_header_of_structure_too_long_to_be_honest_is_not_looked_at(name: str) -> None:
    assert texts(lines(name + ": text/plain" + '; a="' * 20_000, "", "text")) == ["text"]


fragments = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: multipart/mixed; boundary*0=\"b\"; boundary*=utf-8''%ff\n",
        b"Content-Type: text/plain; charset*=x''%00\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: x-uuencode\n",
        b"Content-Disposition: attachment; filename*0*=utf-7''%2B; filename*9999999999999999999=x\n",
        b"Subject: =?utf-8?b?=\n",
        b"From: =?a?b?c?=\n",
        b"\n",
        b"--b\n",
        b"--b--\n",
        b"begin 644 x\n",
    ]
)


@given(st.lists(fragments | st.binary(max_size=20)).map(b"".join))
@example(b"")
@example(b"Content-Type: text/plain; charset=\xff\n\n")
@example(b"From nobody\nnot: a header\rTo: x\n\n")
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    reading = mail.read(raw)
    assert len(reading.parts) <= mail.PARTS
    assert len(reading.headers) <= mail.HEADER_COUNT
