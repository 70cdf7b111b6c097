"""The results that a check of a patch can have, and which of several says most."""

from __future__ import annotations

from collections.abc import Iterable

STATES = {
    "pending": "not finished yet",
    "success": "nothing was found",
    "warning": "something to look at",
    "fail": "something is wrong",
}
"""Patchwork's words, so that its clients can post here; the worst comes last."""


def worst(states: Iterable[str]) -> str | None:
    """The state that sums up these: the worst one, None where there is none."""
    order = list(STATES)
    return max(states, key=order.index, default=None)
