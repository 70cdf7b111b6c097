"""A branch as facts: what is told of each commit, where reading begins, and which mails a commit came from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingest.source.errors import SourceError
from ingest.source.tree import CommitFact, opened

from .trees import START, Work, numbered, snapshot

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    work = Work(tmp_path / "work").create()
    work.commit("pump: count", {"pump.c": numbered(1, 20)})
    return work


def facts(work: Work, since: str | None = None, after: dt.datetime = LONG_AGO) -> list[CommitFact]:
    with opened(work.path, "HEAD") as branch:
        return list(branch.commits(since, after))


def shas(work: Work, since: str | None = None, after: dt.datetime = LONG_AGO) -> list[str]:
    return [fact.sha for fact in facts(work, since, after)]


def patch_id(work: Work, commit: str) -> str:
    diff = work.git("show", commit).encode()
    return work.git("patch-id", "--stable", given=diff).split()[0]


def test_a_commit_is_told_with_all_that_it_can_be_known_by(work: Work) -> None:
    work.author = "Ännchen Müller <Ann.M@Example.org>"
    text = "pump: count\nto five\n\nBecause.\n\nLink: https://patch.msgid.link/1@example.org\nSigned-off-by: A <a@x>"
    sha = work.commit(text, {"pump.c": numbered(1, 20, line_5="five")})
    assert facts(work)[1] == CommitFact(
        sha=sha,
        subject="pump: count to five",
        author_name="Ännchen Müller",
        author_email="ann.m@example.org",
        date=START + dt.timedelta(hours=1),
        patch_id=patch_id(work, sha),
        links=("1@example.org",),
    )


@pytest.mark.parametrize(
    ("trailer", "links"),
    [
        ("Link: https://lore.kernel.org/r/1@example.org", ["1@example.org"]),
        ("Link: https://lore.kernel.org/linux-water/1@example.org/", ["1@example.org"]),
        ("Link: https://lore.kernel.org/all/1@example.org/T/#u", ["1@example.org"]),
        ("link: <https://lkml.kernel.org/r/1@example.org>", ["1@example.org"]),
        ("Link: http://patch.msgid.link/a%2Bb%40example.org", ["a+b@example.org"]),
        ("Message-ID: <1@example.org>", ["1@example.org"]),
        ("Message-Id: 1@example.org", ["1@example.org"]),
        (
            "Link: https://lore.kernel.org/r/2@example.org\nMessage-ID: <1@example.org>",
            ["2@example.org", "1@example.org"],
        ),
        ("Message-ID: <1@example.org>\nLink: https://lore.kernel.org/r/1@example.org", ["1@example.org"]),
        # The mail is spoken of; the commit did not come from it.
        ("Link: https://lore.kernel.org/r/1@example.org [1]", []),
        ("Link: https://lore.kernel.org/r/1@example.org # report", []),
        ("Closes: https://lore.kernel.org/r/1@example.org", []),
        ('Fixes: 123456789012 ("pump: count")', []),
        ("Link: https://bugs.example.org/show?id=1@2", []),
        ("Link: https://example.org/1", []),
        ("Link: nowhere", []),
        ("Message-ID:", []),
        (f"Message-ID: <{'1' * 250}@example.org>", []),
    ],
)
def test_the_mails_that_a_commit_came_from(work: Work, trailer: str, links: list[str]) -> None:
    work.commit(f"pump: more\n\nText.\n\n{trailer}\nSigned-off-by: Ann <ann@example.org>")
    assert list(facts(work)[1].links) == links


def test_a_link_in_the_middle_of_a_message_is_no_origin(work: Work) -> None:
    work.commit("pump: more\n\nLink: https://lore.kernel.org/r/1@example.org\n\nText.\n\nSigned-off-by: A <a@x>")
    assert facts(work)[1].links == ()


def test_a_merge_has_no_patch_id_and_comes_after_what_it_merges(work: Work) -> None:
    work.git("checkout", "--quiet", "-b", "side")
    side = work.commit("valve: open", {"valve.c": "open\n"})
    work.git("checkout", "--quiet", "main")
    main = work.commit("pump: more", {"pump.c": numbered(1, 21)})
    merge = work.committed("merge", "--quiet", "--no-ff", "--message", "Merge the valve", "side")
    found = {fact.sha: fact.patch_id for fact in facts(work)}
    first, *between, last = found
    assert (first, set(between), last) == (work.shas[0], {side, main}, merge)
    assert found[merge] is None
    assert found[side] == patch_id(work, side)
    assert found[main] == patch_id(work, main)


def test_an_empty_commit_among_others_takes_no_ones_patch_id(work: Work) -> None:
    work.commit("empty")
    last = work.commit("pump: more", {"pump.c": numbered(1, 21)})
    assert [fact.patch_id for fact in facts(work)][1:] == [None, patch_id(work, last)]


def test_a_file_that_was_moved_has_the_patch_id_of_its_mail(work: Work) -> None:
    (work.path / "pump.c").unlink()
    sha = work.commit("pump: move", {"new.c": numbered(1, 20, line_5="five")})
    mail = work.mails("HEAD^..HEAD")[0]
    assert b"rename from pump.c" in mail
    assert facts(work)[1].patch_id == work.git("patch-id", "--stable", given=mail).split()[0]
    assert facts(work)[1].sha == sha


def test_reading_goes_on_where_it_ended(work: Work) -> None:
    first = work.shas[0]
    second = work.commit("pump: more", {"pump.c": numbered(1, 21)})
    assert shas(work, since=first) == [second]
    assert shas(work, since=second) == []


def test_no_commit_is_older_than_it_should_be(work: Work) -> None:
    work.commit("pump: more")
    work.commit("pump: most")
    assert shas(work, after=START + dt.timedelta(hours=1)) == work.shas[1:]
    with opened(work.path, "main") as branch:
        assert branch.present(START + dt.timedelta(hours=1)) == set(work.shas[1:])


def test_a_rewritten_branch_is_read_from_where_it_forked(work: Work) -> None:
    base = work.shas[0]
    gone = work.commit("pump: mistake", {"pump.c": "mistake\n"})
    work.git("reset", "--quiet", "--hard", base)
    new = work.commit("pump: better", {"pump.c": "better\n"})
    assert shas(work, since=gone) == [new]
    with opened(work.path, "main") as branch:
        assert (branch.holds(base), branch.holds(new), branch.holds(gone)) == (True, True, False)
        assert branch.fork(gone) == base
        assert branch.present(LONG_AGO) == {base, new}


@pytest.mark.parametrize("unknown", ["1" * 40, "HEAD", "--all", ""])
def test_what_the_tree_does_not_have_is_no_place_to_begin(work: Work, unknown: str) -> None:
    assert shas(work, since=unknown) == work.shas
    with opened(work.path, "main") as branch:
        assert not branch.holds(unknown)
        assert branch.fork(unknown) is None


def test_a_branch_is_read_as_it_was_when_it_was_opened(work: Work) -> None:
    with opened(work.path, "main") as branch:
        work.commit("pump: late")
        assert branch.tip == work.shas[0]
        assert [fact.sha for fact in branch.commits(None, LONG_AGO)] == work.shas[:1]


def test_branches_by_name(work: Work, tmp_path: Path) -> None:
    work.git("checkout", "--quiet", "-b", "next/water")
    tip = work.commit("pump: next")
    work.git("clone", "--quiet", "--branch=main", ".", str(tmp_path / "clone"))
    for path, name, sha in [
        (work.path, "HEAD", tip),
        (work.path, "main", work.shas[0]),
        (work.path, "next/water", tip),
        (work.path, "refs/heads/next/water", tip),
        (tmp_path / "clone", "origin/next/water", tip),
        (tmp_path / "clone", "HEAD", work.shas[0]),
    ]:
        with opened(path, name) as branch:
            assert branch.tip == sha


@pytest.mark.parametrize("name", ["nowhere", "--all", "-h", "--output=made", "", "main file"])
def test_a_branch_that_is_not_there_is_an_error(work: Work, name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no branch"), opened(work.path, name):
        pass
    assert not list(tmp_path.rglob("made"))


def test_nothing_of_the_tree_runs_and_nothing_of_it_changes(work: Work, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    program.chmod(0o755)
    settings = {
        "core.fsmonitor": str(program),
        "core.hooksPath": str(tmp_path),
        "diff.external": str(program),
        "diff.own.command": str(program),
        "diff.own.textconv": str(program),
        "diff.renames": "false",
        "diff.noprefix": "true",
        "diff.context": "0",
        "gpg.program": str(program),
        "log.showSignature": "true",
        "log.date": "relative",
        "color.ui": "always",
    }
    before = facts(work)
    for key, value in settings.items():
        work.git("config", key, value)
    (work.path / ".git" / "info").mkdir(exist_ok=True)
    (work.path / ".git" / "info" / "attributes").write_text("*.c diff=own\n")
    tree = snapshot(work.path)
    assert facts(work) == before
    assert snapshot(work.path) == tree
    assert not (tmp_path / "ran").exists()


def test_a_tree_that_lacks_a_file_is_an_error(work: Work) -> None:
    blob = work.git("rev-parse", "HEAD:pump.c")
    (work.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(SourceError, match=r"git log failed .*unable to read"):
        facts(work)


def test_a_commit_without_a_possible_date_is_left_out(work: Work) -> None:
    text = work.git("cat-file", "commit", "HEAD").replace("+0200", "+0000")
    for seconds in ("999999999999", "99999999999999999999", "1"):
        odd = text.replace(f"{int(START.timestamp())}", seconds)
        sha = work.git("hash-object", "-w", "-t", "commit", "--stdin", "--literally", given=f"{odd}\n".encode())
        work.git("reset", "--quiet", "--hard", sha)
        assert facts(work, after=START) == []


def test_who_stops_reading_leaves_nothing_behind(work: Work) -> None:
    for number in range(30):
        work.commit(f"pump: {number}", {"pump.c": numbered(1, 20 + number)})
    with opened(work.path, "main") as branch:
        commits = branch.commits(None, LONG_AGO)
        assert next(commits).sha == work.shas[0]
        commits.close()
