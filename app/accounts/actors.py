"""Who acts: from the secret that a browser or a program holds, or the address that a proxy vouches for, to a user."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, sessionmaker

from app.models import Login, MailingList, Maintainer, Token, User
from app.queries.text import is_text

from .secrets import kept
from .users import SCOPES

IDLE = dt.timedelta(days=14)
"""A session that nobody uses for so long is over."""
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Actor:
    """A user who acts. `maintains` are names of lists; `scopes` is what they may do here, everything but for a token.
    `login` or `token` is the key of what they came with, and `seen` when that was last noted."""

    id: int
    email: str
    name: str
    role: str
    maintains: frozenset[str]
    scopes: frozenset[str] = frozenset(SCOPES)
    login: str | None = None
    token: int | None = None
    seen: dt.datetime | None = None


def by_login(session: Session, secret: str, now: dt.datetime) -> Actor | None:
    """Who is signed in with what a cookie holds."""
    is_it = (Login.key == kept(secret)) & (Login.expires > now) & (Login.seen > now - IDLE)
    return _actor(session, Login, is_it)


def by_token(session: Session, secret: str) -> Actor | None:
    """Whose token this is, unless it was revoked."""
    return _actor(session, Token, (Token.secret == kept(secret)) & Token.revoked.is_(None))


def by_address(session: Session, email: str) -> Actor | None:
    """The user with this address."""
    return _actor(session, None, User.email == email.strip().lower()) if is_text(email) else None


def _actor(session: Session, key: type[Login] | type[Token] | None, is_it: ColumnElement[bool]) -> Actor | None:
    """One statement, whatever there is: pages of those who are signed in ask no more than it."""
    asked = (
        select(User, MailingList.name, *([key] if key else []))
        .outerjoin(Maintainer, Maintainer.user_id == User.id)
        .outerjoin(MailingList, MailingList.id == Maintainer.list_id)
        .where(is_it, ~User.disabled)
    )
    rows = session.execute(asked.join(key, key.user_id == User.id) if key else asked).all()
    if not rows:
        return None
    (user, _, *held) = rows[0]
    came = held[0] if held else None
    return Actor(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        maintains=frozenset(row[1] for row in rows if row[1] is not None),
        scopes=frozenset(came.scopes.split()) if isinstance(came, Token) else frozenset(SCOPES),
        login=came.key if isinstance(came, Login) else None,
        token=came.id if isinstance(came, Token) else None,
        seen=came.seen if isinstance(came, Login) else came.used if isinstance(came, Token) else None,
    )


def note(sessions: sessionmaker[Session], actor: Actor, now: dt.datetime) -> None:
    """Note that a session or a token was used, once a day: to write means to wait for others who do."""
    if actor.seen is not None and actor.seen > now - _A_DAY:
        return
    with sessions.begin() as session:
        if actor.login is not None:
            session.execute(update(Login).where(Login.key == actor.login).values(seen=now))
        if actor.token is not None:
            session.execute(update(Token).where(Token.id == actor.token).values(used=now))
