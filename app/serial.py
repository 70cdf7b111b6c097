"""Rows of `app.queries` to JSON: fields are keys, times are UTC in ISO 8601 (`2026-07-15T10:11:07Z`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json


def dumps(value: object) -> str:
    """JSON of rows, and of lists and dicts of them, in ASCII: no character of a mail acts on whatever shows it."""
    return json.dumps(value, default=_plain)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no JSON")
