"""Putting trained parts together into a spaCy pipeline, and saving it the spaCy way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language

from ingest.classify import encoder, lexical, objections, rules  # noqa: F401 - declares the components
from ingest.classify.objections import Calibration


@dataclass(frozen=True, slots=True)
class Parts:
    """What training makes: `encoder` is the ONNX model and its vocabulary, None where none was trained."""

    lexical: lexical.Lexical
    encoder: tuple[bytes, str] | None
    with_encoder: Calibration
    without_encoder: Calibration


def assemble(parts: Parts) -> Language:
    """The pipeline of some parts; the version in its `meta` is a hash of them."""
    nlp = spacy.blank("en")
    for name in ("docket_rules", "docket_encoder", "docket_lexical", "docket_objections"):
        nlp.add_pipe(name)
    if parts.encoder:
        part = nlp.get_pipe("docket_encoder")
        assert isinstance(part, encoder.Encoder)
        part.fill(*parts.encoder)
    counting = nlp.get_pipe("docket_lexical")
    joining = nlp.get_pipe("docket_objections")
    assert isinstance(counting, lexical.LexicalModel)
    assert isinstance(joining, objections.Objections)
    counting.model = parts.lexical
    joining.with_encoder, joining.without_encoder = parts.with_encoder, parts.without_encoder
    nlp.meta.update(
        name="docket_objections",
        version=_version(parts),
        description="What a remark in a patch review does, and what it objects to",
        author="The Docket authors",
        license="GPL-2.0-or-later",
    )
    return nlp


def save(nlp: Language, path: Path) -> None:
    """Save as a directory that `spacy.load` takes. The tables of words that spaCy fills while reading are left out, for
    they hold what was read."""
    nlp.to_disk(path, exclude=["vocab"])


def _version(parts: Parts) -> str:
    digest = hashlib.sha256()
    digest.update(parts.lexical.weights.tobytes() + parts.lexical.bias.tobytes() + parts.lexical.idf.tobytes())
    digest.update(parts.encoder[0] if parts.encoder else b"")
    digest.update(repr((parts.with_encoder, parts.without_encoder)).encode())
    return f"1.0.0+{digest.hexdigest()[:8]}"
