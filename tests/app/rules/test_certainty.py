"""Who says something, and never surer than it is."""

from __future__ import annotations

import pytest

from app.rules.certainty import said_by


@pytest.mark.parametrize(
    ("source", "score", "said"),
    [
        ("model", 0.83, "model, 0.83"),
        ("model", 0.8349, "model, 0.83"),
        ("model", 0.9, "model, 0.90"),
        ("model", 0.0, "model, 0.00"),
        ("model", 0.999, "model, 0.99"),
        ("model", 1.0, "model, 0.99"),
        ("rule: nak", 1.0, "rule: nak"),
        ("person", 1.0, "person"),
        ("lost", 0.0, "lost"),
    ],
)
def test_the_model_gives_its_score_and_the_others_their_name(source: str, score: float, said: str) -> None:
    assert said_by(source, score) == said
