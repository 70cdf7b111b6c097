"""`[RFC PATCH net-next v3 2/7] title` taken apart.

The grammar is liblore's `parse_patch_subject`, which follows b4's `LoreSubject`; both read one blank-separated
token after another, so spellings that real lists have beside that are put into its form first.
"""

from __future__ import annotations

import re

from liblore.series import parse_patch_subject

from ingest.facts import Subject

SUBJECT_CHARACTERS = 1000
MOST_VERSIONS = 999

# Possessive, since the ways to tell nested brackets apart are many.
_PREFIXES = re.compile(r"(?:[^\[\]]{0,24}:)?\s?(?:\[(?:(?:[^\[\]]++|\[[^\[\]]*+\])*+|[^\]]*+)\]\s?){1,8}")
_SPELLINGS = (
    # [[PATCH] v2], but not [[PATCH v2]
    (re.compile(r"\[([^\[\]]*)\[([^\[\]]*)\](?=[^\[\]]*\])"), r"[\1 \2 "),
    (re.compile(r"[,;]"), " "),
    # PATCHv3, RFCv2, PATCH_v3, PATCH-v3
    (re.compile(r"\b(patch|rfc|resend)[-_]?(v\d)", re.IGNORECASE), r"\1 \2"),
    # PATCH1/8
    (re.compile(r"\b(patch)(\d{1,4}/\d)", re.IGNORECASE), r"\1 \2"),
    # 1 of 8, as Mercurial writes it
    (re.compile(r"\b(\d{1,4}) of (\d{1,4})\b", re.IGNORECASE), r"\1/\2"),
)
_MINOR = re.compile(r"^v(\d{1,3})\.(\d)$", re.IGNORECASE)
_BRANCHES = {"v4.4", "v4.9", "v5.4", "v6.1", "v6.6"}
_TITLE_VERSION = re.compile(r"\s*\((v)(\d{1,3})\)\s*$", re.IGNORECASE)


def parse(line: str) -> Subject:
    """Take a decoded subject line apart. Never raises; what it does not understand stays in the title."""
    # liblore decodes what looks encoded, and this has been decoded.
    line = " ".join(line.replace("=?", "= ?")[:SUBJECT_CHARACTERS].split())
    found = _PREFIXES.match(line)
    if found:
        head = found.group()
        for pattern, replacement in _SPELLINGS:
            head = pattern.sub(replacement, head)
        line = head + line[found.end() :]
    stated = parse_patch_subject(line)
    version, version_stated, minor = stated.version, not stated.version_inferred, 0
    prefixes = []
    for token in stated.prefixes:
        if (match := _MINOR.match(token)) and token.lower() not in _BRANCHES:
            # `v1.1 2/5` is a corrected patch of v1. A stable branch is written much alike, but only for kernels.
            version, minor, version_stated = int(match.group(1)), int(match.group(2)), True
        else:
            prefixes.append(token)
    title = stated.title
    bracketed = bool(prefixes) or stated.is_patch or not stated.counters_inferred
    whole = stated.counters_inferred or stated.counter == 0
    # In a numbered patch's title `(v2)` counts the rounds of that one patch, as drm does it, not those of the series.
    if not version_stated and bracketed and whole and (match := _TITLE_VERSION.search(title)):
        title, version, version_stated = title[: match.start()], int(match.group(2)), True
    if not 0 < version <= MOST_VERSIONS:
        version, version_stated = 1, False
    words = [token.lower() for token in prefixes]
    return Subject(
        title=title,
        version=version,
        minor=minor,
        version_stated=version_stated,
        number=None if stated.counters_inferred else stated.counter,
        total=None if stated.counters_inferred else stated.expected,
        prefixes=tuple(prefixes),
        reply=stated.is_reply,
        patch=stated.is_patch,
        rfc=any(word.startswith("rfc") for word in words),
        resend=any(word.startswith("resend") for word in words),
    )
