"""What is known of an objection, as frozen rows: the fields are the JSON keys of the command and the API."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.queries.rows import PersonRow, ReasonRow


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of a remark, with the words that carry it.

    `start` and `stop` are their character offsets in the remark's text, `evidence` the words themselves; all three
    are None where a person gave none. `source` and `score` (0 to 1) are as in `app.models.RemarkLabel`.
    """

    label: str
    score: float
    evidence: str | None
    source: str
    start: int | None
    stop: int | None


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection: a remark by somebody else than the author of the series, in a mail about one of its versions.

    `patch` is the number of the patch that the mail is about (0 for a cover letter), `number` that of the remark in
    its mail. `label` and `evidence` are those of the first of `labels`, as are `source` and `score`; without a label
    these two are those of `act`. `severity` is `none` for a question. `id` is opaque and stays the same.
    """

    id: str
    by: PersonRow
    message_id: str
    version: int
    patch: int | None
    label: str | None
    severity: str
    text: str
    evidence: str | None
    file: str | None
    line: int | None
    outcome: str
    outcome_reason: ReasonRow
    source: str
    score: float
    number: int
    act: str
    labels: tuple[LabelRow, ...]
    quoted: str
    date: dt.datetime
    minor: int
    revision: str
