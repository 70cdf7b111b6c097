"""Standings for the tests of the read side, derived from rows that factories have made."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import derive
from app.models import Series


def derived(session: Session) -> Session:
    """The session, with the standing of every series in it."""
    derive.derive(session, session.scalars(select(Series.id)).all())
    session.expire_all()
    return session
