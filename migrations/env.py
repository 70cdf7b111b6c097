"""Run by Alembic: the engine comes from `app.db`, the tables from `app.models`."""

from __future__ import annotations

from typing import Any

from alembic import context

from app.models import Base
from app.models.base import Utc

engine = context.config.attributes["engine"]


def render_item(kind: str, item: Any, autogenerate: object) -> str | bool:
    """Write our own column types as what they are in the database: a migration must outlive the models."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Utc) else False


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
        render_item=render_item,
        # SQLite cannot alter a table in place; batch mode copies it.
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
