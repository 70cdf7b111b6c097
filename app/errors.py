"""The errors that a person sees, as one line that names what to do.

DocketError           something went wrong at run time: exit 1
└── UsageError        the call or the configuration is at fault: exit 2
"""

from __future__ import annotations


class DocketError(Exception):
    """Something that the caller can do something about went wrong while running."""


class UsageError(DocketError):
    """The call or the configuration is at fault."""
