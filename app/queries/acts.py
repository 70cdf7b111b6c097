"""What was said of series here, and not in a mail: people's words, and the results of checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Check, Correction, Message, Override, Placement, Revision, Series, User

SETTLED = dt.timedelta(seconds=30)
"""Who writes waits for others who do, so long at most: an act of a time before that comes up no more."""

# When it was done, in which table that stands, and in which row.
Place = tuple[dt.datetime, str, int]


class Act(NamedTuple):
    """A `check` of a patch, a word that was `set`, or one that was `undone`. `name` is None for whoever has no account
    any more, `by` their address. The rest is what the mail is part of: see `app.queries.events.SeriesEvent`."""

    at: dt.datetime
    table: str
    row: int
    what: str
    value: str
    why: str
    by: str
    message_id: str
    number: int | None
    series: str
    title: str
    revision: str
    version: int
    minor: int
    total: int
    name: str | None

    @property
    def place(self) -> Place:
        """Where it stands among the others."""
        return (self.at, self.table, self.row)

    @property
    def kind(self) -> str:
        """Which kind of event it is."""
        return {"check": "check", "override": "set", "correction": "set"}.get(self.table, "undone")

    def text(self, label: str) -> str:
        """What was done, in a sentence, to the version with this label."""
        why = f": {self.why}" if self.why else ""
        if self.table == "check":
            return f"{self.what} on {label} {self.number}/{self.total}: {self.value}{why and f' ({self.why})'}"
        what = f"{self.what} of a remark" if self.table.startswith("correction") else self.what
        value = self.value or "none"
        return f"{what} set to {value}{why}" if self.kind == "set" else f"{what} is no longer set to {value}"


def acts(session: Session, *, limit: int, now: dt.datetime, after: Place | None = None) -> Sequence[Act]:
    """At most `limit` acts in the order in which they were done, those after the place `after`. One statement."""
    (at, table, row) = after or (dt.datetime.min.replace(tzinfo=dt.UTC), "", 0)

    def those(name: str, of: type[Any], when: InstrumentedAttribute[Any], by: Any, *said: Any) -> Select[Any]:
        (what, value, why) = said
        chosen = (
            select(
                when.label("at"),
                literal(name).label("table"),
                of.id.label("row"),
                what.label("what"),
                value.label("value"),
                why.label("why"),
                by.label("by"),
                Message.message_id,
                Placement.number,
                Series.key.label("series"),
                Series.title,
                Revision.key.label("revision"),
                Revision.version,
                Revision.minor,
                Revision.total,
            )
            .select_from(of)
            .join(Message, Message.message_id == of.message_id)
            .join(Placement, Placement.message_id == Message.id)
            .join(Revision, Revision.id == Placement.revision_id)
            .join(Series, Series.id == Revision.series_id)
            # The first of these is for the index, the second is what is meant.
            .where(when >= at, tuple_(when, literal(name), of.id) > (at, table, row), when <= now - SETTLED)
            .order_by(when, of.id)
            .limit(limit)
        )
        return select(chosen.subquery())

    every = union_all(
        those("check", Check, Check.at, Check.by, Check.context, Check.state, Check.description),
        *(
            those(name, of, when, by, of.field, of.value, of.why)
            for of, table_name in ((Override, "override"), (Correction, "correction"))
            for name, when, by in ((table_name, of.at, of.by), (f"{table_name} undone", of.undone_at, of.undone_by))
        ),
    ).subquery()
    named = select(*every.c, User.name).outerjoin(User, User.email == every.c.by)
    in_order = named.order_by(every.c.at, every.c.table, every.c.row).limit(limit)
    return [Act._make(row) for row in session.execute(in_order)]
