"""A database as lines of text that say the same for the same mails, however and in whatever order they came.

All tables are written but those that say how far a source was read. Row ids are replaced by what names a row by
nature: a message by its Message-ID, a thread by the least of its Message-IDs, and so on. A column that a table
gains is in the dump without further ado.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models import Base

# How far and from where mail was read may differ, and which classifiers have been at work.
TABLES_LEFT_OUT = {"source", "cursor", "classifier", "finding"}
COLUMNS_LEFT_OUT = {
    "copy": {"source_id", "epoch", "locator"},
    "removal": {"removed_at"},
    "content": {"data"},
    "remark": {"classifier_id"},
}
NAMES = {
    "commit": "sha",
    "content": "sha256",
    "mailing_list": "name",
    "message": "message_id",
    "person": "key",
    "revision": "key",
    "series": "key",
    "tree": "name",
}


def dump(session: Session) -> list[str]:
    """One line a row, `table: column=value ...`; rows that are the same but for what is left out are one line."""
    names = {table: _names(session, table, column) for table, column in NAMES.items()}
    names |= {"patch": names["message"], "remark": names["message"], "thread": _threads(session)}
    names |= {"comparison": names["revision"], "standing": names["series"]}
    lines = set()
    for table in Base.metadata.sorted_tables:
        if table.name not in TABLES_LEFT_OUT:
            lines.update(_line(table, row, names) for row in session.execute(select(table)).mappings())
    return sorted(lines)


def same(one: Iterable[str], other: Iterable[str]) -> None:
    """Assert that two dumps are equal, showing no more than what differs."""
    left, right = set(one), set(other)
    assert left, "the dump is empty"
    assert (sorted(left - right), sorted(right - left)) == ([], [])


def traces(session: Session, words: str) -> list[str]:
    """Where a text still stands in the database, mails included; lines of the dump."""
    found = [line for line in dump(session) if words in line]
    content = Base.metadata.tables["content"]
    rows = session.execute(select(content.c.id, content.c.data))
    return found + [f"content {row}" for row, data in rows if words.encode() in zlib.decompress(data)]


def _names(session: Session, table: str, column: str) -> dict[int, Any]:
    of = Base.metadata.tables[table]
    return dict(session.execute(select(of.c.id, of.c[column])).all())


def _threads(session: Session) -> dict[int, str]:
    nodes = Base.metadata.tables["thread_node"]
    found: dict[int, str] = {}
    for message_id, thread_id in session.execute(select(nodes.c.message_id, nodes.c.thread_id)):
        found[thread_id] = min(message_id, found.get(thread_id, message_id))
    return found


def _line(table: Table, row: Any, names: dict[str, dict[int, Any]]) -> str:
    words = []
    for column in table.columns:
        if column.name in COLUMNS_LEFT_OUT.get(table.name, ()):
            continue
        value = row[column.name]
        # A thread that was taken apart has no name; a revision may still lie in it when a run is broken off.
        if table.name == "thread" and column.name == "id":
            value = names["thread"].get(value)
        elif column.name == "id":
            continue
        elif column.foreign_keys and column.name != "number" and value is not None:
            (key,) = column.foreign_keys
            value = names[key.column.table.name].get(value)
        words.append(f"{column.name}={value.hex() if isinstance(value, bytes) else value!s}")
    return f"{table.name}: {' '.join(words)}"
