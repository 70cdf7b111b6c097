"""How values are shown."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from app.web import filters
from tests.factories import NOW


def test_every_character_that_hides_or_turns_text_is_named() -> None:
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for character in map(chr, range(sys.maxunicode + 1)):
        shown = str(filters.visible(character))
        if unicodedata.category(character) in hidden and character not in "\n\t":
            assert shown == f"\u2039U+{ord(character):04X}\u203a"
        elif unicodedata.category(character) != "Cn":
            assert shown == character


def test_a_run_of_one_hidden_character_is_named_once() -> None:
    assert filters.visible("a" + "\0" * 400 + "b") == "a\u2039U+0000 x400\u203ab"


def test_markup_and_numbers_are_left_alone() -> None:
    assert filters.visible(Markup("<b>\u202e</b>")) == "<b>\u202e</b>"
    assert filters.visible(7) == 7


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.org/a?b=1&c=2.", ["https://example.org/a?b=1&amp;c=2"]),
        ("(http://example.org/)", ["http://example.org/"]),
        ("<https://example.org/x>", ["https://example.org/x"]),
        ("https://example.org/\u202egpj.exe", ["https://example.org/"]),
        ('https://example.org/"onclick="x', ["https://example.org/"]),
        ("javascript:alert(1) data:text/html,x ftp://example.org file:///etc", []),
        ("xhttps://example.org", []),
    ],
)
def test_only_web_addresses_become_links(text: str, links: list[str]) -> None:
    html = filters.linked(text)
    assert [piece.split('"')[0] for piece in html.split('<a href="')[1:]] == links
    assert html.count('rel="nofollow noopener"') == len(links)


@given(st.text())
def test_linking_loses_nothing_and_lets_no_markup_through(text: str) -> None:
    html = filters.linked(f"<b>{text}</b>")
    assert "<b>" not in html
    assert Markup(html).striptags() == Markup.escape(filters.visible(f"<b>{text}</b>")).striptags()


@pytest.mark.parametrize(
    ("then", "shown"),
    [
        (dt.timedelta(seconds=30), "0 min"),
        (dt.timedelta(minutes=59), "59 min"),
        (dt.timedelta(hours=47), "47 h"),
        (dt.timedelta(hours=49), "2 d"),
        (dt.timedelta(days=99), "99 d"),
        (dt.timedelta(days=400), "13 mo"),
        (dt.timedelta(days=800), "2 y"),
        (dt.timedelta(days=-3), "0 min"),
    ],
)
def test_an_age_has_one_unit(then: dt.timedelta, shown: str) -> None:
    assert filters.age(NOW - then, NOW) == shown


def test_a_point_in_time_is_shown_in_utc_to_the_minute() -> None:
    at = dt.datetime(2026, 7, 13, 1, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert filters.moment(at) == '<time datetime="2026-07-12T23:59Z">2026-07-12 23:59</time>'
    assert filters.ago(at, NOW) == '<time datetime="2026-07-12T23:59Z" title="2026-07-12 23:59 UTC">2 d</time>'


@given(st.text(min_size=1).filter(lambda text: "\0" not in text))
def test_a_command_is_one_word_of_a_shell_and_no_option(message_id: str) -> None:
    (word,) = shlex.split(filters.command(message_id))
    assert word.removeprefix("<").removesuffix(">") == message_id.removeprefix("<").removesuffix(">")
    assert not word.startswith("-")


def test_the_archive_finds_a_message_by_its_quoted_name() -> None:
    assert filters.lore("a/b?c%d@example.org") == "https://lore.kernel.org/r/a%2Fb%3Fc%25d@example.org"
