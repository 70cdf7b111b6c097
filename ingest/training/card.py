"""The model card, docs/model-card.md: made from the corpus and from what was held out, so no figure in it is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.rules.remark import ACTS, GROUP_OF, LABELS
from ingest.classify import MODEL, version
from ingest.classify.objections import Calibration, read_calibrations

from . import corpus, heldout, judging
from .figures import Figure, Row
from .judging import Report

_TEXT = Path(__file__).with_name("card.md")


def text() -> str:
    """The page."""
    labelled = corpus.read()
    with_encoder, without = (judging.report(judging.held_out(on)) for on in (True, False))
    both, alone = read_calibrations(MODEL / "docket_objections")
    marks = {
        "version": version(),
        "remarks": str(len(labelled)),
        "writers": str(len({each.author for each in labelled})),
        "folds": str(heldout.FOLDS),
        "held_out": str(with_encoder.remarks),
        "held_out_writers": str(with_encoder.writers),
        "corpus": _corpus(labelled),
        "headlines": headlines(
            ("with the encoder", with_encoder.headlines), ("lexical model alone", without.headlines)
        ),
        "lists": _lists(with_encoder),
        "labels": _rows("label", with_encoder.labels),
        "acts": _rows("act", with_encoder.acts),
        "severities": _rows("severity", with_encoder.severities),
        "thresholds": _thresholds(both, alone),
    }
    page = _TEXT.read_text(encoding="utf-8")
    for name, value in marks.items():
        page = page.replace("{{" + name + "}}", value)
    return page


def tables(report: Report) -> str:
    """A report for a terminal."""
    parts = [
        f"{report.remarks} remarks of {report.writers} writers",
        headlines(("figure (95 % interval)", report.headlines)),
        _rows("label", report.labels),
        _rows("act", report.acts),
        _rows("severity", report.severities),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def headlines(*columns: tuple[str, dict[str, Figure]]) -> str:
    """Columns of figures as a table."""
    names = columns[0][1]
    return _table(
        ("figure", *(name for name, _ in columns)),
        [(name, *(str(figures[name]) for _, figures in columns)) for name in names],
    )


def _lists(report: Report) -> str:
    names = ("act accuracy", "object or question F1", "labels micro-F1", "group micro-F1", "first label right")
    rows = [(name, *(str(figures[each]) for each in names)) for name, figures in report.lists.items()]
    return _table(("list", *names), rows)


def _rows(kind: str, rows: Sequence[Row]) -> str:
    return _table(
        (kind, "remarks", "precision", "recall", "F1", "average precision"),
        [
            (
                row.name,
                str(row.support),
                *(f"{value:.2f}" for value in (row.precision, row.recall, row.f1, row.average_precision)),
            )
            for row in rows
        ],
    )


def _corpus(labelled: Sequence[corpus.Labelled]) -> str:
    lists = Counter((each.list, each.by) for each in labelled)
    acts = Counter(each.act for each in labelled)
    labels = Counter(mark.label for each in labelled for mark in each.labels)
    return "\n\n".join(
        [
            _table(("list", "labelled by", "remarks"), [(*key, str(count)) for key, count in sorted(lists.items())]),
            _table(("act", "remarks", "it"), [(name, str(acts[name]), what) for name, what in ACTS.items()]),
            _table(
                ("group", "label", "remarks", "the patch"),
                [(GROUP_OF[name], name, str(labels[name]), what) for name, what in LABELS.items()],
            ),
        ]
    )


def _thresholds(both: Calibration, alone: Calibration) -> str:
    return _table(
        ("", "a label is given from", "the best label of an objection from"),
        [
            ("with the encoder", f"{both.threshold:.2f}", f"{both.first:.2f}"),
            ("lexical model alone", f"{alone.threshold:.2f}", f"{alone.first:.2f}"),
        ],
    )
