"""Borrowed trees: everything of theirs can be read, nothing of theirs runs, and nothing is written to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.source import git
from ingest.source.borrow import borrowed
from ingest.source.errors import SourceError

from .trees import Work, snapshot


@pytest.fixture
def work(tmp_path: Path) -> Work:
    work = Work(tmp_path / "work").create()
    work.commit("pump: count", {"pump.c": "1\n"})
    return work


def tips(path: Path, sha: str) -> str:
    with borrowed(path) as repository:
        return git.ask(repository, "log", "--format=%s", sha)


def test_a_working_tree_a_bare_one_and_a_linked_one(work: Work, tmp_path: Path) -> None:
    work.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    work.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    for name in ("work", "bare.git", "linked"):
        assert tips(tmp_path / name, work.shas[0]) == "pump: count"


def test_a_tree_that_borrows_from_another_itself(work: Work, tmp_path: Path) -> None:
    work.git("clone", "--quiet", "--shared", ".", str(tmp_path / "shared"))
    assert tips(tmp_path / "shared", work.shas[0]) == "pump: count"


def test_a_tree_with_longer_names_of_objects(tmp_path: Path) -> None:
    work = Work(tmp_path / "work")
    work.path.mkdir()
    work.git("init", "--quiet", "--template=", "--object-format=sha256")
    assert len(sha := work.commit("pump: count")) == 64
    assert tips(work.path, sha) == "pump: count"


def test_a_shallow_clone_ends_where_it_ends(work: Work, tmp_path: Path) -> None:
    work.commit("pump: more")
    work.git("clone", "--quiet", "--depth=1", work.path.as_uri(), str(tmp_path / "shallow"))
    assert tips(tmp_path / "shallow", work.shas[1]) == "pump: more"


def test_what_is_written_goes_and_the_tree_stays_as_it_was(work: Work) -> None:
    before = snapshot(work.path)
    with borrowed(work.path) as repository:
        tree = git.ask(repository, "rev-parse", f"{work.shas[0]}^{{tree}}")
        made = git.ask(repository, "-c", "user.name=x", "-c", "user.email=x@x", "commit-tree", "-m", "made", tree)
        assert git.ask(repository, "log", "--format=%s", made) == "made"
    assert snapshot(work.path) == before
    assert not repository.exists()


def test_no_replacement_of_theirs_counts(work: Work) -> None:
    other = work.commit("valve: forged")
    work.git("replace", work.shas[0], other)
    assert tips(work.path, work.shas[0]) == "pump: count"


def test_a_path_without_a_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere: there is no such directory"), borrowed(tmp_path / "nowhere"):
        pass
    with pytest.raises(SourceError, match="not a git repository"), borrowed(tmp_path):
        pass
