"""The recipe, on one screen: from labelled remarks to a pipeline, and to what is known of it.

    split       some writers are kept for judging, for good                .heldout
    train       lexical model and encoder learn from the others            .lexical, .encoder
    calibrate   scores and thresholds, on the writers that were kept       .calibration
    assemble    a spaCy pipeline                                           .assemble

What is shipped never learns from the writers that it is judged by, so its figures are its own and not those of another
model of the same kind. That costs a sixth of the labels, and saves training twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from app.rules.finding import Finding
from ingest.classify import read
from ingest.classify.encoder import Encoded
from ingest.classify.objections import PLAIN, Objections
from ingest.jobs import ClassifyJob

from . import calibration, heldout, lexical
from .assemble import Parts, assemble
from .corpus import Example
from .heldout import Found

SEED = 1
TrainEncoder = Callable[[Sequence[Example]], tuple[bytes, str]]
"""From labelled remarks to an ONNX model and its vocabulary."""
Logits = NDArray[np.float32]


def make(examples: Sequence[Example], name: str, encoder: TrainEncoder | None) -> tuple[Language, list[Found]]:
    """The pipeline that learnt from one side of a split (see `heldout.split`), and what it found on the other.

    What is found in one half of the other side is found with the calibration of the other half; the pipeline has the
    calibration of both.
    """
    learn, judge = heldout.split([each.labelled for each in examples], name)
    chosen, rest = [examples[at] for at in learn], [examples[at] for at in judge]
    parts = Parts(lexical.train(chosen), encoder(chosen) if encoder else None, PLAIN, PLAIN)
    labelled = [each.labelled for each in rest]
    encoded, counted = _logits(assemble(parts), rest)

    def calibrated(at: Sequence[int]) -> Language:
        judged = [labelled[number] for number in at]
        both = calibration.fit(judged, None if encoded is None else encoded[at], counted[at])
        return assemble(replace(parts, with_encoder=both, without_encoder=calibration.fit(judged, None, counted[at])))

    first, second = heldout.halves(labelled)
    found: list[Found] = []
    for fit, use in ((first, second), (second, first)):
        nlp = calibrated(fit)
        found += [_found(nlp, rest[at]) for at in use]
    return calibrated(range(len(rest))), found


def job(example: Example) -> ClassifyJob:
    """A labelled remark as one to be classified."""
    return ClassifyJob(example.text, example.quoted, example.labelled.role)


def _logits(nlp: Language, examples: Sequence[Example]) -> tuple[Logits | None, Logits]:
    docs = [nlp(read(nlp, job(each))) for each in examples]
    encoded = [doc._.encoded.logits for doc in docs if doc._.encoded is not None]
    return (np.stack(encoded) if len(encoded) == len(docs) else None), np.stack([doc._.counted for doc in docs])


def _found(nlp: Language, example: Example) -> Found:
    both = findings(nlp, job(example), with_encoder=True)
    return Found(example.labelled.place, both, findings(nlp, job(example), with_encoder=False))


def findings(nlp: Language, remark: ClassifyJob, with_encoder: bool) -> tuple[Finding, NDArray[np.float64]]:
    """What a pipeline finds in a remark, and all its scores."""
    with nlp.select_pipes(disable=[] if with_encoder else ["docket_encoder"]):
        doc = nlp(read(nlp, remark))
    joining = nlp.get_pipe("docket_objections")
    assert isinstance(joining, Objections)
    encoded: Encoded | None = doc._.encoded
    used = joining.with_encoder if encoded else joining.without_encoder
    return doc._.finding, used.scores(encoded.logits if encoded else None, doc._.counted)
