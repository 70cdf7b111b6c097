"""What a mail says was done with patches: that they were or will be applied, were dropped, taken back, superseded.

    Applied 1-3 to tree/for-6.20, thanks.      Please ignore this series, it is the wrong version.
    I'll queue this in tree.git.               Superseded by https://lore.kernel.org/r/MSGID

Only what the sender says in so many words counts: no question, no condition, no report of a test. Whether the sender
may say so is not judged here. Letters of `b4 ty` and of patchwork's robot list the patches below their first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from liblore.utils import get_msgid_from_url

from ingest.facts import Announcement, Remark
from ingest.parse import clean
from ingest.parse.sayings import WITHDRAWN_SUBJECT, compiled, said, said_by_robot

MOST = 20
"""Announcements kept of one mail, and links of one announcement."""
MOST_PATCHES = 500
MOST_CHARACTERS = 64 * 1024
"""Characters looked at in one mail; letters of thanks for long series have some 10,000."""
SENTENCE_CHARACTERS = 600
EVIDENCE_CHARACTERS = 200
# No program has broken a line that is shorter, so what follows it with a capital is a new sentence.
SHORT_LINE = 50

# How trees, patches and commits are named beside it.
_TREES = (
    compiled(r"\b(?:to|into|in|onto|through|via|from) (?P<tree><TREE>)"),
    compiled(r"\b(?:for|as) (?:the )?(?P<tree>(?:-?next|fixes|-?rc\d?)\b|v?\d\.\d+\S*)"),
    compiled(r"\b(?:to|into) (?P<tree>(?!(?:this|that|it|what|all|be)\b)[\w.+#/-]{2,60})(?= ?(?:[,.!;(]|$))"),
)
_NO_NAME = compiled(r"^(?:the |my |our |linux |\S{1,30}['\u2019]s )+| ?(?<![\w/-])(?:tree|branch|queue)$")
_OUT = compiled(
    r"\b(?:except(?: for)?|minus|without|but not|skipp(?:ed|ing)|dropp(?:ed|ing)) (?:patch(?:es)? )?(<NUMBERS>)"
)
_IN = compiled(r"(?<![\w./-])(<NUMBERS>)|\bfirst (\w+) (?=patch|commit|one)")
_FIRST = ("", "one", "two", "three", "four", "five", "six", "seven", "eight")
_STEP = re.compile(r"(?:(-|\u2013|to|through) ?)?#?(\d{1,3})(?:/\d{1,3})?")
_COMMIT = re.compile(
    r"(?:commit(?:-id)?:? {0,9}|/c/|[?&;](?:id|h)=|/commit/|^\s{0,20})([0-9a-f]{7,40})\b", re.IGNORECASE
)
_URL = re.compile(r"https?://[^\s<>\"')\]]{1,350}")
# Behind anything else it is an address.
_BRACKETED = re.compile(r"(?:\b(?:by|with|at|is)|:) <([^\s<>@]{1,200}@[^\s<>@]{1,200})>")
_ITEM = re.compile(
    r"\s{0,8}(?P<dash>- )?\[[^\]]{0,80}?(?:(?<![^ ,\[])(?P<number>\d{1,4})/(?P<total>\d{1,4}))?\]:?\s+(?P<title>\S.*)"
)
_BY_COMMIT = re.compile(r"\s{0,8}(?P<commit>[0-9a-f]{10,40})\s+(?P<title>[\w\[].*)")
_TITLED = re.compile(r"The (?:quilt )?patch titled\s+Subject: (.{1,250}(?:\n +.{1,250}){0,3}?)\nhas been")
_LINK_TRAILER = re.compile(r"^[ \t]{0,8}Link: (https?://\S{1,350})", re.MULTILINE)
_END = re.compile(r"(?<!\be\.g\.)(?<!\bincl\.)(?:(?<=[.!?\u2026])|(?<=[.!?\u2026]\)))\s+")
_NOTHING = Announcement("applied", (), (), (), "", "", (), "")


def announcements(subject: str, remarks: Sequence[Remark], robot: str | None) -> tuple[Announcement, ...]:
    """What a mail with this subject line says in its unquoted text, in its order, each sentence once.

    `robot` is the name that `ingest.parse.robot.is_robot` gives to the sender; of most robots nothing is taken.
    Never raises; linear in the length of the text, of which MOST_CHARACTERS are looked at.
    """
    text = "\n\n".join(remark.text for remark in remarks)[:MOST_CHARACTERS]
    if robot:
        return _of_robot(robot, subject, text)
    found = list(dict.fromkeys(islice(_of_person(text), MOST)))
    if not found and WITHDRAWN_SUBJECT.search(subject):
        return (replace(_NOTHING, what="withdrawn", text=_evidence(subject)),)
    # A letter of thanks ends with its list, and what else it says stands above.
    last = max((at for at, each in enumerate(found) if each.what == "applied"), default=None)
    if last is not None and (listed := _listed(text)) != _NOTHING:
        found[last] = replace(
            found[last],
            numbers=listed.numbers or found[last].numbers,
            titles=listed.titles,
            excluded=listed.excluded or found[last].excluded,
            commit=listed.commit or found[last].commit,
        )
    return tuple(found)


def _of_robot(robot: str, subject: str, text: str) -> tuple[Announcement, ...]:
    if not (found := said_by_robot(robot, text)):
        return ()
    what, match = found
    listed = _listed(text)
    title = subject.partition("] ")[2] if robot == "tip-bot" else "".join(_TITLED.findall(text)[:1])
    links = dict.fromkeys(link for url in _LINK_TRAILER.findall(text) for link in _links(url))
    announcement = replace(
        listed,
        what=what,
        titles=(_evidence(title),) if title else listed.titles,
        tree=match.groupdict("").get("tree", ""),
        commit=listed.commit or "".join(_COMMIT.findall(text[match.start() : match.end() + 80])[:1]),
        links=tuple(links)[:MOST],
        text=_evidence(match[0]),
    )
    return (announcement,)


def _of_person(text: str) -> Iterator[Announcement]:
    sentences = _sentences(text)
    for sentence, following in zip(sentences, [*sentences[1:], ""], strict=False):
        if found := said(sentence):
            what, match = found
            links = _links(sentence)
            cut = match.end() - EVIDENCE_CHARACTERS
            beside = f"{sentence} {following}" if sentence.endswith(":") else sentence
            yield Announcement(
                what="superseded" if what == "withdrawn" and links else what,
                numbers=tuple(_numbered(_IN, match[0])),
                titles=(),
                excluded=tuple(_numbered(_OUT, sentence)) if what == "applied" else (),
                tree=_tree(sentence[match.start() : match.end() + 80])
                if what in ("applied", "will-apply", "dropped")
                else "",
                commit="".join(_COMMIT.findall(beside)[:1]),
                links=links or (_links(following) if what in ("withdrawn", "superseded") else ()),
                text=_evidence(sentence[sentence.find(" ", cut) :] if cut > 0 else sentence),
            )


def _evidence(text: str) -> str:
    return " ".join(text.split())[:EVIDENCE_CHARACTERS].rstrip()


def _sentences(text: str) -> list[str]:
    """Paragraphs end at blank lines, except before the address of a tree."""
    lines = [""]
    for line in (each.strip() for each in text.split("\n")):
        goes_on = f" {lines[-1]}".endswith((" to", " into", " at"))
        if not line and goes_on:
            continue
        if not line or (len(lines[-1]) < SHORT_LINE and line[0].isupper() and not goes_on):
            lines.append("\n")
        lines.append(line)
    pieces = (" ".join(piece.split()) for piece in " ".join(lines).split("\n"))
    return [each[:SENTENCE_CHARACTERS] for piece in pieces for each in _END.split(piece) if each]


def _listed(text: str) -> Announcement:
    """The patches listed as `[1/3] title` with a commit below each, or as `hash title`."""
    numbers, titles, excluded, commits = list[int](), list[str](), list[int](), list[str]()
    lines = [line[:SENTENCE_CHARACTERS] for line in text.split("\n")]
    for above, line, below in zip(["", *lines[:-1]], lines, [*lines[1:], ""], strict=True):
        if item := _ITEM.fullmatch(line):
            # To b4 a patch that stands alone is [1/1], also where it is one of a series that was taken apart.
            number = [int(item["number"])] if item["number"] and int(item["total"]) > 1 else []
            if "(no matching commit)" in below:
                excluded += number
            elif item["number"] or item["dash"]:
                numbers += number
                titles.append(_evidence(item["title"]))
                commits += _COMMIT.findall(below)[:1]
        elif (item := _BY_COMMIT.fullmatch(line)) and (not above.strip() or _BY_COMMIT.fullmatch(above)):
            titles.append(_evidence(item["title"]))
            commits.append(item["commit"])
    cut = slice(MOST_PATCHES)
    named = tuple(numbers[cut]), tuple(titles[cut]), tuple(excluded[cut])
    return Announcement("applied", *named, tree="", commit="".join(commits[:1]), links=(), text="")


def _numbered(pattern: re.Pattern[str], text: str) -> dict[int, None]:
    """The numbers of the patches that some text names, as the keys of a dictionary, in order."""
    found: dict[int, None] = {}
    for listed, *first in (match.groups("") for match in pattern.finditer(text)):
        if first and first[0].lower() in _FIRST:
            found |= dict.fromkeys(range(1, _FIRST.index(first[0].lower()) + 1))
        before = 0
        for to, digits in _STEP.findall(listed):
            found |= dict.fromkeys(range(before + 1 if to and before else int(digits), int(digits) + 1))
            before = int(digits)
    return found


def _tree(text: str) -> str:
    names = (match["tree"] for words in _TREES if (match := words.search(text)) and not _links(match["tree"]))
    return _NO_NAME.sub("", next(names, "")).rstrip(".,;:!)'\"")


def _links(text: str) -> tuple[str, ...]:
    """The Message-IDs that archive links name, or that stand in angle brackets."""
    found = [get_msgid_from_url(url.rstrip(".,;:").split("#")[0].split("?")[0]) for url in _URL.findall(text)]
    ids = [each for each in [*found, *_BRACKETED.findall(text)] if "@" in each and "://" not in each]
    return tuple(dict.fromkeys(each for link in ids if (each := clean.message_id(f"<{link}>"))))[:MOST]
