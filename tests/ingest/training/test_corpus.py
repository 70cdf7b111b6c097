"""Labels without text, and how they find it again."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from app.errors import DocketError
from app.rules.remark import LABELS
from ingest.source.mbox import Mbox
from ingest.training import corpus

from .examples import examples

MAIL = """From x Mon Jan  1 00:00:00 2026
Message-ID: <one@example.org>
From: Ann Author <ann@example.org>
Subject: Re: [PATCH] tree: count

On Monday, Bob wrote:
> +foo();

This races.

> +bar();

Why?
"""


def test_labels_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows = [each.labelled for each in examples()]
    corpus.write(tmp_path / "labels.jsonl", rows)
    again = corpus.read(tmp_path / "labels.jsonl")
    assert sorted(again, key=lambda row: row.place) == sorted(rows, key=lambda row: row.place)


@pytest.mark.parametrize(
    "change", [{"act": "shout"}, {"severity": "huge"}, {"labels": [["beauty", 0, 1]]}, {"n": None, "sum": None}]
)
def test_a_line_that_is_no_labelled_remark_is_an_error_with_its_number(
    tmp_path: Path, change: dict[str, object]
) -> None:
    path = tmp_path / "labels.jsonl"
    corpus.write(path, [examples()[0].labelled])
    row = json.loads(path.read_text()) | change
    row = {name: value for name, value in row.items() if value is not None}
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(DocketError, match="line 1"):
        corpus.read(path)


def test_texts_are_found_in_an_archive_by_message_and_number(tmp_path: Path) -> None:
    (tmp_path / "mail.mbox").write_text(MAIL)
    found = list(corpus.texts(Mbox(tmp_path / "mail.mbox", 1_000_000), {"one@example.org"}))
    assert [(place, text) for place, text, _ in found] == [
        (("one@example.org", 1), "This races."),
        (("one@example.org", 2), "Why?"),
    ]
    assert list(corpus.texts(Mbox(tmp_path / "mail.mbox", 1_000_000), {"other@example.org"})) == []


def test_a_text_other_than_the_one_that_was_judged_is_passed_over() -> None:
    (one, other, *_) = examples()
    texts = [(one.labelled.place, one.text, one.quoted), (other.labelled.place, other.text + " Not.", other.quoted)]
    resolved = corpus.resolve([one.labelled, other.labelled], texts)
    assert [example.labelled for example in resolved] == [one.labelled]
    assert resolved[0].text == one.text


def test_the_corpus_of_the_repository_is_sound() -> None:
    rows = corpus.read()
    assert len({row.place for row in rows}) == len(rows) >= 4_790
    assert {mark.label for row in rows for mark in row.labels} == set(LABELS)
    for row in rows:
        assert (row.severity == "none") == (row.act != "object")
        assert row.act in ("object", "question") or not row.labels
        assert len(row.labels) <= 3
        for mark in row.labels:
            assert (mark.start is None) == (mark.stop is None)
            assert mark.start is None or mark.stop is None or 0 <= mark.start < mark.stop


def test_the_corpus_holds_no_text() -> None:
    fields = {field.name for field in dataclasses.fields(corpus.Labelled)}
    assert not fields & {"text", "quoted", "ctx", "subject", "name", "email"}
    longest = max(len(value) for row in corpus.read() for value in (row.author, row.sum, row.by, row.draw))
    assert longest < 40
