from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.facts import RawMail
from ingest.source import SourceError, open_source
from ingest.source.public_inbox import PublicInbox

from .archives import FIRST, Epoch, Inbox, git, mail

ONE, TWO, THREE, FOUR = (mail(name) for name in ("one", "two", "three", "four"))
LIMIT = 100_000


def opened(place: Inbox | Epoch, limit: int = LIMIT) -> PublicInbox:
    path = place.directory if isinstance(place, Inbox) else place.git_dir
    source = open_source(str(path), mirrors=Path("nowhere"), limit=limit, timeout=1)
    assert isinstance(source, PublicInbox)
    return source


def raws(place: Inbox | Epoch, cursor: Mapping[int, str] | None = None) -> list[bytes]:
    return [mail.raw for mail in opened(place).mails(cursor or {})]


def after(*mails: RawMail) -> dict[int, str]:
    return {mail.epoch: mail.locator for mail in mails}


def test_each_commit_is_a_mail_with_the_time_at_which_the_archive_took_it(epoch: Epoch) -> None:
    commits = epoch.add(ONE, TWO)
    taken = [dt.datetime.fromtimestamp(FIRST + seconds, dt.UTC) for seconds in (0, 60)]
    assert list(opened(epoch).mails({})) == [
        RawMail(commits[0], ONE, archived_at=taken[0], size=len(ONE)),
        RawMail(commits[1], TWO, archived_at=taken[1], size=len(TWO)),
    ]


def test_epochs_follow_each_other(inbox: Inbox) -> None:
    inbox.epoch(10).add(FOUR)
    inbox.epoch(9).add(THREE)
    inbox.epoch(0).add(ONE, TWO)
    assert [(mail.epoch, mail.raw) for mail in opened(inbox).mails({})] == [(0, ONE), (0, TWO), (9, THREE), (10, FOUR)]


def test_an_epoch_by_itself_keeps_its_number(inbox: Inbox) -> None:
    inbox.epoch(7).add(ONE)
    assert [mail.epoch for mail in opened(inbox.epochs[7]).mails({})] == [7]


def test_only_what_is_newer_than_the_cursor_is_read(inbox: Inbox) -> None:
    inbox.epoch(0).add(ONE, TWO)
    first, second = opened(inbox).mails({})
    assert raws(inbox, after(first)) == [TWO]
    assert raws(inbox, after(second)) == []
    inbox.epoch(0).add(THREE)
    inbox.epoch(1).add(FOUR)
    assert raws(inbox, after(second)) == [THREE, FOUR]


def test_what_is_to_be_read_is_counted(inbox: Inbox) -> None:
    inbox.epoch(0).add(ONE, TWO, THREE)
    inbox.epoch(1).add(FOUR)
    first, *_, last = opened(inbox).mails({})
    assert opened(inbox).count({}) == 4
    assert opened(inbox).count(after(first)) == 3
    assert opened(inbox).count(after(first, last)) == 2


def test_the_archive_is_read_as_it_was_when_it_was_opened(epoch: Epoch) -> None:
    epoch.add(ONE)
    source = opened(epoch)
    epoch.add(TWO)
    assert [mail.raw for mail in source.mails({})] == [ONE]


def test_a_withdrawn_mail_comes_as_removed(epoch: Epoch) -> None:
    epoch.add(ONE, TWO)
    epoch.remove(ONE)
    assert [(mail.raw, mail.removed) for mail in opened(epoch).mails({})] == [(ONE, False), (TWO, False), (ONE, True)]


def test_a_purged_mail_is_passed_over(epoch: Epoch) -> None:
    epoch.add(ONE, b"", TWO)
    epoch.commit({})
    epoch.add(THREE)
    assert raws(epoch) == [ONE, TWO, THREE]


def test_a_rewritten_epoch_is_noticed_and_read_from_its_beginning(inbox: Inbox) -> None:
    inbox.epoch(1).add(FOUR)
    kept, *_ = inbox.epoch(0).add(ONE, TWO, THREE)
    cursor = after(*opened(inbox).mails({}))
    assert opened(inbox).rewritten(cursor) == {}
    inbox.epoch(0).rewind(kept)
    inbox.epoch(0).add(b"", THREE)
    assert opened(inbox).rewritten(cursor) == {0: set(inbox.epoch(0).commits())}
    assert raws(inbox, cursor) == [ONE, THREE]
    assert opened(inbox).count(cursor) == 3


def test_a_history_cut_back_is_rewritten_although_the_repository_still_has_the_commit(epoch: Epoch) -> None:
    kept, _ = epoch.add(ONE, TWO)
    cursor = after(*opened(epoch).mails({}))
    epoch.rewind(kept)
    assert opened(epoch).rewritten(cursor) == {0: {kept}}
    assert raws(epoch, cursor) == [ONE]


@pytest.mark.parametrize("commit", ["0" * 40, "HEAD", "--all", ""])
def test_a_cursor_that_was_never_a_commit_is_a_rewritten_history(epoch: Epoch, commit: str) -> None:
    commits = epoch.add(ONE)
    assert opened(epoch).rewritten({0: commit}) == {0: set(commits)}
    assert raws(epoch, {0: commit}) == [ONE]


def test_an_epoch_that_is_gone_or_emptied_has_no_commits(inbox: Inbox) -> None:
    inbox.epoch(0).add(ONE)
    inbox.epoch(1).add(TWO)
    cursor = after(*opened(inbox).mails({})) | {2: "0" * 40}
    inbox.epoch(1).rewind(None)
    assert opened(inbox).rewritten(cursor) == {1: set(), 2: set()}
    assert raws(inbox, cursor) == []


def test_an_empty_epoch_holds_no_mail(inbox: Inbox) -> None:
    inbox.epoch(0)
    assert raws(inbox) == []
    assert opened(inbox).count({}) == 0


@pytest.mark.parametrize("head", ["refs/heads/gone", "refs/heads/master"])
@pytest.mark.parametrize("branch", ["refs/heads/main", "refs/heads/master"])
def test_the_branch_is_found_although_head_names_another(epoch: Epoch, head: str, branch: str) -> None:
    dataclasses.replace(epoch, branch=branch).add(ONE)
    git(epoch.git_dir, "symbolic-ref", "HEAD", head)
    assert raws(epoch) == [ONE]


def test_master_is_read_where_head_names_none_of_several_branches(epoch: Epoch) -> None:
    epoch.add(ONE)
    dataclasses.replace(epoch, branch="refs/heads/another").add(TWO)
    git(epoch.git_dir, "symbolic-ref", "HEAD", "refs/heads/gone")
    assert raws(epoch) == [ONE]


def test_a_repository_with_several_branches_and_none_of_the_usual_ones_is_refused(epoch: Epoch) -> None:
    for name in ("refs/heads/a", "refs/heads/b"):
        dataclasses.replace(epoch, branch=name).add(ONE)
    with pytest.raises(SourceError, match="HEAD names no branch"):
        opened(epoch)


@pytest.mark.parametrize("packed", [False, True])
def test_of_a_big_mail_only_the_beginning_is_kept(epoch: Epoch, packed: bool) -> None:
    big = mail("big", body="x" * 300_000)
    epoch.add(big, TWO)
    if packed:
        git(epoch.git_dir, "gc", "--quiet")
    first, second = opened(epoch).mails({})
    assert (first.raw, first.size, first.truncated) == (big[:65536], len(big), True)
    assert (second.raw, second.truncated) == (TWO, False)


def test_a_mail_is_whole_up_to_the_limit(epoch: Epoch) -> None:
    epoch.add(ONE)
    (whole,), (cut,) = (list(opened(epoch, limit).mails({})) for limit in (len(ONE), len(ONE) - 1))
    assert (whole.raw, whole.truncated) == (ONE, False)
    assert (cut.raw, cut.size, cut.truncated) == (ONE[:-1], len(ONE), True)


def test_more_mails_than_are_asked_for_at_a_time_come_in_order(epoch: Epoch) -> None:
    mails = [mail(f"m{number}") for number in range(70)]
    stream = b"".join(
        f"commit {epoch.branch}\ncommitter A <a@example.org> {FIRST} +0000\ndata 0\ndeleteall\n".encode()
        + f"M 100644 inline m\ndata {len(raw)}\n".encode()
        + raw
        + b"\n"
        for raw in mails
    )
    git(epoch.git_dir, "fast-import", "--quiet", given=stream)
    assert raws(epoch) == mails


def test_a_clock_that_runs_backwards_changes_no_order(epoch: Epoch) -> None:
    for number, raw in enumerate((ONE, TWO, THREE)):
        epoch.commit({"m": raw}, seconds=FIRST - number * 86400)
    assert raws(epoch) == [ONE, TWO, THREE]


def test_a_time_beyond_the_calendar_is_no_time(epoch: Epoch) -> None:
    epoch.commit({"m": ONE}, seconds=10**15)
    assert [mail.archived_at for mail in opened(epoch).mails({})] == [None]


@pytest.mark.parametrize("part", ["", "^{tree}", ":m"])
def test_a_damaged_archive_stops_after_the_mails_before_the_damage(epoch: Epoch, part: str) -> None:
    _, lost, _ = epoch.add(ONE, TWO, THREE)
    source = opened(epoch)
    epoch.lose(f"{lost}{part}")
    read: list[bytes] = []
    with pytest.raises(SourceError, match=lost if part else "0.git: git rev-list failed"):
        read.extend(mail.raw for mail in source.mails({}))
    assert read == ([ONE] if part == ":m" else [])


def test_a_damaged_blob_is_named(epoch: Epoch) -> None:
    (commit,) = epoch.add(ONE)
    identity = git(epoch.git_dir, "rev-parse", f"{commit}:m")
    path = epoch.git_dir / "objects" / identity[:2] / identity[2:]
    path.chmod(0o644)
    path.write_bytes(b"junk")
    with pytest.raises(SourceError, match=f"epoch 0, commit {commit}: its blob"):
        raws(epoch)


@pytest.mark.parametrize("files", [{"README": b"no mail"}, {"ab/cdef": b"a mail of the v1 format"}])
def test_a_repository_without_mails_is_not_taken_for_an_empty_archive(epoch: Epoch, files: dict[str, bytes]) -> None:
    epoch.commit(files)
    with pytest.raises(SourceError, match="expected a public-inbox v2 epoch"):
        raws(epoch)


def test_other_files_between_the_mails_are_passed_over(epoch: Epoch) -> None:
    epoch.add(ONE)
    epoch.commit({"README": b"about this archive"})
    assert raws(epoch, {0: epoch.commits()[0]}) == []
    epoch.commit({"README": b"about this archive", "m": TWO})
    assert raws(epoch) == [ONE, TWO]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_an_archive_that_belongs_to_another_user_is_read(epoch: Epoch) -> None:
    epoch.add(ONE)
    os.chown(epoch.git_dir, 12345, 12345)
    assert raws(epoch) == [ONE]


def test_the_working_tree_of_a_clone_is_an_epoch(epoch: Epoch, tmp_path: Path) -> None:
    epoch.add(ONE)
    git(epoch.git_dir, "clone", "--quiet", str(epoch.git_dir), str(tmp_path / "clone"))
    for path in (tmp_path / "clone", tmp_path / "clone" / ".git"):
        source = open_source(str(path), mirrors=tmp_path, limit=LIMIT, timeout=1)
        assert [(mail.epoch, mail.raw) for mail in source.mails({})] == [(0, ONE)]


def test_nothing_that_the_repository_names_is_run(epoch: Epoch, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    (commit,) = epoch.add(ONE)
    (epoch.git_dir / "hooks").mkdir()
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        os.symlink(trap, epoch.git_dir / "hooks" / hook)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program", "core.alternateRefsCommand"):
        git(epoch.git_dir, "config", key, str(trap))
    settings = {"log.showSignature": "true", "extensions.partialClone": "origin", "core.repositoryFormatVersion": "1"}
    remote = {"remote.origin.url": f"ext::{trap}", "remote.origin.promisor": "true", "protocol.ext.allow": "always"}
    for key, value in (settings | remote).items():
        git(epoch.git_dir, "config", key, value)
    assert raws(epoch) == [ONE]
    epoch.lose(f"{commit}:m")
    with pytest.raises(SourceError, match=r"missing|damaged"):
        raws(epoch)
    assert not (tmp_path / "sprung").exists()
