"""Tokens: secrets with which programs act for a user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import UsageError
from app.models import Token

from . import secrets
from .users import SCOPES, called


def make(session: Session, user_id: int, name: str, scopes: Collection[str], now: dt.datetime) -> str:
    """The secret of a new token, which is told once. Raises UsageError for scopes that there are not."""
    if not scopes or not set(scopes) <= set(SCOPES):
        raise UsageError(f"a token has one or more of the scopes {', '.join(SCOPES)}")
    secret = secrets.new()
    ordered = " ".join(scope for scope in SCOPES if scope in scopes)
    session.add(Token(user_id=user_id, name=called(name), secret=secrets.kept(secret), scopes=ordered, created=now))
    return secret


def of(session: Session, user_id: int) -> Sequence[Token]:
    """The tokens of a user that were not revoked, the newest first."""
    held = select(Token).where(Token.user_id == user_id, Token.revoked.is_(None))
    return session.scalars(held.order_by(Token.created.desc(), Token.id.desc())).all()


def revoke(session: Session, user_id: int, token: int, now: dt.datetime) -> None:
    """Let a token of a user be good for nothing from now on."""
    is_it = (Token.user_id == user_id) & (Token.id == token) & Token.revoked.is_(None)
    session.execute(update(Token).where(is_it).values(revoked=now))
