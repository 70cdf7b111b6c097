"""Frozen rows that several answers have in common; their fields are JSON keys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A name and an address as the mail states them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A sentence, and the Message-IDs that it rests on."""

    text: str
    evidence: tuple[str, ...]
