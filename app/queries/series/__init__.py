"""Series, read: in lists (`summaries`), whole (`whole`), and found by any of their names (`find`)."""

from app.queries.objections import LabelRow, ObjectionRow
from app.queries.rows import PersonRow, ReasonRow

from .find import find
from .rows import (
    EventRow,
    LatestRow,
    LinkRow,
    PatchRow,
    ReportRow,
    RevisionRef,
    RevisionRow,
    SeriesSummary,
    SeriesWhole,
    TagChangeRow,
    TagRow,
)
from .summary import summaries
from .tags import REVIEW_TAGS
from .whole import whole

__all__ = [
    "REVIEW_TAGS",
    "EventRow",
    "LabelRow",
    "LatestRow",
    "LinkRow",
    "ObjectionRow",
    "PatchRow",
    "PersonRow",
    "ReasonRow",
    "ReportRow",
    "RevisionRef",
    "RevisionRow",
    "SeriesSummary",
    "SeriesWhole",
    "TagChangeRow",
    "TagRow",
    "find",
    "summaries",
    "whole",
]
