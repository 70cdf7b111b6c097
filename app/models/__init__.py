"""The tables. This package imports nothing else of ours, and others import it through this door."""

from .announcement import Announcement, Pulled
from .base import KEY_LENGTH, Base
from .check import Check
from .commit import Commit, CommitLink, Tree
from .comparison import Comparison, Followed, PatchPair
from .mailing_list import Cursor, MailingList, Removal, Source
from .message import Content, Copy, Message, Placement, Thread, ThreadNode
from .patch import Patch, PatchFile
from .person import Address, Person
from .remark import Classifier, Correction, Finding, Remark, RemarkLabel
from .series import Grouping, Revision, RevisionKey, RevisionLink, Series, SeriesList
from .standing import Attention, Outcome, Override, Standing
from .tag import Tag
from .user import Login, Maintainer, SavedQuery, Token, User

__all__ = [
    "KEY_LENGTH",
    "Address",
    "Announcement",
    "Attention",
    "Base",
    "Check",
    "Classifier",
    "Commit",
    "CommitLink",
    "Comparison",
    "Content",
    "Copy",
    "Correction",
    "Cursor",
    "Finding",
    "Followed",
    "Grouping",
    "Login",
    "MailingList",
    "Maintainer",
    "Message",
    "Outcome",
    "Override",
    "Patch",
    "PatchFile",
    "PatchPair",
    "Person",
    "Placement",
    "Pulled",
    "Remark",
    "RemarkLabel",
    "Removal",
    "Revision",
    "RevisionKey",
    "RevisionLink",
    "SavedQuery",
    "Series",
    "SeriesList",
    "Source",
    "Standing",
    "Tag",
    "Thread",
    "ThreadNode",
    "Token",
    "Tree",
    "User",
]
