"""Signing in and out: each sign-in is a session of its own, kept here, so that it can be ended here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import Login, User
from app.queries.text import is_text

from . import passwords, secrets
from .actors import IDLE
from .users import found

LIFETIME = dt.timedelta(days=90)
"""How long a session lasts at most, however much it is used."""


def known(session: Session, email: str, password: str) -> User | None:
    """The user whose address and password these are; takes as long where there is none."""
    user = found(session, email)
    is_right = passwords.right(user.password if user else None, password)
    return user if is_right and user is not None and not user.disabled else None


def begin(session: Session, user: User, password: str | None, former: str | None, now: dt.datetime) -> str:
    """The secret of a new session of a user, who has just said this password; None where they were asked for none.

    `former` is the secret of a session that the browser has; it ends, so that nobody else can know the new one. So do
    those whose time is over.
    """
    if user.password is not None and password is not None and passwords.outdated(user.password):
        session.execute(update(User).where(User.id == user.id).values(password=passwords.hashed(password)))
    session.execute(delete(Login).where((Login.expires <= now) | (Login.seen <= now - IDLE)))
    if former is not None:
        session.execute(delete(Login).where(Login.key == secrets.kept(former)))
    secret = secrets.new()
    session.add(Login(key=secrets.kept(secret), user_id=user.id, created=now, seen=now, expires=now + LIFETIME))
    return secret


def of(session: Session, user_id: int, now: dt.datetime) -> Sequence[Login]:
    """The sessions of a user that last, the newest first."""
    last = select(Login).where(Login.user_id == user_id, Login.expires > now, Login.seen > now - IDLE)
    return session.scalars(last.order_by(Login.created.desc(), Login.key)).all()


def end(session: Session, user_id: int, key: str) -> None:
    """End one session of a user, if it is one."""
    if is_text(key):
        session.execute(delete(Login).where(Login.user_id == user_id, Login.key == key))
