"""Patch-ids of many patches at once are those of each alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ingest.parse.patch_id import ENVIRONMENT, patch_ids
from tests.mails import diff, patch_body

COMMIT = "0123456789abcdef0123456789abcdef01234567"
MESSAGES = {
    "plain": patch_body(),
    "several files": patch_body(diffs=[diff(), diff("fs/forest.c", line=70)]),
    "from a commit": patch_body(f"Taken over.\n\nFrom {COMMIT} Mon Sep 17 00:00:00 2001"),
    "names a commit": patch_body(f"commit {COMMIT} upstream.\n\ncommit {COMMIT}"),
    "only a commit": patch_body(f"{COMMIT}\n{COMMIT.upper()} tree: count"),
    "a diff-tree": patch_body(f"diff-tree {COMMIT}"),
    "of a file without a last newline": patch_body(diffs=[diff() + "\\ No newline at end of file\n"]),
    "umlauts": patch_body("Zähle.", diffs=[diff(old="grün", new="树")]),
    "cut off": patch_body()[:-60],
    "a hunk that promises too much": patch_body().replace("-10,3 +10,3", "-10,30 +10,30"),
    "a hunk that keeps less": patch_body().replace("-10,3 +10,3", "-10,1 +10,1"),
    "renamed": "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n",
    "binary": "diff --git a/x b/x\nindex 0123456..1234567 100644\nGIT binary patch\nliteral 1\nIcmZPo000310RR91\n\n",
    "no diff": "Some words.\n",
    "empty": "",
}


def alone(text: str) -> str | None:
    run = subprocess.run(["git", "patch-id", "--stable"], input=text.encode(), capture_output=True, check=True)
    # Where git takes a line of the message for another patch, the last one is that with the diff.
    answer = run.stdout.decode().split()
    return answer[-2] if answer else None


def test_together_as_alone() -> None:
    assert patch_ids(list(MESSAGES.values())) == [alone(text) for text in MESSAGES.values()]


def test_none_in_any_order_disturbs_another() -> None:
    texts = [each for text in MESSAGES.values() for each in (text, MESSAGES["plain"])]
    found = patch_ids(texts)
    assert set(found[1::2]) == {patch_ids([MESSAGES["plain"]])[0]}
    assert found[::-1] == patch_ids(texts[::-1])


def test_what_has_no_diff_has_no_id() -> None:
    assert patch_ids([MESSAGES["no diff"], MESSAGES["empty"]]) == [None, None]
    assert patch_ids([]) == []


def test_the_id_is_that_of_the_change_alone() -> None:
    moved = patch_body("Said otherwise.", "Signed-off-by: Bob <bob@example.org>", diffs=[diff(line=90)])
    other = patch_body(diffs=[diff(new="return 7;")])
    first, same, different = patch_ids([MESSAGES["plain"], moved, other])
    assert first == same != different


@pytest.mark.parametrize("line", [f"From {COMMIT}", f"commit {COMMIT}", COMMIT, COMMIT.upper(), f"diff-tree {COMMIT}"])
def test_a_line_cannot_pass_for_another_mail_s_number(line: str) -> None:
    forged = patch_body("Count.").replace("Count.", line.replace(COMMIT, f"{1:040x}"))
    assert patch_ids([forged, MESSAGES["no diff"]]) == [alone(MESSAGES["plain"]), None]


def test_nothing_of_git_s_configuration_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitconfig").write_text("[patchid]\n\tverbatim = true\n[this is broken\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert patch_ids([MESSAGES["plain"]])[0] is not None
    assert "HOME" not in ENVIRONMENT


def test_without_git_there_are_no_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, "PATH", str(tmp_path) + os.pathsep)
    assert patch_ids([MESSAGES["plain"], MESSAGES["no diff"]]) == [None, None]
