"""Which commit a patch became: by the mail that the commit names, by the diff, or by title and author."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.derive.landed import PATCHES, Landed, PatchKey, landed
from app.models import Commit, CommitLink, Tree
from tests.app.conftest import Statements
from tests.factories import days_ago

PATCH = PatchKey(
    message_id="1@example.org",
    cover="0@example.org",
    patch_id="1" * 40,
    title="pump count the strokes",
    people=frozenset({"ann@example.org", "ann author"}),
    date=days_ago(10),
)
# One way to tell, and none of the others.
BY_DIFF = {"patch_id": "1" * 40}
BY_TITLE = {"title": "pump count the strokes", "author_email": "ann@example.org"}
BY_ANN = {"author_email": "ann@example.org"}


class Grove:
    """Trees and their commits, which have nothing in common with any patch unless it is said."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.trees: dict[str, int] = {}
        self._numbers = itertools.count(1)

    def commit(self, *links: str, tree: str = "water", **columns: Any) -> str:
        if tree not in self.trees:
            row = Tree(name=tree, tip=None, after=None)
            self.session.add(row)
            self.session.flush()
            self.trees[tree] = row.id
        given = {
            "sha": f"{next(self._numbers):040x}",
            "title": "other",
            "author_name": "Dan Other",
            "author_email": "dan@example.org",
            "date": days_ago(5),
        }
        commit = Commit(tree_id=self.trees[tree], **given | columns)
        self.session.add(commit)
        self.session.flush()
        self.session.add_all(CommitLink(commit_id=commit.id, message_id=link) for link in links)
        self.session.flush()
        return commit.sha

    def landed(self, patch: PatchKey = PATCH) -> Landed | None:
        return landed(self.session, {7: patch}).get(7)

    def how(self, patch: PatchKey = PATCH) -> tuple[str, str] | None:
        found = self.landed(patch)
        return (found.sha, found.how) if found else None


@pytest.fixture
def grove(session: Session) -> Grove:
    return Grove(session)


def test_a_patch_that_nothing_is_like_has_not_landed(grove: Grove) -> None:
    grove.commit("9@example.org")
    assert grove.landed() is None


def test_the_commit_that_names_the_mail(grove: Grove) -> None:
    sha = grove.commit("1@example.org", **BY_ANN)
    assert grove.landed() == Landed("water", sha, days_ago(5), "link")


@pytest.mark.parametrize("likeness", [BY_DIFF, BY_ANN, {"title": PATCH.title}, {"author_name": "Ann Author"}])
def test_a_commit_that_names_the_mail_must_agree_with_it(grove: Grove, likeness: dict[str, str]) -> None:
    grove.commit("1@example.org")
    assert grove.landed() is None
    sha = grove.commit("1@example.org", **likeness)
    assert grove.how() == (sha, "link")


def test_a_commit_that_names_the_cover_must_be_like_the_patch(grove: Grove) -> None:
    grove.commit("0@example.org", **BY_ANN)
    assert grove.landed() is None
    sha = grove.commit("0@example.org", title=PATCH.title)
    assert grove.how() == (sha, "link")
    assert grove.how(dataclasses.replace(PATCH, cover=None)) is None


def test_the_diff_whoever_it_is_by(grove: Grove) -> None:
    sha = grove.commit(**BY_DIFF)
    assert grove.how() == (sha, "patch-id")
    assert grove.how(dataclasses.replace(PATCH, patch_id=None)) is None


def test_the_title_and_the_author(grove: Grove) -> None:
    grove.commit(title=PATCH.title)
    assert grove.landed() is None
    by_name = grove.commit(title=PATCH.title, author_name="Ann Author", date=days_ago(3))
    assert grove.how() == (by_name, "title")
    by_address = grove.commit(**BY_TITLE, date=days_ago(4))
    assert grove.how() == (by_address, "title")


def test_no_title_and_no_diff_are_nothing_in_common(grove: Grove) -> None:
    grove.commit("1@example.org", title="")
    grove.commit(title="", **BY_ANN)
    nothing = dataclasses.replace(PATCH, title="", patch_id=None)
    assert grove.how(nothing) is None
    grove.commit(title="", **BY_ANN, **BY_DIFF)
    assert set(landed(grove.session, {1: nothing, 2: PATCH})) == {2}


def test_the_same_title_long_after_is_other_work(grove: Grove) -> None:
    patch = dataclasses.replace(PATCH, date=days_ago(500))
    grove.commit(**BY_TITLE, date=days_ago(99))
    assert grove.how(patch) is None
    sha = grove.commit(**BY_TITLE, date=days_ago(100))
    assert grove.how(patch) == (sha, "title")


def test_a_better_way_to_tell_counts_before_an_earlier_time(grove: Grove) -> None:
    by_title = grove.commit(**BY_TITLE, date=days_ago(9))
    assert grove.how() == (by_title, "title")
    by_diff = grove.commit(**BY_DIFF, date=days_ago(8))
    assert grove.how() == (by_diff, "patch-id")
    by_link = grove.commit("1@example.org", **BY_DIFF, date=days_ago(7))
    assert grove.how() == (by_link, "link")


def test_of_equals_the_earliest_and_then_the_tree_decides(grove: Grove) -> None:
    late = grove.commit(**BY_DIFF, tree="main", date=days_ago(2))
    grove.commit(**BY_DIFF, tree="water", sha=late, date=days_ago(2))
    assert grove.landed() == Landed("main", late, days_ago(2), "patch-id")
    early = grove.commit(**BY_DIFF, tree="water", date=days_ago(3))
    assert grove.landed() == Landed("water", early, days_ago(3), "patch-id")


@pytest.mark.parametrize("way", [BY_DIFF, BY_TITLE, BY_ANN])
def test_a_commit_that_is_older_than_the_mail_did_not_come_from_it(grove: Grove, way: dict[str, str]) -> None:
    day, second = dt.timedelta(days=1), dt.timedelta(seconds=1)
    grove.commit("1@example.org", **way, date=PATCH.date - day - second)
    assert grove.landed() is None
    grove.commit("1@example.org", **way, date=PATCH.date - day)
    assert grove.landed() is not None


def test_each_patch_of_many_with_as_many_statements_as_of_one(grove: Grove, statements: Statements) -> None:
    titles = {number: f"pump {number}" for number in range(300)}
    patches = {
        number: dataclasses.replace(PATCH, message_id=f"m{number}", patch_id=f"{number:040x}", title=title)
        for number, title in titles.items()
    }
    shas = {number: grove.commit(title=title, **BY_ANN) for number, title in titles.items() if number % 3}
    with statements() as seen:
        found = landed(grove.session, patches)
    assert {number: each.sha for number, each in found.items()} == shas
    with statements() as seen_of_one:
        landed(grove.session, {1: patches[1]})
    assert len(seen) == len(seen_of_one) == 2


def test_more_patches_than_one_statement_takes(grove: Grove) -> None:
    last = 2 * PATCHES
    patches = {number: dataclasses.replace(PATCH, title=f"pump {number}") for number in range(last + 1)}
    sha = grove.commit(title=f"pump {last}", **BY_ANN)
    assert {row: each.sha for row, each in landed(grove.session, patches).items()} == {last: sha}


def test_no_patches_have_not_landed(session: Session) -> None:
    assert landed(session, {}) == {}
