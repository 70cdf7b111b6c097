"""What the writers share: one writer at a time, inserts that may be there already, long IN lists in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

T = TypeVar("T")

# Below every database's limit of parameters in one statement.
PIECE = 500


def pieces(items: Iterable[T], size: int = PIECE) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    piece: list[T] = []
    for item in items:
        piece.append(item)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


def insert(session: Session, model: type[DeclarativeBase]) -> Any:
    """The dialect's INSERT for a table, which knows ON CONFLICT."""
    table = model.__table__
    assert isinstance(table, Table)
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def add(session: Session, model: type[DeclarativeBase], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; those that are there already (by any unique key) stay as they are."""
    if rows:
        session.execute(insert(session, model).on_conflict_do_nothing(), rows)


def put(session: Session, model: type[DeclarativeBase], rows: Sequence[dict[str, Any]], *keys: str) -> None:
    """Insert rows, or bring those that have the same `keys` up to date."""
    if rows:
        statement = insert(session, model)
        changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)
