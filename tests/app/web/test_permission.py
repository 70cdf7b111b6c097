"""Who may do what, as one table."""

from __future__ import annotations

import pytest

from app.accounts.actors import Actor
from app.web.permission import FIELDS, may_check, may_manage, may_read, may_set

AUTHOR, LISTS = "ada@example.org", ("water", "air")


def actor(email: str = "x@example.org", role: str = "reader", *maintains: str, scopes: str = "read write") -> Actor:
    return Actor(1, email, "X", role, frozenset(maintains), frozenset(scopes.split()))


WHO = {
    "nobody": None,
    "reader": actor(),
    "author": actor(AUTHOR),
    "maintainer": actor("m@example.org", "reader", "water"),
    "maintainer of another list": actor("m@example.org", "reader", "fire"),
    "author and maintainer": actor(AUTHOR, "reader", "air"),
    "admin": actor("root@example.org", "admin"),
    "admin's token to read": actor("root@example.org", "admin", scopes="read"),
    "admin's token for checks": actor("root@example.org", "admin", scopes="checks"),
    "maintainer's token to read": actor("m@example.org", "reader", "water", scopes="read checks"),
    "author's token to write": actor(AUTHOR, scopes="write"),
}
ALL = {"state", "turn", "delegate", "note", "snooze", "outcome", "act", "severity", "label"}
OWN = {"note", "snooze"}
MAY_SET = {
    "nobody": set(),
    "reader": set(),
    "author": OWN,
    "maintainer": ALL,
    "maintainer of another list": set(),
    "author and maintainer": ALL,
    "admin": ALL,
    "admin's token to read": set(),
    "admin's token for checks": set(),
    "maintainer's token to read": set(),
    "author's token to write": OWN,
}


def test_the_table_is_whole() -> None:
    assert WHO.keys() == MAY_SET.keys()
    assert set(FIELDS) == ALL


@pytest.mark.parametrize("who", WHO)
def test_who_may_say_what_of_a_series(who: str) -> None:
    asked = {*ALL, "", "title"}
    assert {field for field in asked if may_set(WHO[who], field, AUTHOR, LISTS)} == MAY_SET[who]


def test_nobody_owns_a_series_without_lists_or_author() -> None:
    assert not may_set(actor("", "reader", ""), "state", "x@example.org", ())
    assert not may_set(WHO["maintainer"], "state", AUTHOR, ())


@pytest.mark.parametrize("who", WHO)
def test_who_may_read(who: str) -> None:
    assert may_read(WHO[who], "public")
    assert may_read(WHO[who], "signed-in") == (who != "nobody")


def test_only_a_person_manages_an_account() -> None:
    assert may_manage(actor())
    assert not may_manage(None)
    assert not may_manage(Actor(1, AUTHOR, "Ada", "admin", frozenset(), token=3))


def test_who_may_post_results_of_checks() -> None:
    for maintains, scope, may in (
        ("water", "checks", True),
        ("water", "write", True),
        ("water", "read", False),
        ("fire", "checks", False),
    ):
        assert may_check(actor("x@example.org", "reader", maintains, scopes=scope), LISTS) == may
    assert may_check(actor(role="admin", scopes="checks"), LISTS)
    assert not may_check(None, LISTS)
