"""From labelled remarks to a pipeline that knows what they taught."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import spacy

from ingest.classify import read
from ingest.jobs import ClassifyJob
from ingest.training import assemble, heldout, lexical, recipe

from .examples import examples


def test_a_pipeline_learns_from_some_writers_and_is_judged_by_others() -> None:
    _, found = recipe.make(examples(), "tree", None)
    rows = {each.labelled.place: each.labelled for each in examples()}
    assert {rows[each.place].list for each in found} == {"tree"}
    assert len(found) == 40
    right = [each.words_only[0].act == rows[each.place].act for each in found]
    assert np.mean(right) > 0.8


def test_the_pipeline_is_saved_and_loaded_the_spacy_way(tmp_path: Path) -> None:
    nlp, _ = recipe.make(examples(), "tree", None)
    assemble.save(nlp, tmp_path)
    again = spacy.load(tmp_path)
    job = ClassifyJob("This races with the reader of the queue.", "> +\tuse(queue);", "reviewer")
    found = again(read(again, job))._.finding
    assert found == nlp(read(nlp, job))._.finding
    assert (found.act, found.labels[0].label) == ("object", "concurrency")


def test_training_twice_gives_the_same_weights_and_version() -> None:
    one, other = lexical.train(examples()), lexical.train(examples())
    assert (one.weights == other.weights).all()
    versions = {recipe.make(examples(), "tree", None)[0].meta["version"] for _ in range(2)}
    assert len(versions) == 1


def test_other_labels_give_another_version() -> None:
    less = [each for each in examples() if each.labelled.number != 2]
    assert (
        recipe.make(less, "tree", None)[0].meta["version"] != recipe.make(examples(), "tree", None)[0].meta["version"]
    )


def test_a_split_by_list_holds_the_list_out() -> None:
    rows = [each.labelled for each in examples()]
    learn, judge = heldout.split(rows, "brook")
    assert {rows[at].list for at in learn} == {"tree"}
    assert {rows[at].list for at in judge} == {"brook"}
