"""What the parts of the pipeline share: the outputs in their order, and what a `Doc` carries beside its text."""

from __future__ import annotations

from spacy.tokens import Doc

from app.rules.remark import ACTS, LABELS, SEVERITIES

ACT_NAMES = tuple(ACTS)
SEVERITY_NAMES = tuple(SEVERITIES)
LABEL_NAMES = tuple(LABELS)

# A row of logits holds the acts, the severities of an objection, and the labels.
ACT = slice(0, len(ACT_NAMES))
SEVERITY = slice(ACT.stop, ACT.stop + len(SEVERITY_NAMES))
LABEL = slice(SEVERITY.stop, SEVERITY.stop + len(LABEL_NAMES))
OUTPUTS = LABEL.stop

MAX_TEXT = 4_000
"""Characters of a remark that are looked at; what is longer is a pasted log or code."""
MAX_QUOTED_LINES = 14
MAX_QUOTED = 1_500
"""Lines, and characters, of the quoted passage that are looked at: the nearest ones."""


def near(quoted: str) -> str:
    """Of a quoted passage, what is looked at."""
    return "\n".join(quoted.split("\n")[-MAX_QUOTED_LINES:])[-MAX_QUOTED:]


def said(doc: Doc) -> str:
    """The text of a remark as far as it is looked at, put together from its tokens once."""
    text = doc.user_data.get("said")
    if not isinstance(text, str):
        text = doc.user_data["said"] = doc.text[:MAX_TEXT]
    return text


def register() -> None:
    """Declare what a remark's `Doc` carries: the quoted lines that it answers and who speaks; then what each component
    found. Declaring twice is harmless."""
    for name in ("quoted", "role"):
        Doc.set_extension(name, default="", force=True)
    for name in ("verdict", "phrases", "origin", "encoded", "counted", "finding"):
        Doc.set_extension(name, default=None, force=True)
