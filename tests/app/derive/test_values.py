"""What people can say, as it is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.commands.terminal import safe
from app.derive.values import ending, kept, plain
from app.errors import UsageError

NOW = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("1h", dt.datetime(2026, 7, 15, 13, tzinfo=dt.UTC)),
        ("3d", dt.datetime(2026, 7, 18, 12, tzinfo=dt.UTC)),
        ("2w", dt.datetime(2026, 7, 29, 12, tzinfo=dt.UTC)),
        ("1m", dt.datetime(2026, 8, 14, 12, tzinfo=dt.UTC)),
        ("1y", dt.datetime(2027, 7, 15, 12, tzinfo=dt.UTC)),
        ("2026-08-01", dt.datetime(2026, 8, 1, tzinfo=dt.UTC)),
        ("9999-12-31", dt.datetime(9999, 12, 31, tzinfo=dt.UTC)),
    ],
)
def test_an_age_and_a_day_are_times(text: str, end: dt.datetime) -> None:
    assert ending(text, NOW) == (end, False)


def test_activity_has_no_time() -> None:
    assert ending("activity", NOW) == (None, True)


@pytest.mark.parametrize(
    "text", ["", "2", "w", "2 w", "-2w", "2W", "0d", "999999y", "9" * 7 + "d", "2026-02-30", "20260801", "2026-07-15"]
)
def test_what_is_no_time_to_come_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no time; give an age|is over"):
        ending(text, NOW)


@given(some.text())
def test_any_text_is_a_time_to_come_or_an_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        (end, activity) = ending(text, NOW)
        assert activity or (end is not None and end > NOW)


@given(some.text(some.characters(exclude_categories=())))
def test_what_is_kept_is_shown_as_it_is(text: str) -> None:
    with contextlib.suppress(UsageError):
        line = plain("note", text)
        assert safe(line) == line
        assert line.encode().decode() == line


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Ada@Example.org", "ada@example.org"),
        ("<ada@example.org>", "ada@example.org"),
        ("Ada  Lovelace <ada@example.org>", "Ada Lovelace <ada@example.org>"),
        ('"Lovelace, Ada" <ada@example.org>', '"Lovelace, Ada" <ada@example.org>'),
        ("Åda <ada@example.org>", "Åda <ada@example.org>"),
    ],
)
def test_an_address_is_kept_so_that_it_can_be_read_again(said: str, value: str) -> None:
    assert kept("delegate", said) == value
    assert parseaddr(value)[1] == "ada@example.org"


@given(some.text(some.characters(exclude_categories=())).map(lambda name: f"{name} <ada@example.org>"))
def test_an_address_with_any_name_is_read_again_or_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert parseaddr(kept("delegate", text))[1] == "ada@example.org"


@pytest.mark.parametrize("text", ["", "ada", "@x", "ada@", "a b@x", "ada@x dan@x", "ada@x, dan@x", f"{'a' * 255}@x"])
def test_what_is_no_address_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        kept("delegate", text)
