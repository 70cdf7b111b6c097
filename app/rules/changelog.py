"""What an author says to have changed since the version before, and which line of it speaks of a remark.

Authors write it in many ways: `Changes in v3:`, `v2 -> v3:`, `Changelog since v2`, `v3: what changed`, with bullets and
without, below the `---` of a patch, in its commit message or in the cover letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from .diff import diff_lines, is_stat

MOST_LINES = 10_000
"""Lines of a text that are looked at."""
MOST_ENTRIES = 200
MOST_CHARACTERS = 500
_LINE = 400
"""Characters of a line that are looked at."""
_FULL = 60
"""Characters from which on a line is taken to go on in the next one."""

_V = r"(?:patch )?\[?(?:rfc[ -]?)?(?:patch )?(?:v|ver\.? ?#?|version )(\d{1,3})(?:\.\d{1,2})?[\])]?"
_ARROW = r"\s{0,3}(?:-{1,2}>|=>|\u2192|\u2026|~|\.\.\.?|/|to|vs\.?)\s{0,3}"
_LOG = r"(?:change ?-?logs?|changes?|updates?|diff(?:erence)?s?|modifications?|history|what's new|delta)"
_SINCE = r"(?:since|from|over|against|compared (?:to|with)|relative to)"
_END = r"\s{0,3}(?:\([^()]{0,120}\)?|\[[^\[\]]{0,20}\])?\s{0,3}(?::(?P<rest>.*)|changes?:?|-+|=+|)\s*$"
_BULLET = re.compile(r"\s{0,20}(?:[-*+\u2022\u00b7o]|\(?\d{1,2}[.)]|\([a-z]\))\s+")
_HEADINGS = tuple(
    (kind, re.compile(rf"(?:[-*+=\[(#]{{1,4}}\s{{0,3}})?{pattern}", re.IGNORECASE))
    for kind, pattern in (
        ("to", rf"(?:{_LOG}\b(?:\s\w+)?\s{{0,3}}:?\s{{0,3}})?(?:\w+\s)?(?:{_V}|rfc){_ARROW}{_V}{_END}"),
        ("to", rf"(?:{_LOG}\s{{0,3}}(?:in|for|of|to|:)?\s{{0,3}})?(?:the\s)?{_V}{_END}"),
        ("to", r"(?<=\[)v(\d{1,3})\](?P<rest>\s.*)$"),
        ("since", rf"(?:{_LOG}\s{{0,3}}(?:\w+\s)?)?{_SINCE}\s(?:the\s)?{_V}{_END}"),
        ("since", rf"{_LOG}\s{_SINCE}\s{_V}\b(?![.\d])(?P<rest>.*)$"),
        ("rfc", rf"(?:{_LOG}\s{{0,3}}(?:\w+\s)?)?{_SINCE}\s(?:the\s)?(?:rfc|initial|first)(?:\s\w+)?{_END}"),
        (
            "now",
            rf"{_LOG}(?:\s{_SINCE}\s(?:the\s)?(?:last|previous)(?:\s\w+){{0,2}}|\sin this (?:version|series))?{_END}",
        ),
    )
)
_SHORTLOG = re.compile(r"\S.{0,80} \(\d{1,4}\):$")
_TRAILER = re.compile(r"[A-Z][a-z]+(?:-[a-z]+)+: |Cc: |Fixes: |[a-z-]+-(?:commit|id|patch-id): ")
_URL = re.compile(r"https?://\S+")
_WORD = re.compile(r"[^\W\d]\w*")
_LINKING = frozenset(["link", "links", "to", "the", "lore", "rfc", "patch", *(f"v{number}" for number in range(100))])


class _Section(NamedTuple):
    """A heading and what stands below it. `kind` says whether it is what is new in `version` (`to`), what changed
    since it (`since`), or names no version (`now`)."""

    kind: str
    version: int
    entries: list[list[str]]


def changelog(body: str, version: int) -> tuple[str, ...]:
    """What the text of a posting says to be new in `version`: the entries of its list of changes, each on one line.

    Where it has lists for several versions, only that one is taken; one `since v2` in v4 is for v4 unless there is
    one `since v3` too.
    """
    sections = list(_sections(body))
    wanted = [each for each in sections if each.kind == "to" and each.version == version]
    since = [each.version for each in sections if each.kind == "since" and each.version < version]
    wanted += [each for each in sections if since and each.kind == "since" and each.version == max(since)]
    # Some count the version that they are writing.
    wanted = wanted or [each for each in sections if each.kind == "since" and each.version == version]
    if not wanted and all(each.kind == "now" or not each.entries for each in sections):
        wanted = sections
    entries = (" ".join(" ".join(lines).split())[:MOST_CHARACTERS] for each in wanted for lines in each.entries)
    return tuple(dict.fromkeys(entry for entry in entries if _says(entry)))[:MOST_ENTRIES]


def _says(entry: str) -> bool:
    """Whether there is more to an entry than a link to an earlier version."""
    return any(word.lower() not in _LINKING for word in _WORD.findall(_URL.sub("", entry)))


def _sections(body: str) -> Iterator[_Section]:
    section: _Section | None = None
    blank = bulleted = False
    above = takewhile(lambda line: line.path is None and line.new is not None, diff_lines(body))
    for line in islice(above, MOST_LINES):
        text = line.text[:_LINE].rstrip().replace("\t", "        ")
        if not text:
            blank = True
            continue
        heading = _heading(text.strip())
        if heading:
            if section:
                yield section
            kind, version, rest = heading
            section = _Section(kind, version, [[rest]] if rest else [])
            bulleted = False
        elif section and _ends(text, blank, section):
            yield section
            section = None
        elif section:
            bullet = _BULLET.match(text)
            bulleted = bulleted or bullet is not None
            if bullet or not section.entries or not _goes_on(section.entries[-1][-1], text, blank, bulleted):
                section.entries.append([text[bullet.end() :] if bullet else text])
            else:
                section.entries[-1].append(text)
        blank = False
    if section:
        yield section


def _heading(text: str) -> tuple[str, int, str] | None:
    """(kind, version, what stands behind the colon) of a line that lists of changes begin with."""
    for kind, pattern in _HEADINGS:
        if found := pattern.match(text):
            rest = (found["rest"] or "").strip(" ,:")
            if bullet := _BULLET.match(rest):
                rest = rest[bullet.end() :]
            numbers = [int(number) for number in found.groups() if number and number.isdecimal()]
            if kind == "rfc":
                return "since", 0, rest
            return kind, numbers[-1] if numbers else 0, rest
    return None


def _ends(text: str, blank: bool, section: _Section) -> bool:
    """Whether a list of changes is over: at the notes, the diffstat, a trailer, or with a new paragraph of prose."""
    if text in ("---", "--") or is_stat(text) or _TRAILER.match(text) or _SHORTLOG.match(text):
        return True
    prose = not text.startswith(" ") and not _BULLET.match(text) and not text.endswith(":")
    return blank and prose and bool(section.entries)


def _goes_on(above: str, text: str, blank: bool, bulleted: bool) -> bool:
    """Whether a line without a bullet goes on with the entry above."""
    if blank:
        return False
    deeper = len(text) - len(text.lstrip()) > len(above) - len(above.lstrip())
    return bulleted or deeper or len(above) >= _FULL


_NAME = re.compile(r"\b[A-Za-z_]\w{3,}(?=(\(\))?)")
_CAMEL = re.compile(r"[a-z0-9][A-Z]")
_ENDINGS = re.compile(r"(?:ation|ing|ed|es|s|e|ly)$")
_TAGS = re.compile(r"\b(?:collect\w*|r-?v?-?bs?|tags?|\w+-bys?)\b", re.IGNORECASE)
_WORDS = """
    about above according accordingly actually added adding address addressed after again against all allow also
    although always another any anything are around based because been before being below better between both but call
    called can case changed change changes changelog check clean cleanup code comment comments commit commits could
    cover description different does doing done drop dropped each either else error even ever every everything existing
    feedback few file files first fix fixed fixes fixing following for from function functions further get given good
    have having help here how however improve improved include instead into introduce issue issues its itself just keep
    kernel know later least less letter like line lines list look make makes making many maybe message might more most
    move moved much must name need needed needs never new next not nothing now off once one only original other others
    our over part patch patches perhaps place please point possible previous probably problem properly really rebase
    rebased redundant remove removed rename renamed reported resend review reviewed reviewer right same say see seems
    separate series set should show simple simplify simply since some something split squash still such suggest
    suggested suggestion support sure take tested than thank thanks that the their them then there these they thing
    think this those though through too try unnecessary until update updated upon use used using usual value very
    version want was way well were what when where whether which while why will with within without work works would
    wrong yes yet you your
"""
_COMMON = frozenset(_WORDS.split())
"""Words that changelogs and reviews are made of, whatever they are about."""


def naming(entries: Sequence[str], *, people: Sequence[str], quoted: str, code: str | None, text: str) -> str | None:
    """The entry that seems to speak of a remark, the surest one; None where none does.

    It names something that the remark or the line it is about names too, or shares with it some of the words that are
    not in every changelog; where it alone names the reviewer, that will do. `people` holds the reviewer's names and
    addresses.
    """
    counts = Counter(name for entry in entries for name in _names(entry))
    # What most entries name is what the patch is about, and tells nothing of this remark.
    names = {name for name in _names(f"{text}\n{code or ''}") if 2 * counts[name] <= max(len(entries), 2)}
    theirs = {word for person in people for word in _words(person)}
    words = _words(text) - theirs
    credited = {
        entry for entry in entries if any(_is_named(each, entry) for each in people) and not _TAGS.search(entry)
    }
    best, found = (0, 0, False), None
    for entry in entries:
        said = _words(entry) - theirs
        shared = len(said & words)
        enough = shared >= 3 or (shared == 2 and len(said) <= 6)
        rank = (len(_names(entry) & names), shared if enough else 0, entry in credited)
        if rank > best and (rank[:2] > (0, 0) or len(credited) == 1):
            best, found = rank, entry
    return found


@lru_cache(maxsize=1024)
def _names(text: str) -> frozenset[str]:
    """Identifiers, as far as they can be told from words."""
    found = _NAME.finditer(text)
    return frozenset(each[0] for each in found if "_" in each[0].strip("_") or each[1] or _CAMEL.search(each[0]))


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, without their endings."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(_ENDINGS.sub("", word) for word in found if len(word) > 3 and word not in _COMMON)


def _is_named(person: str, entry: str) -> bool:
    """Whether an entry names a person, by address or by a part of the name."""
    if "@" in person:
        return person.lower() in entry.lower()
    said = {word.lower() for word in _WORD.findall(entry)}
    return any(len(word) > 2 and word.lower() in said for word in _WORD.findall(person))
