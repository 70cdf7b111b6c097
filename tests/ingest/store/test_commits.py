"""Commits of trees as rows, which series they may concern, and what is left of a branch that was rewritten."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import db
from app.models import Commit, CommitLink, Patch, RevisionKey, Series, Tree
from ingest.source.tree import CommitFact, opened
from ingest.store import commits
from tests.factories import NOW, days_ago, message, placement, post, reply, revision, revision_key, series
from tests.ingest.conftest import Docket
from tests.ingest.source.trees import START, Work, numbered

FACT = CommitFact(
    sha="a" * 40,
    subject="Pump: count the strokes!",
    author_name="Ann  Author",
    author_email="ann@example.org",
    date=NOW,
    patch_id="1" * 40,
    links=("1@example.org", "2@example.org"),
)
OTHER = dataclasses.replace(FACT, sha="b" * 40, subject="valve: open", patch_id=None, links=())


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with db.sessions(engine)() as session:
        yield session


def tip(session: Session, name: str) -> str | None:
    return session.scalar(select(Tree.tip).where(Tree.name == name))


def rows(session: Session) -> list[Any]:
    of_commits = select(Tree.name, Commit.sha, Commit.title, Commit.author_name, Commit.patch_id, Commit.date).join(
        Commit, Commit.tree_id == Tree.id
    )
    links = select(Tree.name, Commit.sha, CommitLink.message_id).select_from(CommitLink).join(Commit).join(Tree)
    return sorted(map(str, [*session.execute(of_commits), *session.execute(links)]))


def known(session: Session, *keys: tuple[str, str]) -> Series:
    """A series that can be found by these keys."""
    of = series(session)
    posted = post(session, of)
    for kind, value in keys:
        revision_key(session, posted.revision, kind, value)
    return of


def test_a_commit_is_stored_with_its_title_as_titles_are_compared(session: Session) -> None:
    commits.read(session, "water", [FACT], FACT.sha)
    assert tip(session, "water") == FACT.sha
    row = session.scalars(select(Commit)).one()
    assert (row.sha, row.title, row.author_name) == (FACT.sha, "pump count the strokes", "Ann Author")
    assert (row.author_email, row.date, row.patch_id) == ("ann@example.org", NOW, "1" * 40)
    assert set(session.scalars(select(CommitLink.message_id))) == set(FACT.links)


def test_reading_again_changes_nothing(session: Session) -> None:
    commits.read(session, "water", [FACT, OTHER], OTHER.sha)
    before = rows(session)
    commits.read(session, "water", [OTHER], OTHER.sha)
    commits.read(session, "water", [FACT, OTHER], OTHER.sha)
    assert rows(session) == before


def test_the_order_and_the_runs_do_not_matter(session: Session) -> None:
    commits.read(session, "main", [FACT, OTHER], OTHER.sha)
    commits.read(session, "water", [OTHER], OTHER.sha)
    commits.read(session, "water", [FACT], OTHER.sha)
    main, water = ([row.replace(name, "") for row in rows(session) if name in row] for name in ("'main'", "'water'"))
    assert main == water
    assert len(main) == 4


def test_more_commits_than_one_statement_takes(session: Session) -> None:
    facts = (dataclasses.replace(FACT, sha=f"{number:040x}", subject=f"pump {number}") for number in range(1200))
    of = known(session, ("patch", "pump 1199"))
    assert commits.read(session, "water", facts, "c" * 40) == {of.id}
    assert len(session.scalars(select(Commit.id)).all()) == 1200
    assert len(session.scalars(select(CommitLink.commit_id)).all()) == 2400


def test_no_name_is_too_long_for_a_row(session: Session) -> None:
    long = dataclasses.replace(FACT, subject="pump " * 200, author_name="A" * 9000, author_email="a" * 9000)
    commits.read(session, "water", [long], long.sha)
    row = session.scalars(select(Commit)).one()
    assert (len(row.title), len(row.author_name), len(row.author_email)) == (200, 200, 255)


def test_the_series_that_a_commit_may_concern(session: Session) -> None:
    by_title = known(session, ("title", "pump count the strokes"))
    by_patch = known(session, ("patch", "pump count the strokes"))
    by_patch_id = known(session, ("patch-id", "1" * 40))
    known(session, ("change-id", "1" * 40), ("patch", "pump count the strokes again"), ("person", "ann@example.org"))
    of = series(session)
    linked = post(session, of, mail={"message_id": "1@example.org"}, cover=False, total=1)
    answered = series(session)
    reply(session, post(session, answered)[1], message_id="2@example.org")
    assert linked.patches
    found = commits.read(session, "water", [OTHER, FACT], FACT.sha)
    assert found == {by_title.id, by_patch.id, by_patch_id.id, of.id, answered.id}
    assert commits.read(session, "water", [OTHER], OTHER.sha) == set()


def test_a_posting_that_is_in_no_series_yet_concerns_none(session: Session) -> None:
    head = message(session, message_id="1@example.org", kind="patch")
    placement(session, head, revision_id=revision(session, None, head).id, number=1)
    assert commits.read(session, "water", [FACT], FACT.sha) == set()


def test_what_a_rewritten_branch_has_no_more_is_forgotten(session: Session) -> None:
    of = known(session, ("patch", "pump count the strokes"))
    other = known(session, ("patch", "valve open"))
    commits.read(session, "main", [FACT, OTHER], OTHER.sha)
    commits.read(session, "water", [FACT, OTHER], OTHER.sha)
    assert commits.forget(session, "water", {OTHER.sha}, "c" * 40) == {of.id}
    assert tip(session, "water") == "c" * 40
    assert tip(session, "main") == OTHER.sha
    left = rows(session)
    assert [FACT.sha in row for row in left if "'water'" in row] == [False]
    assert sum("'main'" in row for row in left) == 4
    assert commits.forget(session, "water", set(), None) == {other.id}
    assert tip(session, "water") is None
    assert not any("'water'" in row for row in rows(session))


def test_a_forgotten_commit_concerns_who_is_linked(session: Session) -> None:
    of = series(session)
    post(session, of, mail={"message_id": "1@example.org"}, cover=False, total=1)
    commits.read(session, "water", [FACT], FACT.sha)
    assert commits.forget(session, "water", (), None) == {of.id}


def test_to_forget_a_tree_that_was_never_read_is_nothing(session: Session) -> None:
    assert commits.forget(session, "water", (), None) == set()


def test_no_commit_can_come_from_a_mail_before_the_first(session: Session) -> None:
    assert commits.oldest(session) is None
    post(session, series(session), date=days_ago(10))
    post(session, series(session), date=days_ago(20))
    assert commits.oldest(session) == days_ago(21)


def test_reading_goes_on_where_it_ended(session: Session) -> None:
    assert commits.begin(session, "water", days_ago(9)) == (None, days_ago(9))
    commits.read(session, "water", [FACT], FACT.sha)
    assert commits.begin(session, "water", days_ago(9)) == (FACT.sha, days_ago(9))
    # The oldest mail was withdrawn; what came after it is here nevertheless.
    assert commits.begin(session, "water", days_ago(8)) == (FACT.sha, days_ago(9))


def test_a_tree_is_read_anew_when_older_mail_has_come(session: Session) -> None:
    commits.begin(session, "water", days_ago(9))
    commits.read(session, "water", [FACT], FACT.sha)
    assert commits.begin(session, "water", days_ago(90)) == (None, days_ago(90))
    assert commits.begin(session, "water", days_ago(90)) == (None, days_ago(90))
    commits.read(session, "water", [OTHER, FACT], FACT.sha)
    assert commits.begin(session, "water", days_ago(9)) == (FACT.sha, days_ago(90))


def test_a_commit_has_the_patch_id_and_the_title_of_the_mail_that_was_sent_of_it(
    docket: Docket, tmp_path: Path
) -> None:
    work = Work(tmp_path / "work").create()
    work.commit("base", {"pump.c": numbered(1, 20), "old.c": numbered(30, 60)})
    work.git("mv", "old.c", "new.c")
    text = {"pump.c": numbered(1, 20, line_5="five"), "new.c": numbered(30, 60, line_40="forty")}
    work.commit("pump: count the Strokes\n\nSigned-off-by: Ann <ann@example.org>", text)
    mails = work.mails("HEAD^..HEAD")
    docket.mails([mails[0].replace(b"\nFrom: ", b"\nMessage-ID: <1@example.org>\nFrom: ", 1)])
    with opened(work.path, "main") as branch, docket.database() as session:
        facts = list(branch.commits(work.shas[0], START))
        concerned = commits.read(session, "water", facts, branch.tip)
        assert concerned == set(session.scalars(select(Series.id))) != set()
        same = select(Commit.sha).join(Patch, Patch.patch_id == Commit.patch_id)
        assert session.scalars(same).all() == [branch.tip]
        titles = select(Commit.sha).join(RevisionKey, RevisionKey.value == Commit.title)
        assert set(session.scalars(titles.where(RevisionKey.kind == "patch"))) == {branch.tip}
