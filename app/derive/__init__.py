"""Judgements from facts: reads the histories of series, asks the rules, and is the only writer of what they say.

The same facts give the same rows, so all of it can be thrown away and derived again.
"""

from .standings import SERIES, Change, derive, forget, mark, mark_all, outdated, stale

__all__ = ["SERIES", "Change", "derive", "forget", "mark", "mark_all", "outdated", "stale"]
