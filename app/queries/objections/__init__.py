"""Objections, read: those of a series or a mail with what became of them, and all of them label by label."""

from .raised import IS_RAISED, OF_MESSAGE, OF_REVISIONS, Raised, raised
from .rows import LabelRow, ObjectionRow
from .whole import label_row, rows

__all__ = [
    "IS_RAISED",
    "OF_MESSAGE",
    "OF_REVISIONS",
    "LabelRow",
    "ObjectionRow",
    "Raised",
    "label_row",
    "raised",
    "rows",
]
