"""How people write which version a posting is."""

from __future__ import annotations


def label(version: int, minor: int) -> str:
    """`v2`, or `v1.1` for a posting between two versions."""
    return f"v{version}.{minor}" if minor else f"v{version}"
