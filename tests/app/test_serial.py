"""Rows as JSON."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pytest

from app.serial import dumps


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    at: dt.datetime | None
    parts: tuple[Row, ...] = ()


def test_fields_are_keys_and_times_are_utc() -> None:
    there = dt.datetime(2026, 7, 15, 12, 11, 7, 999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert json.loads(dumps([Row("a", there, (Row("b", None),))])) == [
        {"name": "a", "at": "2026-07-15T10:11:07Z", "parts": [{"name": "b", "at": None, "parts": []}]}
    ]


def test_no_character_acts_on_a_terminal() -> None:
    text = "\x1b]0;owned\x07 \u202e rtl \x9b \ud800"
    written = dumps(Row(text, None))
    assert written.isascii()
    assert written.isprintable()
    assert json.loads(written)["name"] == text


def test_what_has_no_json_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"^bytes has no JSON$"):
        dumps({"raw": b""})
