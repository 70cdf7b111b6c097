"""Labelled remarks beside what the classifier found in them, and the report that follows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import DocketError
from ingest.classify import pipeline, words

from . import corpus, heldout, recipe
from .figures import Figure, Judged, Row, act_rows, headlines, label_rows, severity_rows


@dataclass(frozen=True, slots=True)
class Report:
    """The figures over some judged remarks; `lists` has the headlines of each list with 50 of them or more."""

    remarks: int
    writers: int
    headlines: dict[str, Figure]
    labels: list[Row]
    acts: list[Row]
    severities: list[Row]
    lists: dict[str, dict[str, Figure]]


def held_out(with_encoder: bool) -> list[Judged]:
    """What the models of `docket train` found in the remarks that were kept from them."""
    return heldout.judged(corpus.read(), heldout.read(heldout.path(heldout.AUTHORS)), with_encoder)


def of_file(path: Path, with_encoder: bool) -> list[Judged]:
    """What the shipped pipeline finds in the labelled remarks of a file. Raises DocketError for a line that is none."""
    nlp = pipeline()
    judged = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                example = _example(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise DocketError(f"{path.name}: line {number}: {error!r} in a labelled remark") from None
            judged.append(Judged(example.labelled, *recipe.findings(nlp, recipe.job(example), with_encoder)))
    if not judged:
        raise DocketError(f"{path.name}: holds no remark")
    return judged


def _example(row: dict[str, Any]) -> corpus.Example:
    labelled = corpus.from_text(row, by="file")
    return corpus.Example(labelled, row["text"], words.near(row["ctx"]))


def report(judged: Sequence[Judged]) -> Report:
    """All figures."""
    by_list: dict[str, list[Judged]] = {}
    for each in judged:
        by_list.setdefault(each.labelled.list, []).append(each)
    return Report(
        len(judged),
        len({each.labelled.author for each in judged}),
        headlines(judged),
        label_rows(judged),
        act_rows(judged),
        severity_rows(judged),
        {name: headlines(mine) for name, mine in sorted(by_list.items()) if len(mine) >= 50},
    )
