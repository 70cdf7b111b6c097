"""Objections, read: those of a series or a mail with what became of them, and all of them label by label."""

from .outcomes import Outcomes, outcomes, raised, unsettled
from .raised import IS_RAISED, OF_MESSAGE, OF_REVISIONS, Raised
from .rows import LabelRow, ObjectionRow
from .whole import label_row, rows

__all__ = [
    "IS_RAISED",
    "OF_MESSAGE",
    "OF_REVISIONS",
    "LabelRow",
    "ObjectionRow",
    "Outcomes",
    "Raised",
    "label_row",
    "outcomes",
    "raised",
    "rows",
    "unsettled",
]
