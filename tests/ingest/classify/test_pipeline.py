"""The shipped pipeline, whole: a remark in, a finding out."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import spacy

from app.rules.finding import Finding
from app.rules.remark import ACTS, LABELS, SEVERITIES
from ingest.classify import MODEL, classify, pipeline, read, version
from ingest.classify.words import MAX_TEXT
from ingest.jobs import ClassifyJob

QUOTED = "> diff --git a/tree.c b/tree.c\n> +\tspin_lock(&tree->lock);\n> +\tp = kmalloc(size, GFP_KERNEL);"
REMARKS = [
    "This approach is predicated on extending a broken abstraction, it is the wrong direction.",
    "kmalloc(GFP_KERNEL) sleeps, and you hold a spinlock here: this will deadlock.",
    "Please split this into two patches, one for the rename.",
    "There is a helper for this already, please use kzalloc() instead of open coding it.",
    "What happens if size is zero here?",
    "Good catch, will fix in v3.",
    "NAK. This does not belong in the core.",
    "Reviewed-by: Ann Author <ann@example.org>",
]


def find(text: str, quoted: str = QUOTED, role: str = "reviewer", with_encoder: bool = True) -> Finding:
    return classify(ClassifyJob(text, quoted, role, with_encoder))


def test_an_objection_to_the_abstraction_is_named_with_its_words() -> None:
    text = REMARKS[0]
    found = find(text)
    assert found.act == "object"
    label = next(each for each in found.labels if each.label == "abstraction")
    assert "broken abstraction" in text[label.start : label.stop]


def test_plain_cases_are_told_apart() -> None:
    acts = [find(text).act for text in REMARKS[1:5]]
    assert acts == ["object", "object", "object", "question"]
    assert find(REMARKS[5], role="author").act == "concede"
    assert "concurrency" in [each.label for each in find(REMARKS[1]).labels]
    assert "scope" in [each.label for each in find(REMARKS[2]).labels]
    assert "reuse" in [each.label for each in find(REMARKS[3]).labels]


@pytest.mark.parametrize("with_encoder", [True, False])
def test_findings_are_in_the_fixed_words_and_in_bounds(with_encoder: bool) -> None:
    for text, role in itertools.product(REMARKS, ("author", "reviewer", "unknown")):
        found = find(text, role=role, with_encoder=with_encoder)
        assert found.act in ACTS
        assert (found.severity in SEVERITIES) == (found.act == "object")
        assert not found.labels or found.act in ("object", "question")
        assert all(each.label in LABELS and 0 <= each.score <= 1 for each in found.labels)
        assert all(text[each.start : each.stop].strip() for each in found.labels)
        assert [each.score for each in found.labels] == sorted((each.score for each in found.labels), reverse=True)


def test_a_rule_speaks_under_its_own_name() -> None:
    found = find(REMARKS[6])
    assert (found.source, found.act, found.severity, found.act_score) == ("rule: nak", "object", "blocking", 1.0)
    assert find(REMARKS[7]).source == "rule: tag"
    assert find(REMARKS[1]).source == "model"


def test_what_speaks_through_a_person_is_named() -> None:
    assert find("<form letter>\nPlease use the right prefix.\n</form letter>").origin == "form letter"
    assert find(REMARKS[0]).origin is None


def test_a_finding_does_not_depend_on_what_stands_beside_the_remark() -> None:
    jobs = [ClassifyJob(text, QUOTED, "reviewer") for text in REMARKS]
    forwards = [classify(job) for job in jobs]
    backwards = [classify(job) for job in reversed(jobs)]
    assert forwards == backwards[::-1]


def test_without_the_encoder_the_words_alone_decide() -> None:
    with_encoder, without = find(REMARKS[1]), find(REMARKS[1], with_encoder=False)
    assert without.act == "object"
    assert with_encoder.act_score != without.act_score
    assert "docket_encoder" not in pipeline(with_encoder=False).pipe_names


@pytest.mark.parametrize("with_encoder", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 100_000,
        "\u202e\u2066" * 5_000,
        "\x01\x7f\ufeff" * 5_000,
        "line\n" * 10_000,
        "." * 100_000,
        "http://" + "a/" * 50_000,
        "\U0001f600" * 20_000,
        "word " * 100_000,
        "[CLS] [SEP] [MASK] </s>",
    ],
)
def test_hostile_remarks_give_a_finding_like_any_other(text: str, with_encoder: bool) -> None:
    found = find(text, quoted=text, with_encoder=with_encoder)
    assert found.act in ACTS
    assert all(0 <= each.start < each.stop <= min(len(text), MAX_TEXT) for each in found.labels)


def test_spacy_loads_the_model_from_its_directory_and_saves_it_again(tmp_path: Path) -> None:
    nlp = spacy.load(MODEL)
    assert version().startswith(nlp.meta["version"])
    doc = nlp(read(nlp, ClassifyJob(REMARKS[1], QUOTED, "reviewer")))
    assert doc._.finding == find(REMARKS[1])
    assert doc.cats["concurrency"] > doc.cats["naming"]
    assert [span.label_ for span in doc.spans["objections"]] == [each.label for each in doc._.finding.labels]
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again(read(again, ClassifyJob(REMARKS[1], QUOTED, "reviewer")))._.finding == doc._.finding


def test_the_model_is_small_enough_for_the_repository() -> None:
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) <= 40_000_000
