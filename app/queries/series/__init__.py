"""Series, read: in lists (`summaries`), whole (`whole`), and found by any of their names (`find`)."""

from .find import find
from .rows import (
    EventRow,
    LatestRow,
    LinkRow,
    PatchRow,
    PersonRow,
    ReasonRow,
    RevisionRef,
    RevisionRow,
    SeriesSummary,
    SeriesWhole,
    TagRow,
)
from .summary import summaries
from .tags import REVIEW_TAGS
from .whole import whole

__all__ = [
    "REVIEW_TAGS",
    "EventRow",
    "LatestRow",
    "LinkRow",
    "PatchRow",
    "PersonRow",
    "ReasonRow",
    "RevisionRef",
    "RevisionRow",
    "SeriesSummary",
    "SeriesWhole",
    "TagRow",
    "find",
    "summaries",
    "whole",
]
