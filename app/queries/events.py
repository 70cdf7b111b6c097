"""What happened to all series: in mails, in the order in which archives took them, and here, as it was done."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session

from app.models import Announcement, Message, Placement, Revision, Series, Tag
from app.queries import acts
from app.queries.rows import PersonRow
from app.queries.series import EventRow
from app.rules.version import label as version_label


@dataclass(frozen=True, slots=True)
class SeriesEvent(EventRow):
    """Something that a mail did to a series: `posted` a version of it, gave a `tag`, or announced what was done with it
    (see `app.models.Announcement`), such as `applied`. A mail that does both announces. Or what was done here: a
    `check` of a patch, a word that was `set` in place of the rules or the classifier, or one that was `undone`.

    `at` is when an archive took the mail, or when it was done. `message_id` is the mail that did it, or to which it was
    done. `series` and `title` name the series, `revision`, `version` and `minor` the version that this mail is part of
    or speaks about.
    """

    series: str
    title: str
    revision: str
    version: int
    minor: int


_POSTS = Revision.head_id == Message.id
_ANNOUNCES = exists().where(Announcement.message_id == Message.id).correlate(Message)
_GIVES = exists().where(Tag.message_id == Message.id, Tag.how != "written").correlate(Message)
_MAILS = (
    select(
        Message.id,
        Message.received_at,
        Message.message_id,
        Message.from_name,
        Message.from_email,
        Series.key,
        Series.title,
        Revision.key,
        Revision.version,
        Revision.minor,
        Revision.received,
        Revision.total,
        _POSTS,
    )
    .join(Placement, Placement.message_id == Message.id)
    .join(Revision, Revision.id == Placement.revision_id)
    .join(Series, Series.id == Revision.series_id)
    .where(or_(_POSTS, and_(Placement.number.is_(None), or_(_ANNOUNCES, _GIVES))))
    .order_by(Message.received_at, Message.message_id)
)


# When an archive took a mail, and its Message-ID.
MailPlace = tuple[dt.datetime, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the stream: after which mail it is, and after which act; None before the first. The two go on apart,
    for a mail can come in here long after its archive took it."""

    mail: MailPlace | None = None
    act: acts.Place | None = None


def events(
    session: Session, *, limit: int, now: dt.datetime, after: Place = Place()
) -> tuple[tuple[SeriesEvent, ...], Place]:
    """At most `limit` events, one a mail, those after a place; and the place after them. A fixed number of
    statements."""
    mails: list[tuple[SeriesEvent, acts.Act | None]] = [(event, None) for event in _mails(session, limit, after.mail)]
    done = [(_act(act), act) for act in acts.acts(session, limit=limit, now=now, after=after.act)]
    # Sorting is stable, so each of the two stays in its order.
    found = sorted([*mails, *done], key=lambda each: each[0].at)[:limit]
    place = after
    for event, act in found:
        place = replace(place, act=act.place) if act else replace(place, mail=(event.at, event.message_id))
    return tuple(event for event, _ in found), place


def _act(act: acts.Act) -> SeriesEvent:
    text = act.text(version_label(act.version, act.minor))
    by = PersonRow(act.name or "", act.by)
    about = (act.series, act.title, act.revision, act.version, act.minor)
    return SeriesEvent(act.at, act.kind, text, act.message_id, by, *about)


def _mails(session: Session, limit: int, after: MailPlace | None) -> tuple[SeriesEvent, ...]:
    page = _MAILS.limit(limit)
    if after is not None:
        page = page.where(tuple_(Message.received_at, Message.message_id) > after)
    found = session.execute(page).all()
    spoken = [row for row, *_, posts in found if not posts]
    announced = _announced(session, spoken)
    given = _given(session, spoken)

    def what(row: int, label: str, received: int, total: int, posts: bool) -> tuple[str, str]:
        if posts:
            return "posted", f"{label} posted: {received} of {total} patches" if total > 1 else f"{label} posted"
        if row in announced:
            (kind, text) = announced[row]
            return kind, f'says of {label}: "{text}"'
        return "tag", f"{', '.join(dict.fromkeys(given[row]))} on {label}"

    return tuple(
        SeriesEvent(
            at,
            *what(row, version_label(version, minor), received, total, posts),
            message_id,
            PersonRow(name, email),
            series,
            title,
            revision,
            version,
            minor,
        )
        for row, at, message_id, name, email, series, title, revision, version, minor, received, total, posts in found
    )


def _announced(session: Session, messages: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """The first announcement of each of these mails: what, and in which words."""
    query = select(Announcement.message_id, Announcement.what, Announcement.text)
    latest_first = query.where(Announcement.message_id.in_(messages)).order_by(Announcement.position.desc())
    return {row: (what, text) for row, what, text in session.execute(latest_first)}


def _given(session: Session, messages: Collection[int]) -> Mapping[int, Sequence[str]]:
    """The kinds of the tags that each of these mails gives."""
    kinds: defaultdict[int, list[str]] = defaultdict(list)
    query = select(Tag.message_id, Tag.kind).where(Tag.message_id.in_(messages), Tag.how != "written")
    for row, kind in session.execute(query.order_by(Tag.message_id, Tag.position)):
        kinds[row].append(kind)
    return kinds
