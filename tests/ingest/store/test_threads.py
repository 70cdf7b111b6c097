"""Threads in the database: merged as mails come, taken apart anew where a mail goes or says something else."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.models import Message, Revision, RevisionLink, Thread, ThreadNode
from tests.ingest.conftest import Docket

from .letters import ANN, DAN, at, letter, patch, posting, reply


def threads(docket: Docket) -> list[str]:
    """The messages of each thread."""
    found: dict[int, list[str]] = {}
    for thread_id, message_id in docket.rows(select(Message.thread_id, Message.message_id)):
        found.setdefault(thread_id, []).append(message_id.partition("@")[0])
    return sorted(" ".join(sorted(names)) for names in found.values())


def test_messages_that_refer_to_one_that_nobody_has_seen_are_one_thread(docket: Docket) -> None:
    docket.mails([reply("a@x", "unseen@x", "water", at(0)), reply("b@x", "unseen@x", "water", at(1))])
    assert threads(docket) == ["a b"]
    assert docket.rows(select(ThreadNode.message_id)) == [("a@x",), ("b@x",), ("unseen@x",)]


def test_a_late_parent_merges_two_threads(docket: Docket) -> None:
    docket.mails([reply("a@x", "p@x", "water", at(1))])
    docket.mails([reply("b@x", "q@x", "water", at(2))])
    assert threads(docket) == ["a", "b"]
    docket.mails([reply("q@x", "p@x", "water", at(0))])
    assert threads(docket) == ["a b q"]
    assert docket.rows(select(func.count()).select_from(Thread)) == [(1,)]


def test_versions_that_come_to_lie_in_one_thread_are_linked_anew(docket: Docket) -> None:
    docket.mails(posting("dam1", "PATCH", ["dam: pile", "dam: clay"], at(1), parent="p@x", sender=DAN))
    docket.mails(posting("dam2", "PATCH v2", ["dam: stone", "dam: moss"], at(2), parent="q@x", sender=DAN))
    assert docket.rows(select(RevisionLink.evidence)) == []
    docket.mails([reply("r@x", "dam1-1@x", "water", at(3), references="<q@x> <p@x> <dam1-1@x>")])
    assert docket.rows(select(RevisionLink.evidence, RevisionLink.accepted)) == [("same thread", True)]


@pytest.mark.parametrize(
    ("minutes", "sender", "prefix", "joined"),
    [
        (29, ANN, "PATCH", True),
        (31, ANN, "PATCH", False),
        (1, DAN, "PATCH", False),
        (1, ANN, "PATCH v2", False),
    ],
    ids=["one session", "another session", "another sender", "another version"],
)
def test_patches_without_threading_are_one_thread(
    docket: Docket, minutes: int, sender: str, prefix: str, joined: bool
) -> None:
    docket.mails([patch("2@x", f"[{prefix} 2/2] pump: report", at(0, minutes), None, sender)])
    docket.mails([patch("1@x", "[PATCH 1/2] pump: count", at(0))])
    assert threads(docket) == (["1 2"] if joined else ["1", "2"])
    assert len(docket.rows(select(Revision.id))) == 2 - joined


def test_an_unthreaded_posting_is_one_thread_through_the_patch_in_the_middle(docket: Docket) -> None:
    mails = [patch(f"{n}@x", f"[PATCH {n}/3] pump: {n}", at(0, 20 * n)) for n in (1, 2, 3)]
    for raw in (mails[0], mails[2], mails[1]):
        docket.mails([raw])
    assert threads(docket) == ["1 2 3"]
    assert docket.rows(select(Revision.numbers, Revision.complete)) == [("1 2 3", True)]


def test_the_same_patch_sent_again_is_another_thread(docket: Docket) -> None:
    docket.mails([patch(f"{n}@x", "[PATCH 1/2] pump: count", at(0, n)) for n in (1, 2)])
    assert threads(docket) == ["1", "2"]


def test_single_patches_are_never_threaded_by_their_time(docket: Docket) -> None:
    docket.mails([patch(f"{n}@x", "[PATCH] pump: count", at(0, n)) for n in (1, 2)])
    assert threads(docket) == ["1", "2"]


def test_a_mail_that_ties_two_threads_lets_go_of_them_when_it_says_something_else(docket: Docket) -> None:
    docket.mails([letter("a@x", "water", at(0)), letter("b@x", "water", at(0))])
    tie = {"references": "<b@x> <a@x>", "received": at(9)}
    docket.mails([letter("t@x", "Re: water", at(1), "a@x", **tie)])  # type: ignore[arg-type]
    assert threads(docket) == ["a b t"]
    docket.mails([letter("t@x", "Re: water", at(1), "a@x", received=at(8))])  # type: ignore[arg-type]
    assert threads(docket) == ["a t", "b"]
    assert docket.rows(select(func.count()).select_from(Thread)) == [(2,)]
