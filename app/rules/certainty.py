"""Who says something of a remark, and how sure that is: `model, 0.83`, `rule: nak`, `person`."""

from __future__ import annotations

MODEL = "model"
SURE = 0.5
"""The score from which on what the model says of an act is more likely right than wrong."""


def said_by(source: str, score: float) -> str:
    """A rule and a person have no score that means anything; the model is never shown as wholly sure."""
    return f"{MODEL}, {min(round(score, 2), 0.99):.2f}" if source == MODEL else source
