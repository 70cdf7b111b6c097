"""How titles are compared, so that a patch is known again in another version, a pull request or a tree."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")


def normal(title: str) -> str:
    """A title as it is compared: its words in lower case, at most 200 characters."""
    return " ".join(_WORD.findall(title.lower()))[:200]
