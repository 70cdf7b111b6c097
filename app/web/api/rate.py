"""How often the API may be asked: so often a minute by one account, or from one address without."""

from __future__ import annotations

from flask import Blueprint, current_app, g, request
from flask.sansio.blueprints import BlueprintSetupState
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

RATE = RateLimitItemPerMinute(600)
WAIT = 10
"""Seconds after which it is worth to ask again."""


def install(pages: Blueprint) -> None:
    """Count each request, and turn away what is too much with 429."""

    @pages.record
    def count(state: BlueprintSetupState) -> None:
        # In memory, as the attempts to sign in are.
        state.app.extensions["docket.rate"] = MovingWindowRateLimiter(MemoryStorage())

    @pages.before_request
    def hit() -> None:
        counted: MovingWindowRateLimiter = current_app.extensions["docket.rate"]
        by = ("actor", str(g.actor.id)) if g.actor else ("peer", request.remote_addr or "")
        if not counted.hit(RATE, *by):
            raise TooManyRequests(f"More than {RATE.amount} requests a minute; wait a little.", retry_after=WAIT)
