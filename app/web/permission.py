"""Who may do what here: the one place where it is decided. Pure; `access` asks it, and answers those who may not."""

from __future__ import annotations

from collections.abc import Collection

from app.accounts.actors import Actor
from app.derive import values
from app.rules import override

OF_SERIES = tuple(override.FIELDS)
"""What can be said of a series here."""
FIELDS = (*OF_SERIES, *values.OF_REMARK)
OF_AUTHORS = ("note", "snooze")
"""What authors may say of their own series: nothing that says where it stands."""


def may_read(actor: Actor | None, access: str) -> bool:
    """Whether somebody may read where `[web] access` is this. Whoever posts or says something has to see it, so every
    token is good for reading."""
    return access == "public" or actor is not None


def may_set(actor: Actor | None, field: str, author: str, lists: Collection[str]) -> bool:
    """Whether somebody may say this of a series that this address wrote and these lists carried, or take it back."""
    if actor is None or "write" not in actor.scopes or field not in FIELDS:
        return False
    if may_settle(actor, lists):
        return True
    return field in OF_AUTHORS and actor.email == author.lower()


def may_settle(actor: Actor | None, lists: Collection[str]) -> bool:
    """Whether somebody may say where series stand that these lists carried, and take back what others said of them."""
    return actor is not None and (actor.role == "admin" or not actor.maintains.isdisjoint(lists))


def may_group(actor: Actor | None, lists: Collection[str]) -> bool:
    """Whether somebody may say what belongs to series that these lists carried."""
    return actor is not None and "write" in actor.scopes and may_settle(actor, lists)


def may_check(actor: Actor | None, lists: Collection[str]) -> bool:
    """Whether somebody may post results of checks for patches that these lists carried."""
    return actor is not None and not actor.scopes.isdisjoint(("write", "checks")) and may_settle(actor, lists)


def may_manage(actor: Actor | None) -> bool:
    """Whether somebody may see and change their account: in person, for a token must not make others."""
    return actor is not None and actor.token is None
