"""Series, read: in lists (`summaries`), whole (`whole`), and found by any of their names (`find`)."""

from app.queries.objections import LabelRow, ObjectionRow
from app.queries.rows import PersonRow, ReasonRow

from .find import find
from .order import ORDERS, UPDATED, Order, Value
from .reasons import reasons
from .rows import (
    EventRow,
    LatestRow,
    LinkRow,
    PatchCell,
    PatchHistory,
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
    "ORDERS",
    "REVIEW_TAGS",
    "UPDATED",
    "EventRow",
    "LabelRow",
    "LatestRow",
    "LinkRow",
    "ObjectionRow",
    "Order",
    "PatchCell",
    "PatchHistory",
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
    "Value",
    "find",
    "reasons",
    "summaries",
    "whole",
]
