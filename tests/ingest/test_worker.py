"""A real worker process reads mails made to stop it, and the mail behind each of them, unharmed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import pytest

from app.rules.finding import LOST
from ingest import classify, worker
from ingest.facts import Anchor, Mail
from ingest.jobs import AnchorJob, ClassifyJob, ParseJob, cut_short
from ingest.parse.patch_id import patch_ids
from ingest.workers import Workers
from tests.mails import WRITTEN, diff, mail, patch_body

SECONDS = 0.5
TAG = "Acked-by: Ann Author <ann@example.org>\n"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, SECONDS) as started:
        yield started


def reply(body: str, **headers: str) -> bytes:
    return mail("Re: [PATCH] tree", body, message_id="bad@example.org", **headers)


def posting(body: str | bytes, **headers: str) -> bytes:
    return mail("[PATCH] tree", body, message_id="bad@example.org", **headers)


def nested(depth: int, body: str) -> bytes:
    parts = "".join(f"--b{at}\nContent-Type: multipart/mixed; boundary=b{at + 1}\n\n" for at in range(depth))
    return posting(parts + body, content_type="multipart/mixed; boundary=b0")


def repeated(name: str, value: str, times: int) -> bytes:
    return mail(message_id="bad@example.org", headers=[(name, value)] * times)


def html(page: str) -> bytes:
    return reply(page, content_type="text/html")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a trailer with a long word": lambda: reply("Foo: x@y.zz " + "a" * 4000),
    "the same in a patch": lambda: posting(patch_body("Count.", "Foo: x@y.zz " + "a" * 4000)),
    "known trailers with long words": lambda: reply(("Acked-by: x@y.zz " + "a" * 160 + "\n") * 2000),
    "500 lines of 250 characters": lambda: reply(("Foo: x@y.zz " + "a" * 238 + "\n") * 500),
    "300 kB of Fixes": lambda: reply("Fixes: abcdef (\n" * 20_000),
    "300 kB of Fixes in a patch": lambda: posting(patch_body("Fixes: abcdef (\n" * 20_000)),
    "350 kB of blank lines": lambda: posting(patch_body(" \n\t\n\f\n" * 60_000)),
    "300 kB of open brackets": lambda: reply("x: (<\n" * 50_000 + "<a@b.c>"),
    "addresses without end": lambda: reply(("Acked-by: " + "@" * 170 + ".x\n") * 2000),
    "10,000 parts": lambda: posting(
        "--b\nContent-Type: text/plain\n\nx\n" * 10_000, content_type="multipart/mixed; boundary=b"
    ),
    "10,000 parts without headers": lambda: posting("--b\n\nx\n" * 10_000, content_type="multipart/mixed; boundary=b"),
    "1,000 parts in each other": lambda: nested(1000, "x\n"),
    "many parts in each other and many lines": lambda: nested(19, "--\n" * 400_000),
    "1,000 mails in each other": lambda: posting(
        "Content-Type: message/rfc822\n\n" * 1000 + "x\n", content_type="message/rfc822"
    ),
    "NUL": lambda: posting("\0" * 1_000_000, x_nul="\0" * 1000),
    "8 MB without a line": lambda: posting("x" * 8_000_000),
    "8 MB of empty lines": lambda: reply("\n" * 8_000_000),
    "8 MB of quotes": lambda: reply(">" * 8_000_000),
    "4 MB of quoted lines": lambda: reply("> a\nb\n" * 650_000),
    "4 MB of attributions": lambda: reply("On 1/1/2026 a@b.c wrote:\n> x\n" * 140_000),
    "100,000 header lines": lambda: repeated("X-Line", "x", 100_000),
    "100,000 Received": lambda: repeated("Received", "from a by b; 15 Jul 2026 12:00:00 +0000", 100_000),
    "100 Cc of 64 kB": lambda: repeated("Cc", "a" * 64_000, 100),
    "a header of 5 MB": lambda: repeated("X-Long", "x" * 5_000_000, 1),
    "a folded header of 5 MB": lambda: repeated("X-Long", "x\n " * 1_700_000, 1),
    "a subject of 5 MB": lambda: mail("=?utf-8?q?x?= <a@b.c> (" * 200_000, message_id="bad@example.org"),
    "nested comments in From": lambda: reply("x\n", sender="(" * 1_000_000, cc="Ann <(" * 100_000),
    "parameters without end": lambda: posting("x\n", content_type="text/plain" + ";a=b" * 500_000),
    "continued parameters": lambda: posting(
        "x\n", content_type="text/plain" + "".join(f"; name*{number}*=a" for number in range(50_000))
    ),
    "1,000,000 references": lambda: reply("x\n", references="<a@b> " * 1_000_000),
    "a date without end": lambda: reply("x\n", date="1 " * 1_000_000),
    "quoted-printable": lambda: posting("=\n" * 2_000_000, content_transfer_encoding="quoted-printable"),
    "quoted-printable blanks": lambda: posting(
        (" " * 2000 + "\n") * 2000, content_transfer_encoding="quoted-printable"
    ),
    "base64 of nothing": lambda: posting("a!" * 2_000_000, content_transfer_encoding="base64"),
    "uuencoded": lambda: posting("begin 644 x\n" + "a\n" * 1_000_000, content_transfer_encoding="x-uuencode"),
    "punycode": lambda: posting("a" * 4_000_000, content_type="text/plain; charset=punycode"),
    "compressed": lambda: posting(zlib.compress(b"a" * 200_000_000), content_type="text/plain; charset=zlib"),
    "utf-7": lambda: posting("+AAA-" * 1_000_000, content_type="text/plain; charset=utf-7"),
    "flowed": lambda: posting("a \n" * 2_000_000, content_type="text/plain; format=flowed"),
    "tags that do not end": lambda: html("<a " * 1_000_000),
    "comments that do not end": lambda: html("<!--" * 1_000_000),
    "declarations that do not end": lambda: html("<![CDATA[<?<!" * 200_000),
    "blockquotes that do not end": lambda: html("<blockquote>x" * 300_000),
    "a number without end": lambda: html("&#" + "9" * 1_000_000),
    "a hunk without end": lambda: posting("--- a/x\n+++ b/x\n@@ -1,9999999 +1,9999999 @@\n" + "--\n" * 1_000_000),
    "hunks that end at once": lambda: posting(
        "--- a/x\n+++ b/x\n@@ -1,9999999 +1,9999999 @@\n" + "--- a\n+++ b\n" * 300_000
    ),
    "100,000 files": lambda: posting("".join(f"diff --git a/{at} b/{at}\n" for at in range(100_000))),
    "a path without end": lambda: posting("diff --git a/" + " b/" * 1_000_000 + "\n"),
    "links without end": lambda: posting(("v1 https://" + "a/" * 170 + "\n") * 20_000),
    "footnotes without end": lambda: posting("v1 [x " * 200_000 + "https://example.org/a@b"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_mail_made_to_stop_the_worker(workers: Workers, name: str) -> None:
    raw, normal = HOSTILE[name](), mail("[PATCH] tree", patch_body(), message_id="good@example.org")
    (bad, data), (good, _data) = workers.run([ParseJob(raw, WRITTEN), ParseJob(normal, WRITTEN)])
    assert isinstance(bad, Mail)
    assert bad.message_id == "bad@example.org"
    assert bad.problem is None or "more than" in bad.problem or bad.problem == "impossible date"
    assert zlib.decompress(data) == raw
    assert (good.message_id, good.kind, good.problem) == ("good@example.org", "patch", None)
    assert good.diff.patch_id is not None


@pytest.mark.parametrize(
    "junk",
    [
        "Foo: x@y.zz " + "a" * 4000 + "\n",
        ("Foo: x@y.zz " + "a" * 238 + "\n") * 500,
        "Fixes: (\n" * 20_000,
        " \n\t\n\f\n" * 60_000,
        "x: (<\n" * 50_000,
    ],
)
def test_such_lines_do_not_hide_a_tag(workers: Workers, junk: str) -> None:
    ((found, _data),) = workers.run([ParseJob(reply(junk + "\n\n" + TAG), None)])
    assert found.problem is None
    assert [tag.kind for tag in found.tags] == ["Acked-by"]


def test_of_a_mail_that_takes_too_long_the_outline_is_kept() -> None:
    slow = mail(
        "Re: [PATCH] =?utf-8?q?Z=C3=A4hle?=\n trees",
        "In-Reply-To: <forged@example.org>\n" + "> a\nb\n" * 500_000,
        message_id="slow@example.org",
        parent="1@example.org",
        sender="Bob via Demo <demo@lists.example.org>",
        reply_to="bob@example.org",
    )
    orphan = mail("x", "References: <forged@example.org>\n" + "> a\nb\n" * 500_000)
    with Workers(1, 0.05) as workers:
        (found, data), (other, _data) = workers.run([ParseJob(slow, None), ParseJob(orphan, None)])
    assert found.problem == other.problem == "took more than 0.05 s to read"
    assert (found.message_id, found.parent, found.kind) == ("slow@example.org", "1@example.org", "reply")
    assert (found.subject.title, found.sender.email) == ("Zähle trees", "bob@example.org")
    assert (found.date, found.recipients) == (WRITTEN, ("demo@lists.example.org",))
    assert other.references == ()
    assert zlib.decompress(data) == slow


def test_patch_ids_of_a_batch(workers: Workers) -> None:
    bodies = [patch_body(), patch_body(diffs=[diff(new="return 7;")]), patch_body("From " + "0" * 40), "No diff.\n"]
    found = [answer.diff for answer, _data in workers.run(ParseJob(mail("[PATCH] x", each), None) for each in bodies)]
    assert [each.patch_id if each else None for each in found] == [*patch_ids(bodies[:3]), None]


def test_there_may_be_nothing_to_do(workers: Workers) -> None:
    known, (found, _data) = workers.run([ParseJob(None, None), ParseJob(mail(), None)])
    assert known == (None, None)
    assert found.problem is None


def test_what_is_wrong_already_is_kept(workers: Workers) -> None:
    ((found, _data),) = workers.run([ParseJob(mail(), None, cut_short(200, 100))])
    assert found.problem == "200 bytes long, only the first 100 kept"
    assert cut_short(100, 100) is None


def test_anchors(workers: Workers) -> None:
    patch = zlib.compress(mail("[PATCH] x", patch_body()))
    quoted = ("> +\treturn count;", "> nothing of the patch", "")
    jobs = [AnchorJob(patch, quoted), AnchorJob(b"no patch", quoted), AnchorJob(patch, ())]
    assert list(workers.run(jobs)) == [
        [Anchor("fs/tree.c", 11, "+\treturn count;"), None, None],
        [None, None, None],
        [],
    ]


def test_remarks_are_classified_and_to_load_the_model_is_not_at_their_cost(workers: Workers) -> None:
    jobs = [ClassifyJob(text, "> +x", "reviewer") for text in ("NAK.", "Applied, thanks.")]
    assert [found.source for found in workers.run(jobs)] == ["rule: nak", "rule: applied"]


def test_a_remark_that_takes_too_long_is_lost_alone() -> None:
    long = " ".join(f"word{number}" for number in range(1_000))
    # A tick of the clock that counts processor time is four thousandths of a second, and this needs more.
    with Workers(1, 1e-5) as hurried:
        assert list(hurried.run([ClassifyJob(long, long, "reviewer")] * 2)) == [LOST, LOST]


def test_a_pipeline_that_has_seen_too_many_words_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [ClassifyJob("This races with the reader.", "> +x", "reviewer", with_encoder=False)]
    found, before = worker.find(jobs, 5.0), classify.pipeline(False)
    assert worker.find(jobs, 5.0) == found
    assert classify.pipeline(False) is before
    monkeypatch.setattr(worker, "MAX_WORDS", 0)
    assert worker.find(jobs, 5.0) == found
    assert classify.pipeline(False) is not before
