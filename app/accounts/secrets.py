"""Secrets that browsers and programs hold, of which only a hash is kept: whoever reads the database cannot use them."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new() -> str:
    """A secret that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def kept(secret: str) -> str:
    """What is kept of a secret. So long a secret needs no slow hash, and is found by it."""
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
