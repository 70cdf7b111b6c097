"""Passwords: kept as hashes of one kind, so that a wrong address takes as long as a wrong password."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords
from app.errors import UsageError


def test_a_password_is_right_for_its_hash_only() -> None:
    kept = passwords.hashed("correct horse battery")
    assert "correct" not in kept
    assert kept != passwords.hashed("correct horse battery")
    assert passwords.right(kept, "correct horse battery")
    assert not passwords.right(kept, "correct horse batterY")


@pytest.mark.parametrize("password", ["", "x" * 20, "\ud800", "x" * 201])
def test_nothing_is_right_where_there_is_no_hash(password: str) -> None:
    assert not passwords.right(None, password)


def test_nobody_is_looked_at_as_closely_as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())
    assert passwords.NOBODY.split("$")[:4] == passwords.hashed("correct horse battery").split("$")[:4]
    assert not passwords.outdated(passwords.NOBODY)
    assert passwords.outdated("$argon2id$v=19$m=8192,t=1,p=1$rEeCHd8Nr+I6fqFKiVP2tw$4LlqUuNbNIr3Y6UX5oG7Sd")


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(UsageError, match="12 to 200"):
        passwords.hashed(password)
