"""The mailing lists."""

from __future__ import annotations

from app.queries.lists import ListSummary, overview
from app.web.session import session

from .route import Route


def index() -> tuple[ListSummary, ...]:
    """All lists by name, with how much was read of each and how fresh it is."""
    return overview(session())


ROUTES = (Route("/lists/", index),)
