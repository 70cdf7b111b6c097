"""What each remark does, and what it objects to: a spaCy pipeline, remark in, finding out.

    docket_rules        verdicts that a pattern knows, and who speaks through a person    .rules
    docket_encoder      a small transformer, by ONNX Runtime                              .encoder
    docket_lexical      a linear model of what is counted                                 .lexical
    docket_objections   act, severity, labels with scores and evidence                    .objections

`spacy.load("ingest/classify/model")` gives the same pipeline to anybody who has this package installed. Importing this
module loads nothing; the first remark does.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.rules.finding import Finding
from ingest.jobs import ClassifyJob

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = Path(__file__).with_name("model")
# Raise this when the same weights give other findings: when a rule, the evidence or what is read of a remark changes.
RULES = 1


def version() -> str:
    """The version of the model and its rules: what was found by another version is found anew."""
    weights = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))["version"]
    return f"{weights}.{RULES}"


@functools.cache
def pipeline(with_encoder: bool = True) -> Language:
    """The pipeline that `docket train` wrote; without the encoder it is ten times faster and less often right."""
    import spacy

    from . import encoder, lexical, objections, rules  # noqa: F401 - declares the components

    return spacy.load(MODEL, exclude=[] if with_encoder else ["docket_encoder"])


def classify(remark: ClassifyJob) -> Finding:
    """What is found in a remark; the same whatever was classified before."""
    nlp = pipeline(remark.with_encoder)
    finding: Finding = nlp(read(nlp, remark))._.finding
    return finding


def read(nlp: Language, remark: ClassifyJob) -> Doc:
    """A remark as the pipeline takes it."""
    from . import words

    doc = nlp.make_doc(remark.text[: words.MAX_TEXT])
    doc._.quoted = words.near(remark.quoted)
    doc._.role = remark.role
    return doc
