"""What of the tables the histories are made from: rows, and the statements that give them, built once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select

from app.models import (
    Address,
    Announcement,
    Correction,
    Followed,
    Message,
    Patch,
    PatchPair,
    Placement,
    Remark,
    RemarkLabel,
    Tag,
)

_REVISIONS: BindParameter[Sequence[int]] = bindparam("revisions", expanding=True)


class Part(NamedTuple):
    """A cover or patch of a revision, as its mail says it."""

    revision: int
    number: int
    message_id: str
    title: str
    sender_name: str
    sender: str
    author_name: str | None
    written_by: str | None
    recipients: str
    date: dt.datetime
    patch_id: str | None

    @property
    def author(self) -> str:
        return self.written_by or self.sender


class MailRow(NamedTuple):
    id: int
    revision: int
    message_id: str
    parent: str | None
    date: dt.datetime
    name: str
    email: str
    person: int | None
    kind: str
    target: int | None


class RemarkRow(NamedTuple):
    message: int
    number: int
    act: str | None
    act_score: float | None
    severity: str | None
    source: str | None
    objection: bool
    role: str
    text: str
    quoted: str
    path: str | None
    code: str | None


class AnnouncedRow(NamedTuple):
    message: int
    what: str
    numbers: str
    titles: str
    excluded: str
    text: str
    links: str


_ANNOUNCED = (
    Announcement.what,
    Announcement.numbers,
    Announcement.titles,
    Announcement.excluded,
    Announcement.text,
    Announcement.links,
)

_OF_REVISIONS = Placement.revision_id.in_(_REVISIONS)
PARTS = (
    select(
        Message.id,
        Placement.revision_id,
        Placement.number,
        Message.message_id,
        Message.title,
        Message.from_name,
        Message.from_email,
        Message.author_name,
        Message.author_email,
        Message.recipients,
        Message.date,
        Patch.patch_id,
    )
    .join(Placement, Placement.message_id == Message.id)
    .outerjoin(Patch, Patch.message_id == Message.id)
    .where(_OF_REVISIONS, Placement.number.is_not(None))
)
MAILS = (
    select(
        Message.id,
        Placement.revision_id,
        Message.message_id,
        Message.parent,
        Message.date,
        Message.from_name,
        Message.from_email,
        Address.person_id,
        Placement.kind,
        Placement.target_id,
    )
    .join(Placement, Placement.message_id == Message.id)
    .outerjoin(Address, Address.email == Message.from_email)
    .where(_OF_REVISIONS, Placement.number.is_(None))
    .order_by(Message.date, Message.message_id)
)
_SPOKEN = (_OF_REVISIONS, Placement.number.is_(None))
MAIL_TAGS = (
    select(Tag.message_id, Tag.kind)
    .join(Placement, Placement.message_id == Tag.message_id)
    .where(*_SPOKEN, Tag.how == "given")
    .order_by(Tag.position)
)
ANNOUNCEMENTS = (
    select(Announcement.message_id, *_ANNOUNCED)
    .join(Placement, Placement.message_id == Announcement.message_id)
    .where(*_SPOKEN)
    .order_by(Announcement.position)
)
REMARKS = (
    select(
        Remark.message_id,
        Remark.number,
        Remark.act,
        Remark.act_score,
        Remark.severity,
        Remark.source,
        Remark.objection,
        Remark.role,
        Remark.text,
        Remark.quoted,
        Remark.path,
        Remark.code,
    )
    .join(Placement, Placement.message_id == Remark.message_id)
    # What speaks through a person, such as a form letter, is not the person's word.
    .where(*_SPOKEN, Remark.origin.is_(None))
    .order_by(Remark.number)
)
LABELS = (
    select(RemarkLabel.message_id, RemarkLabel.number, RemarkLabel.label)
    .join(Placement, Placement.message_id == RemarkLabel.message_id)
    .where(*_SPOKEN)
    .order_by(RemarkLabel.position)
)
BY_HAND = (
    select(Correction.message_id, Correction.number, Correction.value, Correction.by, Correction.why)
    .join(Message, Message.message_id == Correction.message_id)
    .join(Placement, Placement.message_id == Message.id)
    .where(*_SPOKEN, Correction.field == "outcome", Correction.undone_at.is_(None))
    .order_by(Correction.at, Correction.id)
)
FOLLOWED = select(Followed.message_id, Followed.number, Followed.later_id, Followed.place, Followed.named).where(
    Followed.earlier_id.in_(_REVISIONS)
)
PAIRS = select(PatchPair.earlier_id, PatchPair.earlier_patch_id, PatchPair.later_patch_id).where(
    PatchPair.earlier_id.in_(_REVISIONS), PatchPair.earlier_patch_id.is_not(None), PatchPair.later_patch_id.is_not(None)
)
_EMAILS: BindParameter[Sequence[str]] = bindparam("emails", expanding=True)
PEOPLE = select(Address.email, Address.person_id, Address.name).where(Address.email.in_(_EMAILS))
