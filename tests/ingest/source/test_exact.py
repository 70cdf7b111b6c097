"""Range-diffs of mails are those that git makes of the commits that were sent, as far as the tree has the files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.source import exact as module
from ingest.source.errors import SourceError
from ingest.source.exact import exact

from .trees import Work, numbered, snapshot

PUMP, VALVE = numbered(1, 40), numbered(100, 140)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    work = Work(tmp_path / "work", author="Jörg Author <jorg@example.org>").create()
    files = {"pump.c": PUMP, "valve.c": VALVE, "run.sh": numbered(1, 9), "doc/über.txt": numbered(50, 70)}
    work.commit("base", files)
    return work


def first(work: Work) -> str:
    """A version of three patches, on its own branch."""
    work.git("checkout", "--quiet", "-B", "v1", "main")
    work.commit(
        "pump: fünf\n\nCount to five.\n\nSigned-off-by: Jörg <jorg@example.org>",
        {"pump.c": numbered(1, 40, line_5="five")},
    )
    work.git("mv", "valve.c", "tap.c")
    (work.path / "run.sh").chmod(0o755)
    work.commit("valve: move", {"pump.c": numbered(1, 40, line_5="five", line_30="thirty")})
    work.commit("tap: add a test", {"tap.c": numbered(100, 140, line_101="one"), "test.c": "1\n2\n3\n"})
    return "v1"


def second(work: Work) -> str:
    work.git("checkout", "--quiet", "-B", "v2", "main")
    work.commit(
        "pump: fünf\n\nCount to 5.\n\nSigned-off-by: Jörg <jorg@example.org>",
        {"pump.c": numbered(1, 40, line_5="FIVE")},
    )
    work.git("mv", "valve.c", "tap.c")
    (work.path / "run.sh").chmod(0o755)
    work.commit("valve: move", {"pump.c": numbered(1, 40, line_5="FIVE", line_30="thirty")})
    work.commit("doc: say so", {"pump.c": numbered(1, 40, line_5="FIVE", line_30="thirty", line_31="more")})
    return "v2"


def sent(work: Work, branch: str) -> list[bytes]:
    return work.mails(f"main..{branch}")


def without_names(text: str) -> str:
    """A range-diff without the commits' own names, which are nobody's."""
    return re.sub(
        r"^( *(?:\d+|-): +)[0-9a-f-]{7,} ([=!<>]) ( *(?:\d+|-): +)[0-9a-f-]{7,} ", r"\1\2\3", text, flags=re.MULTILINE
    )


def test_it_says_what_git_says_of_the_commits_themselves(work: Work) -> None:
    v1, v2 = first(work), second(work)
    said = exact(work.path, sent(work, v1), sent(work, v2))
    theirs = work.git("range-diff", "--no-color", f"main..{v1}", f"main..{v2}")
    assert said is not None
    assert without_names(said) == without_names(f"{theirs}\n")
    assert "-    Count to five." in said
    assert "++FIVE" in said


def test_the_same_version_twice_is_the_same(work: Work) -> None:
    mails = sent(work, first(work))
    said = exact(work.path, mails, mails)
    assert without_names(said or "") == "1:  =1:  pump: fünf\n2:  =2:  valve: move\n3:  =3:  tap: add a test\n"


def test_mails_as_mail_programs_send_them(work: Work) -> None:
    v1, v2 = sent(work, first(work)), sent(work, second(work))
    plain = exact(work.path, v1, v2)
    assert exact(work.path, [mail.replace(b"\n", b"\r\n") for mail in v1], v2) == plain
    munged = [
        mail.replace(b"\nFrom: ", b"\nFrom: Jorg via Water <water@lists.example.org>\nX-From: ", 1).replace(
            b"\n\n", "\n\nFrom: Jörg Author <jorg@example.org>\n\n".encode(), 1
        )
        for mail in v1
    ]
    assert exact(work.path, munged, v2) == plain


def test_a_working_tree_and_a_bare_one_give_the_same_and_stay_as_they_were(work: Work, tmp_path: Path) -> None:
    v1, v2 = sent(work, first(work)), sent(work, second(work))
    work.git("clone", "--quiet", "--bare", "--single-branch", "--branch=main", ".", str(tmp_path / "bare.git"))
    before = snapshot(tmp_path / "bare.git")
    assert exact(tmp_path / "bare.git", v1, v2) == exact(work.path, v1, v2) is not None
    assert snapshot(tmp_path / "bare.git") == before


def test_a_tree_that_lacks_a_file_says_nothing(work: Work, tmp_path: Path) -> None:
    v1, v2 = sent(work, first(work)), sent(work, second(work))
    other = Work(tmp_path / "other").create()
    other.commit("base", {"pump.c": "other\n", "valve.c": VALVE})
    assert exact(other.path, v1, v2) is None


def test_a_file_of_which_only_the_base_commit_is_named_is_found_there(work: Work) -> None:
    v1, v2 = sent(work, first(work)), sent(work, second(work))
    blob = re.search(rb"index ([0-9a-f]{12})\.\.", v1[0])
    assert blob is not None
    v1[0] = v1[0].replace(blob[1], b"1" * 12, 1)
    assert exact(work.path, v1, v2) is None
    cover = b"From: Ann <ann@example.org>\nSubject: [PATCH 0/3] all\n\nWords.\n---\nbase-commit: %s\n" % (
        work.shas[0].encode()
    )
    assert exact(work.path, [cover, *v1], v2) == exact(work.path, sent(work, "v1"), v2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n-5\n", b"\n-six\n"),
        (b"\ndiff --git ", b"\ndiff "),
        (b"index ", b"indexes "),
        (b"a/pump.c", b"a/../pump.c"),
        (b"pump.c", b".git/config"),
    ],
)
def test_a_patch_that_does_not_apply_says_nothing(work: Work, old: bytes, new: bytes) -> None:
    mails = sent(work, first(work))
    broken = [mails[0].replace(old, new), *mails[1:]]
    assert broken != mails
    assert exact(work.path, broken, mails) is None


def test_no_patches_say_nothing(work: Work) -> None:
    mails = sent(work, first(work))
    assert exact(work.path, mails, []) is None
    assert exact(work.path, [b""], mails) is None


def test_more_than_it_may_be_is_cut_at_a_line(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    v1, v2 = sent(work, first(work)), sent(work, second(work))
    whole = exact(work.path, v1, v2)
    assert whole is not None
    monkeypatch.setattr(module, "OUTPUT_BYTES", len(whole.encode()) - 1)
    *lines, last = (exact(work.path, v1, v2) or "").splitlines()
    assert lines == whole.splitlines()[:-1]
    assert last == "(the rest is left out)"


def test_mails_that_are_too_long_or_take_too_long_say_nothing(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    mails = sent(work, first(work))
    with monkeypatch.context() as patch:
        patch.setattr(module, "MAIL_BYTES", 2 * sum(map(len, mails)) - 1)
        assert exact(work.path, mails, mails) is None
    with monkeypatch.context() as patch:
        patch.setattr(module, "SECONDS", 0.0)
        assert exact(work.path, mails, mails) is None
    assert exact(work.path, mails, mails) is not None


def test_no_hook_and_no_setting_of_the_tree_runs(work: Work, tmp_path: Path) -> None:
    v1, v2 = sent(work, first(work)), sent(work, second(work))
    before = exact(work.path, v1, v2)
    hooks = work.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("applypatch-msg", "pre-applypatch", "post-applypatch", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (hooks / name).chmod(0o755)
    for key, value in {"apply.whitespace": "error", "diff.external": "false", "core.fsmonitor": "touch"}.items():
        work.git("config", key, value)
    tree = snapshot(work.path)
    assert exact(work.path, v1, v2) == before
    assert snapshot(work.path) == tree
    assert not (tmp_path / "ran").exists()


def test_no_tree_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a git repository"):
        exact(tmp_path, [b"x"], [b"x"])
