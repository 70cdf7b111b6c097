"""Bytes of one mail to its facts. No I/O, no clock, no database; never raises on what a mail says."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from b4 import DIFF_RE, LoreMessage
from b4.pr import PULL_BODY_SINCE_ID_RE

from ingest.facts import Diff, Kind, Mail, Person, Subject, Tag
from ingest.parse import announce, clean, links, pull, subject, trailers
from ingest.parse import body as bodies
from ingest.parse.anchor import files
from ingest.parse.quote import remarks
from ingest.parse.robot import is_robot
from ingest.parse.sender import sender

_CHANGE_ID = re.compile(r"^change-id:[ \t]+(\S{1,250})", re.IGNORECASE | re.MULTILINE)
_BASE_COMMIT = re.compile(r"^base-commit:[ \t]+([0-9a-f]{7,64})", re.IGNORECASE | re.MULTILINE)
# As `b4.DIFFSTAT_RE`, which is quadratic in the length of a line and of a run of blank lines.
_DIFFSTAT = re.compile(
    r"^[^\S\n]{0,9}\d{1,9} files? changed.{0,60}\d (?:insertion|deletion)", re.IGNORECASE | re.MULTILINE
)
# b4's pattern for diffs is quadratic in the length of a line.
_LONG_LINES = re.compile(r"^(.{2000}).+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The facts, and the text that the patch-id is to be taken from (empty where there is no diff)."""

    mail: Mail
    diff: str


def parse(raw: bytes, archived_at: dt.datetime | None, problem: str | None = None) -> Parsed:
    """All that the bytes say. `problem` is what is known to be wrong already, such as a mail cut short."""
    message, trouble = bodies.split(raw)
    problem = problem or trouble
    headers: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), []).append(clean.text(str(value)))
    who, munged = sender(headers)
    line = clean.header(headers.get("subject", [""])[0])[: subject.SUBJECT_CHARACTERS]
    about = subject.parse(line)
    date, received_at, wrong = clean.dates(headers.get("date", [""])[0], headers.get("received", []), archived_at)
    own_id = clean.message_id(headers.get("message-id", [""])[0])
    parent, references = _references(headers, own_id)
    posting = not about.reply and (about.patch or about.rfc or about.number is not None)
    text = bodies.text(message, prefer_diff=posting)
    short = _LONG_LINES.sub(r"\1", text)
    has_diff = DIFF_RE.search(short) is not None
    diffstat = _DIFFSTAT.search(short) is not None
    kind = _kind(about, posting, has_diff, diffstat, short, parent)
    robot = is_robot({name: values[0] for name, values in headers.items()}, who, line, text)
    if robot:
        kind = "bot"
    tags: tuple[Tag, ...] = ()
    author: Person | None = None
    diff: Diff | None = None
    notes = text
    if kind == "patch":
        above, notes = _above_diff(short)
        tags, author = trailers.of_patch(above)
        diff = Diff(files(short), LoreMessage.get_patchwork_hash(short))
    elif kind == "reply":
        tags = trailers.of_reply(who, text)
    said = remarks(text) if kind in ("reply", "bot") else ()
    mail = Mail(
        message_id=own_id or _stand_in(headers, text),
        subject=about,
        subject_line=line,
        sender=who,
        munged=munged,
        date=date,
        received_at=received_at,
        parent=parent,
        references=references,
        recipients=clean.addresses(headers.get("to", []) + headers.get("cc", [])),
        kind=kind,
        author=author,
        has_diff=has_diff,
        diffstat=diffstat,
        diff=diff,
        tags=tags,
        remarks=said if kind == "reply" else (),
        change_id=_stated(_CHANGE_ID, text) if posting else None,
        base_commit=_stated(_BASE_COMMIT, text) if posting else None,
        announcements=announce.announcements(line, said, robot),
        pulled=pull.commits(text) if kind == "pull-request" else (),
        version_links=links.version_links(notes) if kind in ("patch", "cover", "other") and not about.reply else (),
        problem=problem or wrong or (None if own_id else "no Message-ID"),
    )
    return Parsed(mail, short if kind == "patch" else "")


def _kind(about: Subject, posting: bool, has_diff: bool, diffstat: bool, text: str, parent: str | None) -> Kind:
    if posting and about.number == 0:
        # Whatever it quotes: covers hold range-diffs and interdiffs.
        return "cover"
    if not about.reply and not has_diff and any(each.search(text) for each in PULL_BODY_SINCE_ID_RE):
        return "pull-request"
    if posting and has_diff:
        return "patch"
    if posting and about.patch and about.number is None and diffstat:
        return "cover"
    return "reply" if about.reply or parent else "other"


def _references(headers: dict[str, list[str]], own_id: str | None) -> tuple[str | None, tuple[str, ...]]:
    replied = clean.message_ids(" ".join(headers.get("in-reply-to", [])[:1]))[:1]
    referred = clean.message_ids(" ".join(headers.get("references", [])[:4]))
    parents = [each for each in replied or referred[-1:] if each != own_id]
    every = [each for each in dict.fromkeys(referred + parents) if each != own_id]
    if len(every) > clean.REFERENCES:
        # The root and the nearest ones say where a mail belongs.
        every = every[:1] + every[1 - clean.REFERENCES :]
    return (parents[0] if parents else None), tuple(every)


def _above_diff(text: str) -> tuple[str, str]:
    """(the commit message, that and the notes below `---`)."""
    found = DIFF_RE.search(text)
    notes = text[: found.start()] if found else text
    return re.split(r"^---[ \t]*$", notes, maxsplit=1, flags=re.MULTILINE)[0], notes


def _stated(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None


def _stand_in(headers: dict[str, list[str]], text: str) -> str:
    # The same mail through another list has other Received headers, so only what its writer wrote counts.
    parts = [*(headers.get(name, [""])[0] for name in ("from", "date", "subject")), text]
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
    return f"none-{digest}@docket.invalid"
