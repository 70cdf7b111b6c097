"""What can go wrong with a source, each as one line for the person who named it.

SourceError           a source cannot be read: damaged, not what it was taken for, or out of bounds
├── Absent            the archive answers, and does not have what was asked for
└── Unreachable       the archive gives no usable answer now: no connection, too slow, refused, overloaded
"""

from __future__ import annotations

from app.errors import DocketError


class SourceError(DocketError):
    """A source cannot be read."""


class Absent(SourceError):  # noqa: N818 - It says what is the case, as the errors of Docket's other parts do.
    """The archive answers, and does not have what was asked for."""


class Unreachable(SourceError):  # noqa: N818
    """The archive gives no usable answer now; asking again later may help."""
