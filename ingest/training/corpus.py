"""The labelled corpus, which is kept without a word of mail: labels beside the Message-ID, the number of the remark and
offsets into its text. The texts come from archives, or from a file that has them.

`labels.jsonl`: one remark a line, `{"message_id","n","list","draw","by","author","role","sum","act","severity",
"labels":[[label, start, stop]]}`. `author` is a hash of the writer's name, to keep one writer's remarks on one side
of a split; `sum` is a hash of the text, to know that the offsets hold; `by` says who labelled; `draw` how the remark
was chosen.
docs/corpus.md has the guide that the labels follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import DocketError
from app.rules.remark import ACTS, LABELS, SEVERITIES
from ingest.classify import words
from ingest.parse import body, clean
from ingest.parse.quote import remarks
from ingest.source import Source

LABELS_FILE = Path(__file__).with_name("labels.jsonl")
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A label and the words that carry it, by offsets into the text; None where they could not be placed."""

    label: str
    start: int | None
    stop: int | None


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of the corpus: how a remark was judged."""

    message_id: str
    number: int
    list: str
    draw: str
    by: str
    author: str
    role: str
    sum: str
    act: str
    severity: str
    labels: tuple[Mark, ...]

    @property
    def place(self) -> Place:
        return self.message_id, self.number


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled remark with its text and the quoted lines that it answers."""

    labelled: Labelled
    text: str
    quoted: str


def checksum(text: str) -> str:
    """What `sum` holds of a text, and `author` of a name."""
    return hashlib.sha256(" ".join(text.split()).lower().encode()).hexdigest()[:12]


def read(path: Path = LABELS_FILE) -> tuple[Labelled, ...]:
    """The labels of a file. Raises DocketError for a line that is none."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                found.append(_labelled(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise DocketError(f"{path.name}: line {number}: {error!r} in a labelled remark") from None
    return tuple(found)


def _labelled(row: dict[str, Any]) -> Labelled:
    if row["act"] not in ACTS or row["severity"] not in (*SEVERITIES, "none"):
        raise ValueError(f"act {row['act']!r} or severity {row['severity']!r}")
    labels = tuple(Mark(*label) for label in row["labels"])
    if unknown := [label.label for label in labels if label.label not in LABELS]:
        raise ValueError(f"label {unknown[0]!r}")
    rest = {name: row[name] for name in ("list", "draw", "by", "author", "role", "sum", "act", "severity")}
    return Labelled(row["message_id"], row["n"], labels=labels, **rest)


def from_text(row: dict[str, Any], by: str) -> Labelled:
    """The labels of a remark that comes with its text: `message_id`, `n`, `list`, `draw`, `author`, `role`, `text`,
    `act`, `severity`, and `labels` with `label`, `start` and `end`. Who labelled it is `by`."""
    return _labelled(
        {
            "message_id": str(row["message_id"]),
            "n": int(row["n"]),
            "list": str(row["list"]),
            "draw": str(row["draw"]),
            "by": by,
            "author": checksum(row["author"]),
            "role": str(row["role"]),
            "sum": checksum(row["text"]),
            "act": row["act"],
            "severity": row["severity"],
            "labels": [[label["label"], label["start"], label["end"]] for label in row["labels"]],
        }
    )


def write(path: Path, rows: Iterable[Labelled]) -> None:
    """Write labels, sorted, so that a change shows as one."""
    with path.open("w", encoding="utf-8") as out:
        for each in sorted(rows, key=lambda row: (row.list, row.message_id, row.number)):
            row = {
                "message_id": each.message_id,
                "n": each.number,
                **{
                    name: getattr(each, name)
                    for name in ("list", "draw", "by", "author", "role", "sum", "act", "severity")
                },
                "labels": [[label.label, label.start, label.stop] for label in each.labels],
            }
            out.write(json.dumps(row, ensure_ascii=True) + "\n")


def texts(source: Source, wanted: set[str]) -> Iterator[tuple[Place, str, str]]:
    """(place, text, quoted lines) of every remark of the messages in `wanted` that a source holds."""
    for mail in source.mails({}):
        message, _problem = body.split(mail.raw)
        message_id = clean.message_id(str(message.get("Message-ID", "")))
        if message_id in wanted:
            # Robots' mails are labelled too, and of those ingest keeps no remarks.
            for remark in remarks(body.text(message, prefer_diff=False)):
                yield (message_id, remark.number), remark.text, remark.quoted


def texts_of_file(path: Path) -> Iterator[tuple[Place, str, str]]:
    """The same of a file of JSON lines with `message_id`, `n`, `text` and `ctx`."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield (row["message_id"], row["n"]), row["text"], row["ctx"]


def resolve(labels: Iterable[Labelled], found: Iterable[tuple[Place, str, str]]) -> list[Example]:
    """The labelled remarks whose text was found, in the order of the labels, each once. A text that is not the one
    that was judged is passed over."""
    known = {place: (text, quoted) for place, text, quoted in found}
    examples = []
    for each in labels:
        text, quoted = known.get(each.place, ("", ""))
        if checksum(text) == each.sum:
            examples.append(Example(each, text, words.near(quoted)))
    return examples
