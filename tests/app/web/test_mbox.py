"""A version as an mbox, and what `git am` makes of it."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories as make

Applied = Callable[..., tuple[list[str], str]]
BEFORE = "one\ntwo\nthree\n"
DIFF = """---
 pump.txt | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/pump.txt b/pump.txt
--- a/pump.txt
+++ b/pump.txt
@@ -1,3 +1,3 @@
 one
-{old}
+{new}
 three
"""
MESSAGE = 'It leaks.\n\nFixes: 0123456789ab ("pump: build it")\nSigned-off-by: Ada <ada@example.org>\n'


def mail(subject: str, body: str, *more: str) -> bytes:
    head = ["From: Ada <ada@example.org>", "Date: Mon, 6 Jul 2026 10:00:00 +0200", f"Subject: {subject}", *more]
    return ("\n".join(head) + "\n\n" + body).encode()


def diff(old: str = "two", new: str = "zwei") -> str:
    return DIFF.format(old=old, new=new) + "-- \n2.40.0\n"


def posted(session: Session, *mails: bytes) -> tuple[str, make.Posted]:
    """A series of these patches."""
    series = make.series(session)
    written = make.post(session, series, total=len(mails))
    for number, raw in enumerate(mails, 1):
        written[number].content_id = make.content(session, raw).id
    session.flush()
    return series.key, written


@pytest.fixture
def applied(client: FlaskClient, session: Session, tmp_path: Path) -> Applied:
    """`applied(key, **query)`: what git has after `git am` of the mbox: (messages with author, oldest first, text)."""
    tree = tmp_path / "tree"
    environment = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_NAME": "Mel",
        "GIT_COMMITTER_EMAIL": "mel@example.org",
        "GIT_AUTHOR_NAME": "Mel",
        "GIT_AUTHOR_EMAIL": "mel@example.org",
    }

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(tree), *arguments], env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def am(key: str, **query: str) -> tuple[list[str], str]:
        session.commit()
        response = client.get(f"/series/{key}/mbox", query_string=query)
        assert response.status_code == 200
        assert response.content_type == "application/mbox"
        (tmp_path / "series.mbox").write_bytes(response.data)
        tree.mkdir()
        git("init", "-q")
        (tree / "pump.txt").write_text(BEFORE, encoding="utf-8")
        git("add", "pump.txt")
        git("commit", "-q", "-m", "begin")
        git("am", "-q", str(tmp_path / "series.mbox"))
        log = git("log", "--reverse", "--format=%an <%ae> %ad%n%B%x00", "--date=iso")
        return [each.strip() for each in log.split("\0")[1:] if each.strip()], (tree / "pump.txt").read_text("utf-8")

    return am


def test_git_takes_the_patches_in_their_order_without_the_cover(applied: Applied, session: Session) -> None:
    one = mail("[PATCH 1/2] pump: first", MESSAGE + diff())
    two = mail("[PATCH 2/2] pump: second", MESSAGE + diff("zwei", "dos"))
    key, _ = posted(session, one, two)
    messages, text = applied(key)
    assert text == "one\ndos\nthree\n"
    assert messages[0] == f"Ada <ada@example.org> 2026-07-06 10:00:00 +0200\npump: first\n\n{MESSAGE.strip()}"
    assert [message.split("\n")[1] for message in messages] == ["pump: first", "pump: second"]


def test_tags_that_reviewers_gave_are_folded_in_once(applied: Applied, session: Session) -> None:
    body = MESSAGE + "Acked-by: C. Cem <cem@example.org>\n"
    key, written = posted(session, mail("[PATCH] pump: first", body + diff()))
    assert written.cover
    make.tag(session, written[1], "Acked-by", "Cem", how="written")
    make.tag(session, make.reply(session, written.cover, "Bea"), "Reviewed-by", "Bea")
    reply = make.reply(session, written[1], "Cem")
    make.tag(session, reply, "Acked-by", "Cem")
    make.tag(session, reply, "Tested-by", "Dag", how="relayed")
    make.tag(session, make.reply(session, written[1], "Fay"), "Nacked-by", "Fay")
    ((message,), _) = applied(key)
    assert message.endswith(f"\n\n{body}Reviewed-by: Bea <bea@example.org>")


def test_a_message_without_trailers_gets_a_paragraph_of_them(applied: Applied, session: Session) -> None:
    key, written = posted(session, mail("[PATCH] pump: first", "It leaks.\n" + diff()))
    make.tag(session, make.reply(session, written[1], "Bea"), "Reviewed-by", "Bea")
    ((message,), _) = applied(key)
    assert message.endswith("\npump: first\n\nIt leaks.\n\nReviewed-by: Bea <bea@example.org>")


def test_a_mail_in_another_encoding_keeps_its_words_and_its_diff(applied: Applied, session: Session) -> None:
    text = (MESSAGE.replace("leaks", "läuft über") + diff(new="größer")).replace("\n", "\r\n")
    body = base64.encodebytes(text.encode()).decode()
    kind = ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64")
    key, _ = posted(session, mail("=?utf-8?q?=5BPATCH=5D_pumpe=3A_=C3=B6l?=", body, *kind))
    ((message,), changed) = applied(key)
    assert "\npumpe: öl\n\nIt läuft über.\n" in message
    assert changed == "one\ngrößer\nthree\n"


def test_a_message_that_looks_like_the_next_mail_stays_one(applied: Applied, session: Session) -> None:
    inner = "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n" + mail("evil", "x\n").decode()
    key, _ = posted(session, mail("[PATCH] pump: first", f"It leaks = a lot.\n\n{inner}\n" + diff()))
    ((message,), changed) = applied(key)
    assert "It leaks = a lot.\n\nFrom 0123456789" in message
    assert changed == "one\nzwei\nthree\n"


def test_an_attached_patch_and_an_author_other_than_the_sender(applied: Applied, session: Session) -> None:
    parts = f"--b\nContent-Type: text/plain\n\n{MESSAGE}\n--b\nContent-Type: text/x-patch\n\n{diff()}\n--b--\n"
    kind = "Content-Type: multipart/mixed; boundary=b"
    key, written = posted(session, mail("[PATCH] pump: first", parts, kind))
    written[1].author_name, written[1].author_email = 'Gus "G" Öz', "gus@example.org"
    ((message,), changed) = applied(key)
    assert message.startswith('Gus "G" Öz <gus@example.org> ')
    assert changed == "one\nzwei\nthree\n"


def test_a_version_can_be_chosen(client: FlaskClient, session: Session) -> None:
    series = make.series(session)
    for version in (1, 2):
        written = make.post(session, series, version=version, total=1)
        written[1].content_id = make.content(session, mail(f"[PATCH v{version}] pump", diff())).id
    session.commit()

    def subject(**query: str) -> bytes:
        data: bytes = client.get(f"/series/{series.key}/mbox", query_string=query).data
        lines = data.split(b"\n")
        return next(line for line in lines if line.startswith(b"Subject: "))

    assert subject() == b"Subject: [PATCH v2] pump"
    assert subject(version="1") == subject(version="v1") == b"Subject: [PATCH v1] pump"
    assert subject(version=written.revision.key) == b"Subject: [PATCH v2] pump"
    assert client.get(f"/series/{series.key}/mbox?version=3").status_code == 404
    assert client.get("/series/nowhere/mbox").status_code == 404
