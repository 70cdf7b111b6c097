"""Names in URLs: each Message-ID and list has an address of its own, and the address gives the name back as it was."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask
from werkzeug.routing import BaseConverter


class NameConverter(BaseConverter):
    """A name as one segment of a path, its slashes quoted: Message-IDs may have any character but a NUL.

    Browsers resolve the segments `.` and `..`, quoted or not, and Werkzeug wants no slash before the last one of a
    path, so what would be such a segment stands in angle brackets, as does what has brackets itself. One pair of
    them is taken off again, which also serves people who paste them.
    """

    regex = "(?s:.+)"
    part_isolating = False

    def to_python(self, value: str) -> str:
        return value[1:-1] if _bracketed(value) else value

    def to_url(self, value: str) -> str:
        special = value in (".", "..") or value.endswith("/") or _bracketed(value)
        return quote(f"<{value}>" if special else value, safe="@!$*+=:~")


def _bracketed(value: str) -> bool:
    return len(value) > 2 and value.startswith("<") and value.endswith(">")


def install(app: Flask) -> None:
    """Let routes say `<name:…>`."""
    app.url_map.converters["name"] = NameConverter
    # A Message-ID may have two slashes in a row, or end in one.
    app.url_map.merge_slashes = False
