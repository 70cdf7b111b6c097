"""Where a posting says which earlier versions it has: archive links, "Supersedes:" and footnotes.

    v2: https://lore.kernel.org/r/MSGID           - Link to v1: https://patch.msgid.link/MSGID
    Changes since v3 [1]: … [1] https://…          Supersedes: <MSGID>

What the author states is a fact and kept as stated; whether the message referred to really is version N is for
grouping to see. Links to other things (dependencies, reports, discussions) are left out.
"""

from __future__ import annotations

import re

from liblore.utils import get_msgid_from_url

from ingest.facts import VersionLink
from ingest.parse import clean

MOST_LINKS = 100
LINE_CHARACTERS = 400

_URL = re.compile(r"https?://[^\s<>\"')\]]{1,350}")
_VERSION = re.compile(r"(?<![\w.])(?:rfc[ -]?|patch[ -]?)?v(\d{1,3})(?![\w.]\w)", re.IGNORECASE)
_SUPERSEDES = re.compile(
    r"^\s*(?:supersedes|obsoletes|replaces)\s*:\s*<?([^\s<>]{1,255}@[^\s<>]{1,255})>?", re.IGNORECASE
)
_EARLIER = re.compile(r"\b(?:previous(?:ly)?|earlier|prior|last|old|former)\b.{0,40}$|\brfc\b.{0,12}$", re.IGNORECASE)
_MENTIONS = ("://", "supersedes", "obsoletes", "replaces")
# What may stand beside a version's number in the label of a link to it; "mkfs v2:" is another work's version.
_LABEL = re.compile(
    r"\b(?:links?|to|changes?|since|from|in|of|the|for|version|series|patch(?:es|set)?|rfc|resend|here|at|is)\b", re.I
)
_OTHER = re.compile(
    r"depend|based on|on top of|prereq|require|report|discuss|suggest|thread|closes|fixes|bug|see also|inspired",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"^\s*(?:link\s*:?\s*)?\[(\w{1,8})\][\s:.,-]{0,4}(?:link\s*:?\s*)?(?=https?://)", re.IGNORECASE)
_FOOTNOTE_VERSION = re.compile(r"(?<![\w.])v(\d{1,3})\b[^\n\[\]]{0,16}\[(\w{1,8})\]", re.IGNORECASE)


def version_links(body: str) -> tuple[VersionLink, ...]:
    """The links of a cover letter or of a patch's message and notes; `body` ends where the diff begins."""
    lowered = body.lower()
    if not any(word in lowered for word in _MENTIONS):
        return ()
    footnotes: dict[str, int] = {}
    for version, name in _FOOTNOTE_VERSION.findall(body[: 64 * 1024]):
        footnotes.setdefault(name, int(version))
    found: dict[tuple[str, int | None], None] = {}
    before = ""
    for line in body[: 64 * 1024].split("\n"):
        line = line[:LINE_CHARACTERS]
        if match := _SUPERSEDES.match(line):
            _add(found, match.group(1), [None])
        elif "://" in line and not line.lstrip().startswith(">"):
            _line(found, line, before, footnotes)
        if line.strip():
            before = line
    return tuple(VersionLink(message_id, version) for message_id, version in found)[:MOST_LINKS]


def _line(found: dict[tuple[str, int | None], None], line: str, before: str, footnotes: dict[str, int]) -> None:
    start = 0
    for url in _URL.finditer(line):
        label = line[start : url.start()]
        start = url.end()
        if note := _FOOTNOTE.match(line):
            label = line[note.end() : url.start()] + line[url.end() : url.end() + 8]
            versions = [int(v) for v in _VERSION.findall(label)]
            stated = note.group(1)
            if not versions and (match := _VERSION.fullmatch(stated)):
                versions = [int(match.group(1))]
            if not versions and stated in footnotes:
                versions = [footnotes[stated]]
            _add(found, url.group(), list(versions))
            continue
        if not label.strip(" \t-*+[(<:#|"):
            # The link stands alone below its label.
            label = before if before.rstrip().endswith((":", "-", "at", "here")) else ""
        label = label[-80:]
        if not label or _OTHER.search(label):
            continue
        versions = [int(version) for version in _VERSION.findall(label)]
        if versions:
            if _names_only_versions(label):
                _add(found, url.group(), list(versions))
        elif _EARLIER.search(label):
            _add(found, url.group(), [None])


def _names_only_versions(label: str) -> bool:
    """The label begins with the version, or has no words but those that go with one."""
    if re.match(r"[\W_]{0,8}(?:rfc[ -]?|patch[ -]?)?v\d{1,3}\b", label, re.IGNORECASE):
        return True
    return not re.search(r"[^\W\d_]{2,}", _LABEL.sub(" ", _VERSION.sub(" ", label)))


def _add(found: dict[tuple[str, int | None], None], reference: str, versions: list[int | None]) -> None:
    target = get_msgid_from_url(reference.rstrip(".,;:").split("#")[0].split("?")[0])
    if "@" in target and "://" not in target and (message_id := clean.message_id(f"<{target}>")):
        for version in versions:
            found.setdefault((message_id, version))
