"""Which series a query finds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Series
from app.queries import filters
from app.queries.language import Group, parse
from tests.factories import NOW


def found(session: Session, query: str) -> str:
    """The titles that match, in order; and that the query and its opposite share all series between them."""
    tree = parse(query)
    (titles, others) = (
        set(session.scalars(select(Series.title).where(filters.condition(each, NOW))))
        for each in (tree, Group("not", (tree,)))
    )
    assert not titles & others
    assert titles | others == set(session.scalars(select(Series.title)))
    return " ".join(sorted(titles))
