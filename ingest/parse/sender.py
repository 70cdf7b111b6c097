"""Who really wrote a mail whose From the list or a relay has rewritten.

Lists rewrite From to survive DMARC ("Ann via List <list@…>"), b4's relay does so for its users ("Ann via B4 Relay
<devnull+ann.example.org@kernel.org>"). b4 compares tags with From, so From is put right before b4 sees it; b4
itself does so only after a passing signature, liblore only where X-Original-From is there.
"""

from __future__ import annotations

import email.utils
import re

from ingest.facts import Person
from ingest.parse import clean

_VIA = re.compile(r"\s+via\s+.{1,100}$", re.IGNORECASE)
_RELAY = re.compile(r"^devnull\+.*@kernel\.org$")


def sender(headers: dict[str, list[str]]) -> tuple[Person, bool]:
    """(the person, whether From was rewritten). `headers` maps lower-case names to raw values."""
    stated = clean.person(headers.get("from", [""])[0])
    original = _first(headers, "x-original-from")
    via = _VIA.search(stated.name)
    relayed = bool(_RELAY.match(stated.email))
    if original is None and not via and not relayed:
        return stated, False
    if original is None or original.email == stated.email:
        # A reply to a rewritten mail goes to its writer, as the first or only address of Reply-To.
        original = _first(headers, "reply-to")
    name = _VIA.sub("", stated.name)
    if original is None or original.email in (stated.email, ""):
        original = _same_name(headers, name)
    if original is None:
        return Person(name, stated.email), True
    return Person(_VIA.sub("", original.name) or name, original.email), True


def _first(headers: dict[str, list[str]], name: str) -> Person | None:
    found = clean.person(headers[name][0]) if headers.get(name) else None
    return found if found and found.email else None


def _same_name(headers: dict[str, list[str]], name: str) -> Person | None:
    if not name:
        return None
    for value in headers.get("cc", [])[:10]:
        try:
            pairs = email.utils.getaddresses([clean.text(value[: clean.HEADER_CHARACTERS])])
        except (RecursionError, ValueError, IndexError):
            continue
        for who, address in pairs[: clean.REFERENCES]:
            if clean.header(who).strip("\"' ") == name:
                return Person(name, clean.mail_address(address))
    return None
