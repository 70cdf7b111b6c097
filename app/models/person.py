"""Addresses and the people behind them."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigInt, Key, Pk, Time


class Person(Base):
    """One human (or robot) with any number of addresses.

    `key` is the name in lower case where it has two words or more, else the address: the same full name at two
    addresses is taken for one person, when counting and showing, never when somebody's authority is at stake.
    """

    __tablename__ = "person"

    id: Mapped[Pk]
    key: Mapped[Key] = mapped_column(unique=True)
    name: Mapped[str]


class Address(Base):
    """A mail address that wrote a message, with the name that it first used, and when."""

    __tablename__ = "address"

    email: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[str]
    since: Mapped[Time]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
