"""`docket evaluate`: figures for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from app.rules.remark import ACTS, LABELS, SEVERITIES
from docket import main

ROW = {
    "message_id": "a@example.org",
    "n": 1,
    "list": "tree",
    "draw": "random",
    "author": "Ann",
    "role": "reviewer",
    "text": "NAK. This leaks the buffer.",
    "ctx": "> +foo();",
    "act": "object",
    "severity": "blocking",
    "labels": [{"label": "lifetime", "start": 5, "end": 26}],
}


def evaluate(*words: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", *words])


def figures(*words: str) -> Any:
    result = evaluate(*words, "--json")
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_the_held_out_figures_have_every_label_act_and_severity_and_the_encoder_pays() -> None:
    found, alone = figures(), figures("--no-encoder")
    assert [row["name"] for row in found["labels"]] == list(LABELS)
    assert [row["name"] for row in found["acts"]] == list(ACTS)
    assert [row["name"] for row in found["severities"]] == list(SEVERITIES)
    assert {"precision", "recall", "f1", "support", "average_precision"} <= set(found["labels"][0])
    assert {"act accuracy", "labels micro-F1", "labels macro-F1", "labels mAP"} <= set(found["headlines"])
    assert found["remarks"] > 500
    assert len(found["lists"]) >= 2
    for name in ("act accuracy", "labels micro-F1", "labels macro-F1"):
        assert found["headlines"][name]["value"] > alone["headlines"][name]["value"]


def test_the_shipped_classifier_is_judged_by_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(ROW) + "\n")
    found = figures("--corpus", str(path))
    assert found["remarks"] == 1
    assert found["headlines"]["act accuracy"]["value"] == 1.0
    assert "| act accuracy | 1.000" in evaluate("--corpus", str(path)).stdout


def test_a_file_that_holds_no_labelled_remarks_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(ROW | {"act": "shout"}) + "\n")
    result = evaluate("--corpus", str(path))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "mine.jsonl: line 1" in result.stderr


def test_the_card_stands_alone() -> None:
    assert evaluate("--card", "--json").exit_code == 2
