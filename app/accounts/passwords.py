"""Passwords, kept as argon2id hashes with the parameters that argon2-cffi holds to be right now (RFC 9106)."""

from __future__ import annotations

import argon2

from app.errors import UsageError

SHORTEST = 12
# A longer one would only keep the processor busy.
LONGEST = 200

_HASHER = argon2.PasswordHasher()
# The hash of a password that nobody knows: to compare with where there is no account takes as long as where there is.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$rEeCHd8Nr+I6fqFKiVP2tw$4LlqUuNbNIr3Y6UX5oG7SdADJPx38pD9CvGnAuLlt5Y"


def hashed(password: str) -> str:
    """The hash to keep. Raises UsageError for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"the password has {len(password)} characters; it needs {SHORTEST} to {LONGEST}")
    return _HASHER.hash(password)


def right(kept: str | None, password: str) -> bool:
    """Whether the password is that of the hash; takes as long with None, where nothing is right."""
    if len(password) > LONGEST:
        return False
    try:
        return _HASHER.verify(kept or NOBODY, password) and kept is not None
    except (argon2.exceptions.VerificationError, UnicodeEncodeError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than a hash is made with now."""
    return _HASHER.check_needs_rehash(kept)
