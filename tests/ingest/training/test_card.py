"""The model card is whole, and of the model that is shipped; that its figures are right is a gate of `make test`."""

from __future__ import annotations

from pathlib import Path

from ingest.classify import version

PAGE = Path(__file__).parents[3] / "docs" / "model-card.md"


def test_nothing_is_left_to_fill_in() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "{{" not in page
    assert version() in page
