from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from ingest.source import Source, SourceError, open_source

from .archives import mail

ONE, TWO = mail("one"), mail("two")


@pytest.fixture
def box(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "box")


def opened(tmp_path: Path, limit: int = 100_000) -> Source:
    return open_source(str(tmp_path / "box"), mirrors=tmp_path, limit=limit, timeout=1)


def test_all_mails_come_with_the_names_of_their_files(tmp_path: Path, box: mailbox.Maildir) -> None:
    names = [box.add(ONE), box.add(TWO)]
    source = opened(tmp_path)
    assert source.count({}) == 2
    assert source.rewritten({0: "x"}) == {}
    assert [(mail.locator, mail.raw) for mail in source.mails({0: names[1]})] == sorted(
        zip(names, (ONE, TWO), strict=True)
    )


def test_a_mail_that_was_read_keeps_its_name(tmp_path: Path, box: mailbox.Maildir) -> None:
    name = box.add(ONE)
    (tmp_path / "box" / "new" / name).rename(tmp_path / "box" / "cur" / f"{name}:2,S")
    assert [mail.locator for mail in opened(tmp_path).mails({})] == [name]


def test_a_mail_that_moves_while_it_is_read_is_found_and_one_that_goes_is_none(
    tmp_path: Path, box: mailbox.Maildir
) -> None:
    for number, name in enumerate(("a", "b", "c")):
        (tmp_path / "box" / "new" / name).write_bytes(mail(str(number)))
    mails = opened(tmp_path).mails({})
    assert next(mails).locator == "a"
    (tmp_path / "box" / "new" / "b").unlink()
    (tmp_path / "box" / "new" / "c").rename(tmp_path / "box" / "cur" / "c:2,")
    assert [mail.locator for mail in mails] == ["c"]


def test_of_a_big_mail_only_the_beginning_is_kept(tmp_path: Path, box: mailbox.Maildir) -> None:
    big = mail("big", body="x" * 300_000)
    box.add(big)
    (found,) = opened(tmp_path).mails({})
    assert (found.raw, found.size, found.truncated) == (big[:65536], len(big), True)


def test_a_mail_is_whole_up_to_the_limit(tmp_path: Path, box: mailbox.Maildir) -> None:
    box.add(ONE)
    (whole,), (cut,) = (list(opened(tmp_path, limit).mails({})) for limit in (len(ONE), len(ONE) - 1))
    assert (whole.raw, whole.truncated) == (ONE, False)
    assert (cut.raw, cut.size, cut.truncated) == (ONE[:-1], len(ONE), True)


def test_a_mail_that_cannot_be_read_is_named(tmp_path: Path, box: mailbox.Maildir) -> None:
    (tmp_path / "box" / "new" / "loop").symlink_to("loop")
    with pytest.raises(SourceError, match="loop"):
        list(opened(tmp_path).mails({}))
