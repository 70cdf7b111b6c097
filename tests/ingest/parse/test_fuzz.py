"""No bytes make the parser raise or give what cannot be stored: mails of random pieces, and mails damaged at random."""

from __future__ import annotations

import datetime as dt
import pickle
import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.facts import Mail
from ingest.parse import message
from tests.mails import WRITTEN, diff, mail, patch_body

KEYS = ("message_id", "parent", "references", "recipients", "change_id", "base_commit")
NAMES = (
    "From From Subject Subject Date Message-ID In-Reply-To References Received To Cc Reply-To X-Original-From "
    "Content-Type Content-Type Content-Transfer-Encoding Content-Disposition X-Patchwork-Hint Auto-Submitted"
)
VALUES = [
    *("<1@example.org>", "Ann via Demo <d@example.org>", "devnull+a@kernel.org", "[PATCH v2 1/2] x", "Re: x (v2)"),
    *("=?utf-8?q?=C3=B6?=", "=?utf-7?q?+2AA-?=", "=?undefined?q?x?=", "=?utf-8?b?a?=", "=?", "31 Feb 2026 99:00 +9999"),
    *("multipart/mixed; boundary=b", "message/rfc822", "text/html", "text/plain; charset=utf-7; format=flowed"),
    *("text/plain; charset*=no'x'y", "text/x-patch; name*0*=a; name*1=.patch", "base64", "x-uuencode", "a/b"),
    *(
        "attachment; filename*=undefined''x.patch",
        "quoted-printable",
        "multipart/digest; boundary=",
        ";",
        '"',
        "(((",
        "<",
    ),
]
BODIES = [
    *(
        "--b\n",
        "--b--\n",
        "\n",
        "\n\n",
        "> ",
        "-- \n",
        "---\n",
        "\r",
        "\0",
        " \n",
        "=\n",
        "=FF",
        "<p>",
        "+2AA-",
        "<!--",
    ),
    *(
        "Acked-by: Ann <ann@example.org>\n",
        "Fixes: 0123456 (",
        "From: ",
        "v1: https://lore.kernel.org/r/1@example.org\n",
    ),
    *("Supersedes: <1@example.org>\n", "begin 644 x\n", "change-id: x\n", "@@ -1,3 +1,3 @@\n", "GIT binary patch\n"),
    *("--- a/x\n+++ b/x\n", "+x\n", "-x\n", " 1 file changed, 1 insertion(+)\n", "On 1/1/2026, a@b.c wrote:\n"),
    *("&#" + "9" * 4400, diff()),
]


def pieces(of: list[str], most: int) -> st.SearchStrategy[bytes]:
    some = st.lists(st.sampled_from([each.encode() for each in of]), max_size=most).map(b"".join)
    return st.one_of(some, some, some, st.binary(max_size=40))


FIELD = st.builds(
    lambda name, value, end: f"{name}: ".encode() + value + end,
    st.sampled_from(NAMES.split()),
    pieces(VALUES, 2),
    st.sampled_from([b"\n", b"\n", b"\n\t", b"\r\n", b""]),
)
HEAD = st.lists(FIELD, max_size=12).map(b"".join)
MAILS = st.builds(
    lambda head, body: head + b"\n" + body, HEAD, st.lists(st.one_of(pieces(BODIES, 8), HEAD), max_size=6).map(b"".join)
)

WHOLE = [
    mail("[PATCH v2 1/2] tree: zähle", "From: Bob <b@example.org>\n\n" + patch_body(diffs=[diff(), diff("a b")])),
    mail("Re: [PATCH] tree", "On Monday, Ann wrote:\n> +\treturn 0;\n\nWhy?\nReviewed-by: Ann <a@example.org>\n"),
    mail(
        "=?utf-8?q?[PATCH]_Z=C3=A4hle?=",
        "--b\nContent-Type: text/html\n\n<p>x</p>\n--b\nContent-Type: application/octet-stream; name=x.patch\n"
        "Content-Transfer-Encoding: base64\n\nLS0tIGEveAorKysgYi94CkBAIC0xICsxIEBACi1hCitiCg==\n--b--\n",
        content_type="multipart/mixed; boundary=b",
        parent="1@example.org",
    ),
]


def damaged(raw: bytes, seed: int, times: int) -> bytes:
    """`raw` with some of its pieces doubled, moved, dropped or overwritten."""
    dice = random.Random(seed)
    for _ in range(times):
        start, end = sorted(dice.choices(range(len(raw) + 1), k=2))
        piece = dice.choice([b"", raw[start:end] * 2, dice.randbytes(3), b"\n", b"\0", raw[: end - start]])
        cut = start + min(end - start, dice.choice([0, 1, 20]))
        raw = raw[:start] + piece + raw[cut:]
    return raw[:100_000]


def texts(fact: object) -> Iterator[str]:
    """All strings in a fact."""
    if isinstance(fact, str):
        yield fact
    elif isinstance(fact, tuple):
        for each in fact:
            yield from texts(each)
    elif is_dataclass(fact):
        for field in fields(fact):
            yield from texts(getattr(fact, field.name))


def check(raw: bytes, archived_at: dt.datetime | None) -> None:
    parsed = message.parse(raw, archived_at)
    found = parsed.mail
    assert message.parse(raw, archived_at) == parsed
    assert pickle.loads(pickle.dumps(parsed)) == parsed
    for text in [*texts(found), parsed.diff]:
        assert "\0" not in text
        text.encode()
    assert all(len(key) <= 255 for key in keys(found))
    for date in (found.date, found.received_at):
        assert 1990 <= date.year <= 2200
        assert date.utcoffset() == dt.timedelta(0)
    assert found.message_id
    assert (found.kind == "patch") is (found.diff is not None)


def keys(found: Mail) -> Iterator[str]:
    for name in KEYS:
        yield from texts(getattr(found, name))
    for person in (found.sender, found.author, *found.tags):
        yield person.email if person else ""
    for link in found.version_links:
        yield link.message_id


@settings(max_examples=400, deadline=None)
@given(MAILS, st.sampled_from([None, WRITTEN]))
def test_mails_of_random_pieces(raw: bytes, archived_at: dt.datetime | None) -> None:
    check(raw, archived_at)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 2**32), st.integers(1, 30))
def test_mails_damaged_at_random(raw: bytes, seed: int, times: int) -> None:
    check(damaged(raw, seed, times), WRITTEN)
