"""What is held out shares no writer with what was learnt."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.rules.finding import Finding, Label
from ingest.classify import words
from ingest.training import corpus, heldout
from ingest.training.heldout import Found

from .examples import examples


def test_no_writer_is_on_both_sides_of_a_split() -> None:
    rows = corpus.read()
    for name in (heldout.AUTHORS, "linux-hwmon"):
        learn, judge = heldout.split(rows, name)
        assert not {rows[at].author for at in learn} & {rows[at].author for at in judge}
        assert len(judge) > 400
        assert not set(learn) & set(judge)
    assert {rows[at].list for at in heldout.split(rows, "linux-hwmon")[1]} == {"linux-hwmon"}


def test_halves_share_no_writer_and_leave_nothing_out() -> None:
    rows = [each.labelled for each in examples()]
    first, second = heldout.halves(rows)
    assert sorted(first + second) == list(range(len(rows)))
    assert not {rows[at].author for at in first} & {rows[at].author for at in second}
    assert abs(len(first) - len(second)) <= 10


def test_findings_are_read_as_they_were_written(tmp_path: Path) -> None:
    finding = Finding("object", 0.9, "minor", 0.5, (Label("naming", 0.4, 3, 9, "model"),), "rule: nak", "form letter")
    scores = np.arange(words.OUTPUTS) / 100
    heldout.write(tmp_path / "x.jsonl", [Found(("a@example.org", 2), (finding, scores), (finding, scores * 2))])
    (again,) = heldout.read(tmp_path / "x.jsonl")
    assert again.place == ("a@example.org", 2)
    assert again.both[0] == again.words_only[0] == finding
    assert np.allclose(again.words_only[1], scores * 2, atol=5e-4)


def test_the_findings_of_the_repository_are_those_of_the_split() -> None:
    rows = corpus.read()
    _, judge = heldout.split(rows, heldout.AUTHORS)
    assert {each.place for each in heldout.read(heldout.path(heldout.AUTHORS))} == {rows[at].place for at in judge}
