"""What a remark does and what it objects to: the words, and when a remark counts as an objection.

An *act* is the one thing that a remark chiefly does. Only an `object` has a severity, and only an `object` and a
`question` that puts the patch in doubt have labels, the most important first.
"""

from __future__ import annotations

from collections.abc import Collection

ACTS = {
    "object": "says that something is wrong or should change",
    "question": "asks, without asserting a defect or demanding a change",
    "rebut": "disagrees with an objection, or explains why the patch should stay as it is",
    "concede": "accepts an objection, or says that it is or will be met",
    "withdraw": "takes back, or declares settled, an objection or question of its own",
    "approve": "agrees, gives a tag, or says that it was or will be applied",
    "inform": "explains, answers, thanks, plans; anything else",
}

WITH_LABELS = ("object", "question")
"""The acts that have labels."""

SEVERITIES = {
    "blocking": "the patch, or its direction, is refused",
    "required": "a change is asked for, or a real defect is shown",
    "minor": "optional, a nit, taste, spelling, or for a later patch",
}

GROUPS = {
    "design": ("abstraction", "approach", "reuse", "complexity"),
    "case": ("motivation", "evidence", "explanation"),
    "behaviour": (
        "logic",
        "concurrency",
        "lifetime",
        "security",
        "performance",
        "compatibility",
        "build",
    ),
    "form": ("naming", "style", "scope", "process", "ignored-feedback"),
}

LABELS = {
    "abstraction": "builds on, extends or leaks a broken or wrong abstraction, or sits in the wrong layer",
    "approach": "solves the problem in the wrong way: another design or interface is called for",
    "reuse": "writes what exists already, or duplicates code",
    "complexity": "is more than the problem needs",
    "motivation": "does not show why it is needed",
    "evidence": "lacks proof: numbers, a test, a reproducer; or a claim is doubted",
    "explanation": "is not explained, or wrongly: commit message, comment, documentation",
    "logic": "does the wrong thing: a missed case, a wrong condition, value, unit or error path",
    "concurrency": "races, deadlocks, or takes the wrong lock",
    "lifetime": "leaks, uses after free, overflows, or touches memory that it must not",
    "security": "lets someone see or do what they must not",
    "performance": "is slow or costly",
    "compatibility": "breaks or freezes an interface that others rely on",
    "build": "does not build, warns, or fails a checker",
    "naming": "names something badly",
    "style": "breaks coding style or local idiom",
    "scope": "is cut wrongly: split, merge, reorder, or a part is left out",
    "process": "was handled wrongly: base, tree, recipients, tags, timing",
    "ignored-feedback": "does not act on, or does not answer, what was said before",
}

GROUP_OF = {label: group for group, labels in GROUPS.items() for label in labels}


def is_objection(act: str | None, labels: Collection[str], origin: str | None) -> bool:
    """Whether a remark is a person's objection to a patch. A question is one where it puts the patch in doubt, which
    its labels say; what a form letter or a robot says through a person (`origin`) is none."""
    return origin is None and (act == "object" or (act == "question" and bool(labels)))
