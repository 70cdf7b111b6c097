"""The declarative base and the column types that the tables share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column

# PostgreSQL refuses index entries over about 2,700 bytes, so what is indexed has a bound that parsing keeps.
KEY_LENGTH = 255


class Utc(TypeDecorator[dt.datetime]):
    """A point in time: aware UTC in Python, without zone in the database (SQLite keeps none)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


# SQLite only counts rows up by itself for INTEGER keys.
BigInt = BigInteger().with_variant(Integer, "sqlite")

Pk = Annotated[int, mapped_column(BigInt, primary_key=True)]
Key = Annotated[str, mapped_column(String(KEY_LENGTH))]
Time = Annotated[dt.datetime, mapped_column(Utc)]


class Base(DeclarativeBase):
    """All tables share one naming convention, so that migrations can name what they drop."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
