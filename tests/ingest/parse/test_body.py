"""The text of a mail: its part, its charset, its encoding."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import body
from tests.mails import diff, mail


def text(raw: bytes, prefer_diff: bool = False) -> str:
    return body.text(body.split(raw)[0], prefer_diff)


def plain(data: bytes | str, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    return mail("x", data, content_type=f"text/plain; charset={charset}", content_transfer_encoding=encoding)


def part(content: str, kind: str = "text/plain; charset=utf-8", **headers: str) -> str:
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return f"Content-Type: {kind}\n{more}\n{content}\n"


def multipart(*parts: str, kind: str = "mixed", **headers: str) -> bytes:
    content = "".join(f"--b\n{each}" for each in parts) + "--b--\n"
    return mail("x", content, content_type=f"multipart/{kind}; boundary=b", **headers)


@pytest.mark.parametrize(
    ("data", "charset", "read"),
    [
        ("grün".encode(), "utf-8", "grün"),
        ("grün".encode("latin-1"), "iso-8859-1", "grün"),
        ("grün".encode("latin-1"), "utf-8", "grün"),
        ("grün".encode("latin-1"), "us-ascii", "grün"),
        ("grün".encode(), "us-ascii", "grün"),
        ("grün".encode(), "no-such-charset", "grün"),
        ("grün".encode("latin-1"), "no-such-charset", "grün"),
        ("“x”".encode("windows-1252"), "iso-8859-1", "“x”"),
        ("数树镕".encode("gb18030"), "gb2312", "数树镕"),
        ("数树".encode("gb18030"), "GBK", "数树"),
        ("数树".encode("utf-16"), "utf-16", "数树"),
        (b"gr+APw-n", "utf-7", "grün"),
        (b"a+2AA-b", "utf-7", "a?b"),
        (b"abc-", "punycode", "abc-"),
        (b"xn--abc", "idna", "xn--abc"),
        (rb"\u0041\q", "unicode_escape", r"\u0041\q"),
        (rb"\u0041", "raw-unicode-escape", r"\u0041"),
        (b"abc", "undefined", "abc"),
        (b"abc", "zlib", "abc"),
        (b"abc", "rot13", "abc"),
        (b"abc", '"a\0b"', "abc"),
        (b"abc", "''", "abc"),
        (b"a\0b", "utf-8", "ab"),
        (b"one\r\ntwo\rthree\n", "utf-8", "one\ntwo\nthree\n"),
        (b"\xff\xfe\xff", "utf-8", "ÿþÿ"),
    ],
)
def test_charsets(data: bytes, charset: str, read: str) -> None:
    assert text(plain(data, charset)) == read


def test_a_body_that_declares_nothing() -> None:
    assert text(mail("x", "grün".encode(), content_type=None)) == "grün"
    assert text(mail("x", "grün".encode("latin-1"), content_type=None)) == "grün"


@pytest.mark.parametrize("charset", ["''%FF", "undefined''x", "utf-8''latin%2d1", "no-such''x", "\0''x"])
def test_a_charset_that_claims_a_charset_of_its_own(charset: str) -> None:
    raw = mail("x", "abc", content_type=f"text/plain; charset*={charset}; name*={charset}")
    assert text(raw, prefer_diff=True) == "abc"


@pytest.mark.parametrize(
    ("data", "encoding", "read"),
    [
        (base64.b64encode("grün\n".encode()), "base64", "grün\n"),
        (base64.b64encode(b"abcdef")[:7], "BASE64", "abcde"),
        (b"!!" + base64.b64encode(b"abc") + b"\n!!", "base64", "abc"),
        (b"A", "base64", "A"),
        (quopri.encodestring("grün = grün\n".encode()), "quoted-printable", "grün = grün\n"),
        (b"a=\nb=ZZ=", "quoted-printable", "ab=ZZ"),
        (b"as it is", "no-such-encoding", "as it is"),
        (b"begin 644 x\n#86)C\n \nend\n", "x-uuencode", "abc"),
        (b"no beginning", "x-uuencode", "no beginning"),
    ],
)
def test_encodings_whole_and_broken(data: bytes, encoding: str, read: str) -> None:
    assert text(plain(data, encoding=encoding)) == read


def test_a_list_s_footer_is_not_the_text() -> None:
    assert text(multipart(part("Looks good."), part("____\ndemo mailing list"))) == "Looks good."


def test_plain_text_is_taken_before_html() -> None:
    assert text(multipart(part("<p>no", "text/html"), part("yes"), kind="alternative")) == "yes"


def test_a_patch_in_a_later_part_is_the_text_of_a_posting_only() -> None:
    raw = multipart(part("See the attachment."), part(diff(), "text/x-patch; name=tree.patch"))
    assert text(raw, prefer_diff=True).startswith("diff --git")
    assert text(raw) == "See the attachment."


@pytest.mark.parametrize("name", ["0001-tree.patch", "tree.DIFF"])
def test_a_patch_may_be_attached_as_a_stream_of_octets(name: str) -> None:
    attached = part(
        base64.b64encode(diff().encode()).decode(),
        "application/octet-stream",
        Content_Disposition=f'attachment; filename="{name}"',
        Content_Transfer_Encoding="base64",
    )
    raw = multipart(part("See the attachment."), attached)
    assert text(raw, prefer_diff=True) == diff()
    assert text(raw) == "See the attachment."


@pytest.mark.parametrize(
    ("content", "name"),
    [(diff(), "tree.bin"), ("no diff at all", "tree.patch"), (diff(), "tree.patch.asc"), (diff(), "")],
)
def test_other_attachments_are_no_patch(content: str, name: str) -> None:
    attached = part(content, "application/octet-stream", Content_Disposition=f'attachment; filename="{name}"')
    assert text(multipart(part("See the attachment."), attached), prefer_diff=True) == "See the attachment."


FLOWED = "A line that \ngoes on and \nends.\n\n> quoted \n> on\n>> deeper \n> not on\n  stuffed\n-- \nAnn\n"


@pytest.mark.parametrize(
    ("parameter", "read"),
    [
        (
            "format=flowed",
            "A line that goes on and ends.\n\n> quoted on\n>> deeper \n> not on\n stuffed\n-- \nAnn\n",
        ),
        (
            "Format=Flowed; DelSp=Yes",
            "A line thatgoes on andends.\n\n> quotedon\n>> deeper\n> not on\n stuffed\n-- \nAnn\n",
        ),
        ("format=fixed", FLOWED),
    ],
)
def test_a_posting_is_unflowed(parameter: str, read: str) -> None:
    raw = mail("x", FLOWED, content_type=f"text/plain; charset=utf-8; {parameter}")
    assert text(raw, prefer_diff=True) == read
    assert text(raw) == FLOWED


def test_the_context_of_a_patch_survives_unflowing() -> None:
    # A program that flows text stuffs every line that begins with a blank.
    stuffed = diff().replace("\n ", "\n  ")
    raw = mail("x", stuffed, content_type="text/plain; format=flowed")
    assert text(raw, prefer_diff=True) == diff()


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<p>One</p><p>Two &lt;x&gt;", "One\nTwo <x>"),
        ("One<br>Two<BR/>Three", "One\nTwo\nThree"),
        ("<div>One <b>and</b> two</div>", "One and two\n"),
        ("<html><head><title>no</title><style>no</style></head><script>no()</script>yes", "yes"),
        ("<blockquote>Why?<blockquote>Who?</blockquote></blockquote>Because.", "> Why?\n>> Who?\nBecause."),
        ("</blockquote></style>yes", "yes"),
        ("a<!-- no <p> -->b<!-- no", "ab"),
        ("if (a < b)", "if (a < b)"),
        ("<!DOCTYPE html><?xml?><![CDATA[x]]>yes", "yes"),
        ("&#" + "9" * 5000, "&#" + "9" * 5000),
        ("gr&uuml;n&nbsp;&#252;&unknown;", "grün\xa0ü&unknown;"),
        ("", ""),
    ],
)
def test_html_is_the_last_resort(page: str, read: str) -> None:
    assert text(mail("x", page, content_type="text/html; charset=utf-8")) == read


def test_nothing_to_read() -> None:
    assert text(b"") == ""
    assert text(mail("x", "\x89PNG", content_type="image/png")) == ""
    assert text(mail("x", "no parts", content_type="multipart/mixed; boundary=b")) == ""


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_too_many_parts_are_one_text(name: str) -> None:
    raw = mail("x", f"--b\n{name}: text/plain\n\nx\n" * 500, content_type="multipart/mixed; boundary=b")
    message, wrong = body.split(raw)
    assert wrong == "501 MIME parts, more than 100"
    assert message["Subject"] == "x"
    assert body.text(message, False).startswith("--b\n")


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_parts_within_parts_without_end_are_one_text(line_end: bytes) -> None:
    nested = "".join(f"--b{depth}\nContent-Type: multipart/mixed; boundary=b{depth + 1}\n\n" for depth in range(30))
    raw = mail("multipart/mixed", nested + "x", content_type="multipart/mixed; boundary=b0").replace(b"\n", line_end)
    message, wrong = body.split(raw)
    assert wrong == "31 MIME parts that hold others, more than 20"
    assert message["Subject"] == "multipart/mixed"
    assert "--b0" in body.text(message, False)


@pytest.mark.parametrize("value", ["text/plain" + ";" * 9000, "text/plain; " + 'a="' * 9000, 'a;\n b="x"' * 900])
def test_a_mime_header_that_is_too_long_is_not_looked_at(value: str) -> None:
    message, wrong = body.split(mail("x", "Some words.\n", content_type=value))
    assert wrong is not None
    assert wrong.startswith("a MIME header of ")
    assert body.text(message, True) == "Some words.\n"


def test_a_text_has_an_end() -> None:
    assert len(text(plain("x" * (body.MOST_CHARACTERS + 1)))) == body.MOST_CHARACTERS


@given(st.text(alphabet="> a-\n", max_size=200))
def test_unflowing_loses_no_word(value: str) -> None:
    kept = body.unflow(value, False)
    assert kept.replace(">", "").split() == value.replace(">", "").split()


@given(st.text(alphabet="<>/!-pbr &#;\"'=x\n", max_size=200), st.sampled_from(["", "<blockquote>", "<style>"]))
def test_any_page_has_a_text(page: str, before: str) -> None:
    assert "\0" not in text(mail("x", before + page, content_type="text/html"))
