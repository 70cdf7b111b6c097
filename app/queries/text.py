"""What can be text in a database."""

from __future__ import annotations


def is_text(value: str) -> bool:
    """Whether a string from outside can be compared with stored text: databases refuse NUL and lone surrogates."""
    return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
