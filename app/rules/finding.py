"""What was found in a remark, and what holds of it once people have spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .remark import WITH_LABELS

PERSON = "person"
"""The source of what a person has said."""
FIELDS = ("act", "severity", "label")
"""What a person can correct."""


@dataclass(frozen=True)
class Label:
    """What a remark objects to, with a score from 0 to 1 and the words that carry it: offsets into its text, None where
    a person named the label and no words."""

    label: str
    score: float
    start: int | None
    stop: int | None
    source: str


@dataclass(frozen=True)
class Finding:
    """What was found in a remark: see `app.rules.remark` for the words. `severity` is `none` unless it objects;
    `source` is `model`, `rule: ` and its name, `lost` where the remark cost too much to look at, or `person`; `origin`
    is what speaks through the person, such as `form letter`."""

    act: str
    act_score: float
    severity: str
    severity_score: float
    labels: tuple[Label, ...]
    source: str = "model"
    origin: str | None = None


LOST = Finding("inform", 0.0, "none", 0.0, (), "lost")


def corrected(finding: Finding | None, words: Mapping[str, str]) -> Finding | None:
    """What holds: people's words (by FIELDS; labels separated by blanks) win over what was found, and what does not go
    with them falls away. An objection that only a person saw is `required`, the guide's default. None where nothing was
    found yet and nobody has said what the remark does."""
    if finding is None:
        return corrected(LOST, words) if "act" in words else None
    act = words.get("act", finding.act)
    severity, severity_score = finding.severity, finding.severity_score
    if act != "object":
        severity, severity_score = "none", 1.0 if act != finding.act else severity_score
    elif "severity" in words:
        severity, severity_score = words["severity"], 1.0
    elif severity == "none":
        severity = "required"
    labels = finding.labels
    if act not in WITH_LABELS:
        labels = ()
    elif "label" in words:
        found = {each.label: each for each in finding.labels}
        labels = tuple(
            Label(name, 1.0, found[name].start, found[name].stop, PERSON)
            if name in found
            else Label(name, 1.0, None, None, PERSON)
            for name in words["label"].split()
        )
    said = replace(finding, severity=severity, severity_score=severity_score, labels=labels)
    return replace(said, act=act, act_score=1.0, source=PERSON) if "act" in words else said
