"""Labelled remarks of our own making, many of them from a few patterns."""

from __future__ import annotations

import itertools

from ingest.training.corpus import Example, Labelled, Mark, checksum

_THINGS = ("the lock", "this buffer", "the index", "the counter", "that flag", "the table", "this field", "the list")
_PATTERNS = (
    ("object", "required", "concurrency", "This races with the reader of {}.", "races with the reader"),
    ("object", "required", "lifetime", "You leak {} on this error path.", "leak"),
    ("object", "minor", "naming", "Nit: the name of {} says nothing.", "says nothing"),
    ("object", "blocking", "abstraction", "No, {} does not belong into this layer.", "does not belong into this layer"),
    ("question", "none", None, "What is {} for?", ""),
    ("concede", "none", None, "You are right, will fix {} in v2.", ""),
    ("rebut", "none", None, "I disagree, {} has to stay because users need it.", ""),
    ("approve", "none", None, "Looks good to me, {} is nice.", ""),
    ("withdraw", "none", None, "I misread {}, it is fine.", ""),
    ("inform", "none", None, "For the record, {} came with the last release.", ""),
)


def examples() -> list[Example]:
    """80 examples of eight writers; each writer has all acts."""
    made = []
    for (number, thing), pattern in itertools.product(enumerate(_THINGS), _PATTERNS):
        act, severity, label, words, evidence = pattern
        text = words.format(thing)
        start = text.index(evidence) if label else 0
        marks = (Mark(label, start, start + len(evidence)),) if label else ()
        labelled = Labelled(
            message_id=f"{number}-{act}-{label}@example.org",
            number=number,
            list="tree" if number % 2 else "brook",
            draw="random",
            by="test",
            author=checksum(f"writer {number}"),
            role="author" if act in ("concede", "rebut") else "reviewer",
            sum=checksum(text),
            act=act,
            severity=severity,
            labels=marks,
        )
        made.append(Example(labelled, text, f"> +\tuse({thing.split()[-1]});"))
    return made
