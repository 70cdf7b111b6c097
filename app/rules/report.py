"""What people said of a robot's report: whether it is right.

The people who answer it say so remark by remark. Who accepts a finding, or seconds it, makes the report `valid`,
whatever is said of the others in it; who disagrees or takes it back has `dismissed` it; all else is that it was
`discussed`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .history import Who

VERDICTS = {
    "valid": "somebody accepts what it says",
    "dismissed": "somebody disagrees with it",
    "discussed": "somebody answered, and said neither",
}
"""The surest word first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A remark in a mail that answers a report. `act` is None where it is not classified, `sure` where the model is
    more likely right than wrong in it, `said_by` is as in `app.rules.certainty`."""

    message_id: str
    at: dt.datetime
    who: Who
    by_author: bool
    act: str | None
    sure: bool
    said_by: str

    @property
    def verdict(self) -> str:
        if not self.sure:
            return "discussed"
        # An author who says that something is wrong may well mean the report.
        if self.act in ("concede", "approve") or (self.act == "object" and not self.by_author):
            return "valid"
        return "dismissed" if self.act in ("rebut", "withdraw") else "discussed"


def verdict(answers: Iterable[Answer]) -> Answer | None:
    """The answer whose `verdict` holds: the last one that says whether the report is right, else the last one. None
    where nobody answered."""
    mails: defaultdict[tuple[dt.datetime, str], list[Answer]] = defaultdict(list)
    for each in answers:
        mails[each.at, each.message_id].append(each)
    rank = list(VERDICTS)
    last = [min(mails[key], key=lambda each: rank.index(each.verdict)) for key in sorted(mails)]
    sure = [each for each in last if each.verdict != "discussed"]
    return (sure or last)[-1] if last else None
