"""`docket train`: from labels and texts to a model that loads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy

from ingest.training import corpus
from tests.ingest.training.examples import examples

from .conftest import Command


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path, f"sqlite:///{tmp_path}/docket.db")


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The texts of a corpus of our own, which takes the place of the repository's."""
    labels = tmp_path / "labels.jsonl"
    corpus.write(labels, [each.labelled for each in examples()])
    monkeypatch.setattr(corpus, "LABELS_FILE", labels)
    monkeypatch.setattr(corpus.read, "__defaults__", (labels,))
    path = tmp_path / "texts.jsonl"
    rows = [
        {"message_id": each.labelled.message_id, "n": each.labelled.number, "text": each.text, "ctx": each.quoted}
        for each in examples()
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_model_is_trained_saved_and_says_how_much_it_learnt(command: Command, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    result = command("train", "--corpus", texts, "--no-encoder", "--out", out)
    assert (result.exit_code, result.exception) == (0, None)
    assert " remarks learnt, " in result.stdout
    assert spacy.load(out).meta["version"] in result.stdout


def test_too_few_texts_are_an_error(command: Command, texts: Path, tmp_path: Path) -> None:
    texts.write_text("")
    result = command("train", "--corpus", texts, "--no-encoder", "--out", tmp_path / "model")
    assert result.exit_code == 1
    assert "too few texts" in result.stderr
    assert not (tmp_path / "model").exists()
