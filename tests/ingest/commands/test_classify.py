"""`docket classify`: remarks in, findings out, line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from docket import main

from .conftest import Command


@pytest.fixture
def classify(tmp_path: Path) -> Any:
    command = Command(tmp_path, "sqlite:///docket.db")

    def run(*rows: Any, words: tuple[str, ...] = ()) -> Result:
        lines = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
        return CliRunner().invoke(main, ["classify", *words, "--config", str(command.config)], input=lines)

    return run


def test_each_remark_is_answered_in_order_under_its_id(classify: Any) -> None:
    rows = [
        {"id": "a", "text": "NAK, this leaks.", "ctx": "> +foo();", "role": "reviewer", "subject": "Re: [PATCH] x"},
        {"id": 7, "text": "Will fix in v2, thanks.", "role": "author"},
        {"text": "Please split this patch in two."},
    ]
    result = classify(*rows)
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in found] == ["a", 7, None]
    assert (found[0]["act"], found[0]["severity"], found[0]["source"]) == ("object", "blocking", "rule: nak")
    assert found[1]["act"] == "concede"
    for row, answer in zip(rows, found, strict=True):
        assert {"id", "act", "severity", "labels"} <= set(answer)
        for label in answer["labels"]:
            assert {"label", "score", "start", "end"} <= set(label)
            assert str(row["text"])[label["start"] : label["end"]].strip()


def test_without_the_encoder_it_says_so(classify: Any) -> None:
    result = classify({"id": 1, "text": "Please split this patch in two."}, words=("--no-encoder",))
    assert result.exit_code == 0
    assert "the encoder is off" in result.stderr
    assert json.loads(result.stdout)["act"] == "object"


def test_more_lines_than_are_read_ahead(classify: Any) -> None:
    rows = [{"id": number, "text": "Applied, thanks."} for number in range(2_500)]
    result = classify(*rows, words=("--no-encoder",))
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == list(range(2_500))


def test_nothing_in_nothing_out(classify: Any) -> None:
    result = classify()
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 1 is not JSON"),
        ("[" * 100_000, "line 1 is not JSON"),
        ("[]", "line 1: expected"),
        ('{"id": 1}', "line 1: expected"),
        ('{"text": 5}', "line 1: expected"),
        ('{"text": "x", "ctx": []}', "line 1: expected"),
        ('{"text": "x", "role": "king"}', "role 'king' is none of"),
    ],
)
def test_a_line_that_is_no_remark_is_an_error_that_names_it(classify: Any, line: str, problem: str) -> None:
    result = classify(line)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1
