"""Queries that users have given names. Who calls commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errors import UsageError
from app.models import SavedQuery
from app.queries.language import parse

from .users import called

MOST = 50
"""Queries of one user."""
_LONGEST = 1000


def save(session: Session, user_id: int, name: str, query: str, now: dt.datetime) -> None:
    """Keep a query of a user, in place of the one that had the name. Raises UsageError for what cannot be kept, and
    QueryError for a query that is none."""
    name = called(name)
    if len(query) > _LONGEST:
        raise UsageError(f"a query that is kept has at most {_LONGEST} characters")
    parse(query)
    session.execute(delete(SavedQuery).where(SavedQuery.user_id == user_id, SavedQuery.name == name))
    if session.scalars(select(func.count()).where(SavedQuery.user_id == user_id)).one() >= MOST:
        raise UsageError(f"{MOST} queries are the most that are kept; delete one first")
    session.add(SavedQuery(user_id=user_id, name=name, query=query, created=now))


def forget(session: Session, user_id: int, saved: int) -> None:
    """Keep a query of a user no longer, if it is one."""
    session.execute(delete(SavedQuery).where(SavedQuery.user_id == user_id, SavedQuery.id == saved))


def of(session: Session, user_id: int) -> Sequence[SavedQuery]:
    """The queries of a user, by name."""
    return session.scalars(select(SavedQuery).where(SavedQuery.user_id == user_id).order_by(SavedQuery.name)).all()
