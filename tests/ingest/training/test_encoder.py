"""The encoder learns, and what is shipped says what the trained network says."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ingest.classify import words
from ingest.classify.encoder import Encoder
from ingest.classify.wordpieces import READING, cut, reader
from ingest.training import encoder, export

from .examples import examples


# torch's older exporter, the only one whose graph can be made 8-bit, says that it is old.
@pytest.mark.filterwarnings("ignore")
def test_a_trained_encoder_is_shipped_as_it_is() -> None:
    lines: list[str] = []
    trained = encoder.train(examples(), 1, lines.append, epochs=2)
    first, last = (float(line.rpartition(" ")[2]) for line in lines)
    assert last < first
    shipped = Encoder(1)
    shipped.fill(export.onnx(trained), trained.vocabulary)
    assert shipped._session is not None
    for example in examples()[:10]:
        pieces = cut(reader(trained.vocabulary), example.text, example.quoted, example.labelled.role, READING)
        ids, types = torch.from_numpy(pieces.ids)[None], torch.from_numpy(pieces.types)[None]
        with torch.no_grad():
            exact, carried = trained.network(ids, types, torch.ones_like(ids, dtype=torch.bool))
        rough = shipped._session.run(["logits", "carried"], {"ids": pieces.ids[None], "types": pieces.types[None]})
        assert np.abs(rough[0] - exact.numpy()).max() < 1
        assert rough[1].shape == carried.shape == (1, len(pieces.ids), len(words.LABEL_NAMES))


def test_the_same_seed_gives_the_same_weights() -> None:
    one, other = (encoder.train(examples()[:20], 7, lambda _: None, epochs=1).network.state_dict() for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_evidence_is_learnt_at_the_pieces_that_are_marked() -> None:
    example = next(each for each in examples() if each.labelled.labels)
    mark = example.labelled.labels[0]
    row = encoder.row(reader((encoder.base() / "vocab.txt").read_text(encoding="utf-8")), example)
    (marked,) = [np.flatnonzero(row.carries[:, words.LABEL_NAMES.index(mark.label)])]
    spans = row.pieces.offsets[marked - row.pieces.first]
    assert (spans[0, 0], spans[-1, 1]) == (mark.start, mark.stop)
    assert row.carries.sum() == len(marked)
