"""What a pull request lists: the commits that a maintainer has taken, as `git request-pull` writes them.

Ada Lovelace (2):
      pump: repair the valve
      pump: oil the bearing
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ingest.facts import PulledCommit

MOST_COMMITS = 2000
MOST_CHARACTERS = 1024 * 1024
_AUTHOR = re.compile(r"(\S.{0,200}?) \(\d{1,5}\):\s*")
_TITLE = re.compile(r" {4,10}(\S.{0,300})")


def commits(body: str) -> tuple[PulledCommit, ...]:
    """The commits of the shortlog in a mail's text, at most MOST_COMMITS."""
    return tuple(islice(_commits(body[:MOST_CHARACTERS]), MOST_COMMITS))


def _commits(body: str) -> Iterator[PulledCommit]:
    author: str | None = None
    for line in body.split("\n"):
        if heading := _AUTHOR.fullmatch(line):
            author = heading[1]
        elif author and (title := _TITLE.fullmatch(line.rstrip())):
            yield PulledCommit(title[1], author)
        elif line.strip():
            author = None
