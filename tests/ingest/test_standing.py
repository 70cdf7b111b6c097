"""A series from its first posting to the day it is applied: where it stands after each mail, and in whatever order the
mails came."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from app.models import Message, Outcome, Standing
from tests.dump import same
from tests.ingest.conftest import Docket
from tests.ingest.store.letters import ANN, BEA, CEM, at, letter, patch, reply

V1 = "[PATCH] pump: count the strokes"
V2 = "[PATCH v2] pump: count the strokes"
STORY = [
    (patch("one@x", V1, at(0)), "new", "reviewer"),
    (
        reply("wish@x", "one@x", V1, at(1), body="> +\treturn count;\n\nNAK, please return all of them instead.\n"),
        "changes-requested",
        "author",
    ),
    (patch("two@x", V2, at(7), new="return all;", notes="v2: return all of them (Bea)\n"), "in-review", "reviewer"),
    (reply("tag@x", "two@x", V2, at(8), body=f"Reviewed-by: {BEA}\n"), "ready", "maintainer"),
    (reply("thanks@x", "two@x", V2, at(9), CEM, "Applied to pump-next, thanks.\n"), "applied", "nobody"),
]
MAILS = [mail for mail, *_ in STORY]


def stands(docket: Docket) -> list[tuple[object, ...]]:
    return docket.rows(select(Standing.state, Standing.turn))


def test_each_mail_moves_it_on(docket: Docket) -> None:
    for mail, state, turn in STORY:
        docket.mails([mail])
        assert stands(docket) == [(state, turn)]
    (evidence,) = docket.rows(select(Standing.evidence))
    assert evidence == ("thanks@x",)
    outcomes = select(Message.message_id, Outcome.name, Outcome.evidence).join(
        Message, Message.id == Outcome.message_id
    )
    assert docket.rows(outcomes) == [("wish@x", "confirmed", "tag@x")]


@pytest.mark.parametrize("seed", range(3))
def test_the_same_mails_in_any_order_and_any_number_of_runs_end_the_same(
    docket: Docket, one_run: Callable[[Sequence[bytes]], list[str]], seed: int
) -> None:
    mails = random.Random(seed).sample(MAILS, len(MAILS))
    for start in range(0, len(mails), 2):
        docket.mails(mails[start : start + 2])
    same(docket.dump(), one_run(MAILS))


def test_without_the_classifier_it_is_derived_from_the_rest_and_the_classifier_catches_up(docket: Docket) -> None:
    with docket.again() as other:
        with_classifier, other.engine = other.engine, other.without_classifier()
        other.mails(MAILS[:2])
        assert stands(other) == [("in-review", "reviewer")]
        other.engine = with_classifier
        other.settle()
        assert stands(other) == [("changes-requested", "author")]
        docket.mails(MAILS[:2])
        same(other.dump(), docket.dump())


PULL = (
    "The following changes since commit 0123456789abcdef0123456789abcdef01234567:\n\n  Linux 6.1\n\n"
    "are available in the Git repository at:\n\n  https://git.example.org/pump.git tags/pump\n\n"
    "for you to fetch changes up to 89abcdef0123456789abcdef0123456789abcdef:\n\n"
    "  pump: count the strokes (2026-07-01)\n\n"
    f"{'-' * 64}\n{ANN.partition(' <')[0]} (1):\n      pump: count the strokes\n\n 1 file changed\n"
)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["patch first", "pull request first"])
def test_a_pull_request_says_that_it_was_taken(docket: Docket, order: tuple[int, int]) -> None:
    mails = (MAILS[0], letter("pull@x", "[GIT PULL] pump updates", at(20), None, CEM, PULL))
    for number in order:
        docket.mails([mails[number]])
    assert docket.rows(select(Standing.state, Standing.evidence)) == [("applied", "pull@x")]
