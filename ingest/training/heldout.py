"""What models found in remarks that they had not seen: the ground on which thresholds are chosen and figures rest.

The models learn from a part of the corpus, and what they find in the rest is kept, without a word of mail:
`heldout-NAME.jsonl`, one remark a line. Scores are calibrated, and thresholds chosen, on one half of its writers for
the other half.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import UsageError
from app.rules.finding import Finding, Label

from .corpus import Labelled, Place
from .figures import Judged

FOLDS = 6
AUTHORS = "authors"
DIRECTORY = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one remark, with the encoder and without it, and all scores of each, (OUTPUTS,)."""

    place: Place
    both: tuple[Finding, NDArray[np.float64]]
    words_only: tuple[Finding, NDArray[np.float64]]


def split(labelled: Sequence[Labelled], name: str) -> tuple[list[int], list[int]]:
    """(numbers to learn from, numbers to judge by) for `authors`, a sixth of all writers, or for a list by its name.
    No writer is on both sides. Raises UsageError for a name that is neither."""
    judged = [at for at, each in enumerate(labelled) if (_fold(each) == 0 if name == AUTHORS else each.list == name)]
    if not judged:
        raise UsageError(f"train: {name!r} keeps no remark; it is {AUTHORS} or a list of the corpus")
    writers = {labelled[at].author for at in judged}
    return [at for at, each in enumerate(labelled) if each.author not in writers], judged


def _fold(each: Labelled) -> int:
    return int(each.author, 16) % FOLDS


def halves(labelled: Sequence[Labelled]) -> tuple[list[int], list[int]]:
    """Two halves of some remarks, no writer in both, about as long as each other."""
    counts: dict[str, int] = {}
    for each in labelled:
        counts[each.author] = counts.get(each.author, 0) + 1
    sides: tuple[set[str], set[str]] = (set(), set())
    sizes = [0, 0]
    for author in sorted(counts, key=lambda name: (-counts[name], name)):
        side = int(sizes[1] < sizes[0])
        sides[side].add(author)
        sizes[side] += counts[author]
    first, second = ([at for at, each in enumerate(labelled) if each.author in side] for side in sides)
    return first, second


def path(name: str) -> Path:
    """Where the findings of a split are kept."""
    return DIRECTORY / f"heldout-{name}.jsonl"


def write(to: Path, found: Iterable[Found]) -> None:
    """Write findings, sorted by place."""
    with to.open("w", encoding="utf-8") as out:
        for each in sorted(found, key=lambda one: one.place):
            row = {
                "message_id": each.place[0],
                "n": each.place[1],
                "both": _plain(each.both),
                "words": _plain(each.words_only),
            }
            out.write(json.dumps(row) + "\n")


def _plain(found: tuple[Finding, NDArray[np.float64]]) -> list[Any]:
    finding, scores = found
    labels = [[each.label, each.score, each.start, each.stop, each.source] for each in finding.labels]
    return [
        finding.act,
        finding.act_score,
        finding.severity,
        finding.severity_score,
        labels,
        finding.source,
        finding.origin,
        [round(float(score), 3) for score in scores],
    ]


def judged(labelled: Iterable[Labelled], found: Iterable[Found], with_encoder: bool) -> list[Judged]:
    """Remarks as they were labelled, beside what was found in them with the encoder or without it."""
    known = {each.place: each for each in labelled}
    return [Judged(known[each.place], *(each.both if with_encoder else each.words_only)) for each in found]


def read(source: Path) -> list[Found]:
    """The findings of a file."""
    with source.open(encoding="utf-8") as lines:
        return [_found(json.loads(line)) for line in lines]


def _found(row: dict[str, Any]) -> Found:
    return Found((row["message_id"], row["n"]), _unpacked(row["both"]), _unpacked(row["words"]))


def _unpacked(row: list[Any]) -> tuple[Finding, NDArray[np.float64]]:
    act, act_score, severity, severity_score, labels, source, origin, scores = row
    finding = Finding(act, act_score, severity, severity_score, tuple(Label(*each) for each in labels), source, origin)
    return finding, np.array(scores)
