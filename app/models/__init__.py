"""The tables. This package imports nothing else of ours, and others import it through this door."""

from .base import KEY_LENGTH, Base
from .mailing_list import Cursor, MailingList, Removal, Source
from .message import Content, Copy, Message, Placement, Thread, ThreadNode
from .patch import Patch, PatchFile
from .person import Address, Person
from .remark import Classifier, Correction, Finding, Remark, RemarkLabel
from .series import Grouping, Revision, RevisionKey, RevisionLink, Series, SeriesList
from .tag import Tag

__all__ = [
    "KEY_LENGTH",
    "Address",
    "Base",
    "Classifier",
    "Content",
    "Copy",
    "Correction",
    "Cursor",
    "Finding",
    "Grouping",
    "MailingList",
    "Message",
    "Patch",
    "PatchFile",
    "Person",
    "Placement",
    "Remark",
    "RemarkLabel",
    "Removal",
    "Revision",
    "RevisionKey",
    "RevisionLink",
    "Series",
    "SeriesList",
    "Source",
    "Tag",
    "Thread",
    "ThreadNode",
]
