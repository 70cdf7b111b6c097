"""The model card says what the corpus, the held-out findings and the model say."""

from __future__ import annotations

from pathlib import Path

from ingest.classify import version
from ingest.training import card

PAGE = Path(__file__).parents[3] / "docs" / "model-card.md"


def test_the_model_card_is_up_to_date() -> None:
    assert card.text() == PAGE.read_text(encoding="utf-8"), "run `make docs`"


def test_nothing_is_left_to_fill_in() -> None:
    page = card.text()
    assert "{{" not in page
    assert version() in page
