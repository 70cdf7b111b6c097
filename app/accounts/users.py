"""Users: made, changed and listed. Who calls commits."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.errors import DocketError, UsageError
from app.models import Login, MailingList, Maintainer, User
from app.models.base import KEY_LENGTH
from app.queries.text import is_text

from . import passwords

ROLES = ("reader", "admin")
"""A reader acts on the lists that they maintain and on their own series, an admin on everything."""
SCOPES = ("read", "write", "checks")
"""What a token may be good for: to read, to say what its user may say, to post the results of checks."""
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user, with the names of the lists that they maintain."""

    email: str
    name: str
    role: str
    disabled: bool
    password: bool
    maintains: tuple[str, ...]
    created: dt.datetime


def add(session: Session, email: str, name: str, role: str, password: str | None, now: dt.datetime) -> User:
    """A new user; without a password only a proxy can sign them in. Raises UsageError for what cannot be."""
    email = email.strip().lower()
    if not re.fullmatch(r"[^\s@<>,]+@[^\s@<>,]+", email) or not email.isprintable() or len(email) > KEY_LENGTH:
        raise UsageError(f"{email!r} is no address; give one such as ada@example.org")
    if session.scalar(select(User.id).where(User.email == email)):
        raise UsageError(f"{email} has an account already")
    kept = passwords.hashed(password) if password is not None else None
    user = User(email=email, name=called(name or email), password=kept, role=role, disabled=False, created=now)
    session.add(user)
    session.flush()
    return user


def called(name: str) -> str:
    """A name as it is kept. Raises UsageError for one that is blank, too long, or cannot be shown as it is."""
    line = " ".join(name.split())
    if not 0 < len(line) <= _LONGEST_NAME or not line.isprintable():
        raise UsageError(f"a name has 1 to {_LONGEST_NAME} characters that can be shown")
    return line


def named(session: Session, email: str) -> User:
    """The user with this address. Raises DocketError where there is none."""
    user = found(session, email)
    if user is None:
        raise DocketError(f"{email}: nobody has an account with this address; docket user list shows who has")
    return user


def found(session: Session, email: str) -> User | None:
    """The user with this address, or None."""
    email = email.strip().lower()
    return session.scalar(select(User).where(User.email == email)) if is_text(email) else None


def disable(session: Session, user: User, disabled: bool) -> None:
    """Let a user in no longer, nor their tokens, and end their sessions; or let them in again."""
    user.disabled = disabled
    sign_out(session, user)


def set_password(session: Session, user: User, password: str) -> None:
    """Give a user another password, and end their sessions."""
    user.password = passwords.hashed(password)
    sign_out(session, user)


def sign_out(session: Session, user: User) -> None:
    """End all sessions of a user."""
    session.execute(delete(Login).where(Login.user_id == user.id))


def maintain(session: Session, user: User, list_name: str, maintains: bool) -> None:
    """Make a user maintainer of a list, or no longer. Raises DocketError for a list that was never read."""
    list_id = session.scalar(select(MailingList.id).where(MailingList.name == list_name))
    if list_id is None:
        raise DocketError(f"{list_name}: no list of this name was read yet; run: docket ingest")
    session.execute(delete(Maintainer).where(Maintainer.user_id == user.id, Maintainer.list_id == list_id))
    if maintains:
        session.add(Maintainer(user_id=user.id, list_id=list_id))


def maintained(session: Session, user_id: int) -> tuple[str, ...]:
    """The names of the lists that a user maintains."""
    names = select(MailingList.name).join(Maintainer, Maintainer.list_id == MailingList.id)
    return tuple(session.scalars(names.where(Maintainer.user_id == user_id).order_by(MailingList.name)))


def everybody(session: Session) -> tuple[UserRow, ...]:
    """All users, by address."""
    return tuple(
        UserRow(
            email=user.email,
            name=user.name,
            role=user.role,
            disabled=user.disabled,
            password=user.password is not None,
            maintains=maintained(session, user.id),
            created=user.created,
        )
        for user in session.scalars(select(User).order_by(User.email))
    )
