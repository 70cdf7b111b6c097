"""Text of mails on a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.commands.terminal import mail_text, safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Grüße, 你好", "Grüße, 你好"),
        ("a\tb\r\nc\u2028d", "a b  c d"),
        ("\x1b[31mred\x1b]0;title\x07", "�[31mred�]0;title�"),
        ("\x9b31m\x00\x7f", "�31m��"),
        ("ab\u202egnp.exe\u2066\u200b\ufeff", "abgnp.exe"),
        ("\udc80", "�"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(some.text(some.characters(exclude_categories=())))
def test_nothing_that_is_shown_acts_on_the_terminal(text: str) -> None:
    assert not {unicodedata.category(character) for character in safe(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert safe(safe(text)) == safe(text)


@given(some.text())
def test_markup_in_a_mail_is_text(text: str) -> None:
    marked = mail_text(f"[bold]{text}[/bold] :smile:")
    assert marked.plain == f"[bold]{safe(text)}[/bold] :smile:"
    assert not marked.spans
