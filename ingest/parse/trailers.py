"""Trailers of replies and of commit messages, as b4 reads them.

What a trailer's value says and who may give it is for b4's `LoreTrailer` and `LoreMessage.get_trailers`. The lines
are found here, by the rules of its `find_trailers`, since that is cubic in the length of a line and quadratic in the
size of a body (a mail of 4 kB can cost four minutes), and takes any `Name: value` for a trailer: only known tags are
kept, with the commonest slips of spelling.
"""

from __future__ import annotations

import difflib
import email.message
import email.policy
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from b4 import LoreMessage, LoreTrailer

from ingest.facts import Person, Tag
from ingest.parse import clean

VALUE_CHARACTERS = 180
MOST_TAGS = 200
# b4's search for an address is cubic in their number.
MOST_AT_SIGNS = 3

PEOPLE = (
    "Reviewed-by",
    "Acked-by",
    "Tested-by",
    "Nacked-by",
    "Signed-off-by",
    "Co-developed-by",
    "Reported-by",
    "Suggested-by",
    "Debugged-by",
    "Requested-by",
    "Originally-by",
)
OTHERS = ("Fixes", "Link", "Closes", "Buglink")
_KNOWN = {name.lower(): name for name in PEOPLE + OTHERS}
_COMBINED = re.compile(r"^(\w{3,10}?)(?:-and|-&|/|\+)-?(\w{3,10})-by$", re.IGNORECASE)
_LINE = re.compile(r"\s{0,40}([A-Za-z0-9][A-Za-z0-9_&/+-]{1,39}):\s{1,40}(\S.*)")
# What somebody else wrote gives no tags, though no mark stands before its lines.
_FORWARDED = re.compile(r"^-{3,8} ?(?:original|forwarded) message", re.IGNORECASE | re.MULTILINE)
_HASH = re.compile(r"[0-9a-f]{6,}")
_OPEN_TITLE = re.compile(r"[0-9a-f]+\s+\([^)]*$")
_ADDRESS_LINE = re.compile(r"<[^>]+>\s*$")


@lru_cache(maxsize=4096)
def kinds(name: str) -> tuple[str, ...]:
    """The tags that a trailer's name stands for: none for junk, two for `Reviewed-and-tested-by`."""
    lower = name.lower()
    if lower in _KNOWN:
        return (_KNOWN[lower],)
    if match := _COMBINED.match(lower):
        parts = [kinds(f"{part}-by") for part in match.groups()]
        return tuple(dict.fromkeys(kind for part in parts for kind in part)) if all(parts) else ()
    if len(lower) > 24 or not re.search(r"by$", lower):
        return ()
    # `Reviewd-by`, `Tested--by`, `Ack-by`: near enough that nothing else can be meant.
    near = difflib.get_close_matches(lower, [kind.lower() for kind in PEOPLE[:6]], n=1, cutoff=0.85)
    return (_KNOWN[near[0]],) if near else ()


def of_reply(sender: Person, body: str) -> tuple[Tag, ...]:
    """Tags that a reply gives, for its sender (`given`) or for others (`relayed`), by the rules of
    `b4.LoreMessage.get_trailers`: the address matches, or a plus-address of it, or the name."""
    # Nothing quoted can be a trailer, but a quoted line must not part the two halves of one.
    said = body.split("\n-- \n", 1)[0]
    own = "\n".join(line for line in said.split("\n") if not line.startswith(">"))
    found = list(islice(_trailers(_FORWARDED.split(own, maxsplit=1)[0]), MOST_TAGS))
    if not found:
        return ()
    # A mail of our own making, with the sender already put right, is what b4 judges.
    mail = email.message.EmailMessage(email.policy.compat32)
    mail["Message-Id"] = "<reply@docket.invalid>"
    mail["Date"] = "Thu, 1 Jan 1970 00:00:00 +0000"
    lore = LoreMessage(mail)
    # b4 believes anything of a sender whose name has a comma in it.
    lore.fromname = " ".join(reversed(sender.name.split(",", 1))).strip() or sender.email
    lore.fromemail = sender.email
    lore.trailers = found
    accepted, mismatched = lore.get_trailers()
    tags = [tag for trailer in accepted for tag in _tags(trailer, "given")]
    tags += [tag for trailer in found if trailer in mismatched for tag in _tags(trailer, "relayed")]
    return tuple(dict.fromkeys(tags))


def of_patch(message: str) -> tuple[tuple[Tag, ...], Person | None]:
    """(the tags of a commit message's last paragraph, the author that an in-body From names)."""
    paragraphs = message.strip().split("\n\n")
    tags = [tag for trailer in islice(_trailers(paragraphs[-1]), MOST_TAGS) for tag in _tags(trailer, "written")]
    return tuple(dict.fromkeys(tags)), _author(paragraphs[0])


def _author(paragraph: str) -> Person | None:
    """Whom the headers that a message may begin with (git-am's in-body headers) name as its author."""
    for line in paragraph.split("\n"):
        found = _LINE.match(line)
        if not found:
            return None
        if found[1].lower() == "from":
            author = clean.person(found[2])
            return author if author.email else None
    return None


def _trailers(text: str) -> Iterator[LoreTrailer]:
    lines = text.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        found = _LINE.match(line)
        if not found or not (known := kinds(found[1])):
            continue
        name, value = found[1], found[2][:VALUE_CHARACTERS]
        # Two ways in which mail programs break a trailer in two.
        if ("<" not in value and _ADDRESS_LINE.match(below)) or (_OPEN_TITLE.match(value) and ")" in below):
            value = f"{value} {below}"[:VALUE_CHARACTERS]
        if known[0] == "Fixes":
            if _HASH.match(value):
                yield LoreTrailer(name, value)
        elif value.count("@") <= MOST_AT_SIGNS:
            # Whatever follows ` #` is a comment.
            yield LoreTrailer(name, value.partition(" #")[0].rstrip())


def _tags(trailer: LoreTrailer, how: str) -> Iterator[Tag]:
    for kind in kinds(trailer.name):
        if kind in OTHERS:
            yield Tag(kind, clean.text(trailer.value)[:1000], "", "", how)  # type: ignore[arg-type]
        elif trailer.addr and "@" in trailer.addr[1]:
            name = " ".join(clean.text(trailer.addr[0]).split()).strip("\"' ")[: clean.NAME_CHARACTERS]
            yield Tag(kind, clean.text(trailer.value)[:1000], name, clean.mail_address(trailer.addr[1]), how)  # type: ignore[arg-type]
