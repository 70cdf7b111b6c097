"""Where remarks point, and that they point there however late the patch came."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.models import Placement, Remark
from tests.ingest.conftest import Docket

from .letters import at, letter, patch, reply

PATCH = patch("p@x", "[PATCH 1/2] pump: count", at(0), "c@x")
REPLY = reply(
    "r@x", "p@x", "[PATCH 1/2] pump: count", at(1), body="> +\treturn count;\n\nWhy?\n\n> Count them.\n\nAll?\n"
)
PLACES = [("Why?", "fs/tree.c", 11, "+\treturn count;"), ("All?", None, 1, "Count them.")]


def places(docket: Docket) -> list[tuple[object, ...]]:
    rows = docket.rows(select(Remark.number, Remark.text, Remark.path, Remark.line, Remark.code))
    assert docket.rows(select(Placement.message_id).where(Placement.unanchored)) == []
    return [row[1:] for row in rows]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["patch first", "reply first"])
def test_remarks_find_their_lines(docket: Docket, order: tuple[int, int]) -> None:
    for number in order:
        docket.mails([(PATCH, REPLY)[number]])
    assert places(docket) == PLACES


def test_a_reply_to_a_patch_that_nobody_has_seen_points_nowhere(docket: Docket) -> None:
    docket.mails([REPLY])
    assert places(docket) == [("Why?", None, None, None), ("All?", None, None, None)]


def test_remarks_follow_when_a_late_mail_gives_them_another_patch(docket: Docket) -> None:
    """Until `m` comes the reply is known to be about `c` only, whose text has other lines."""
    cover = letter("c@x", "[PATCH 0/2] pump", at(0), body="Count them.\n")
    deep = reply("r@x", "m@x", "pump", at(2), body="> +\treturn count;\n\nWhy?\n", references="<c@x> <m@x>")
    docket.mails([cover, PATCH, deep])
    assert places(docket) == [("Why?", None, None, None)]
    docket.mails([reply("m@x", "p@x", "pump", at(1), body="Words.\n", references="<c@x> <p@x>")])
    assert ("Why?", "fs/tree.c", 11, "+\treturn count;") in places(docket)


def test_remarks_are_anchored_anew_when_their_patch_turns_out_to_say_something_else(docket: Docket) -> None:
    via = "'Ann Author' via Water <water@lists.example.org>"
    docket.mails([patch("p@x", "[PATCH] pump: count", at(0), None, via, new="return all;"), REPLY])
    assert places(docket)[0] == ("Why?", None, None, None)
    docket.mails([patch("p@x", "[PATCH] pump: count", at(0), new="return count;")])
    assert places(docket)[0] == PLACES[0]


def test_a_reply_that_turns_out_to_say_something_else_is_anchored_anew(docket: Docket) -> None:
    later = reply("r@x", "p@x", "[PATCH 1/2] pump: count", at(1), received=at(3), body="Other words.\n")
    docket.mails([PATCH, later])
    docket.mails([REPLY])
    assert places(docket) == PLACES


def test_what_a_broken_run_left_unanchored_is_not_forgotten_when_its_place_changes(docket: Docket) -> None:
    docket.mails([PATCH, REPLY])
    with docket.database() as session:
        session.execute(update(Remark).values(path=None, line=None, code=None))
        session.execute(update(Placement).where(Placement.target_id.is_not(None)).values(unanchored=True))
        session.commit()
    # The cover makes another revision of it all; what the reply is about stays the same.
    docket.mails([letter("c@x", "[PATCH 0/2] pump", at(0))])
    assert places(docket) == PLACES
