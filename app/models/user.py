"""Accounts: who may act here, what they maintain, and what they are signed in with."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class User(Base):
    """An account, named by its mail address in lower case. `role` is a word of `app.accounts.users.ROLES`; `password`
    is an argon2 hash with its parameters, null where nobody can sign in with one."""

    __tablename__ = "user"

    id: Mapped[Pk]
    email: Mapped[Key] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    role: Mapped[Key]
    disabled: Mapped[bool]
    created: Mapped[Time]


class Maintainer(Base):
    """That a user is a maintainer of a list, and may say where the series on it stand."""

    __tablename__ = "maintainer"

    user_id: Mapped[int] = mapped_column(BigInt, ForeignKey("user.id"), primary_key=True)
    list_id: Mapped[int] = mapped_column(BigInt, ForeignKey("mailing_list.id"), primary_key=True)


class Token(Base):
    """A secret with which a program acts for a user. Kept is its SHA-256 in hex; `scopes` are words of
    `app.accounts.users.SCOPES`, separated by blanks. A revoked one stays, with when that was."""

    __tablename__ = "token"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(BigInt, ForeignKey("user.id"), index=True)
    name: Mapped[str]
    secret: Mapped[Key] = mapped_column(unique=True)
    scopes: Mapped[str]
    created: Mapped[Time]
    used: Mapped[Time | None]
    revoked: Mapped[Time | None]


class Login(Base):
    """A browser in which a user is signed in. Its key is the SHA-256 in hex of what the browser's cookie holds; `seen`
    is right to a day. Ending it deletes it."""

    __tablename__ = "login"

    key: Mapped[Key] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInt, ForeignKey("user.id"), index=True)
    created: Mapped[Time]
    seen: Mapped[Time]
    expires: Mapped[Time]


class SavedQuery(Base):
    """A query that a user has given a name, unique among their own."""

    __tablename__ = "saved_query"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(BigInt, ForeignKey("user.id"))
    name: Mapped[Key]
    query: Mapped[str]
    created: Mapped[Time]
