"""The text of a mail to blocks of lines of one look: quotes, lines of a diff, tags, the signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

LINES = 20_000

QUOTE = re.compile(r"(?: ?>)+ ?")
TAG = re.compile(r"[A-Z][a-z]+(?:-[a-z]+)*-by: ")
FILE = ("diff --git ", "--- a/", "--- /dev/null", "+++ b/", "+++ /dev/null", "Index: ")
META = ("index ", "new file ", "deleted file ", "old mode ", "new mode ", "similarity ", "rename ", "copy ", "Binary ")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other and look the same, each with its line end.

    `look` is a list of CSS classes: `q1` to `q3` for the depth of the quote, and one of `file`, `meta`, `hunk`,
    `add`, `del` and `ctx` for a line of a diff, `tag` for a review tag, `sig` for what follows a signature's dashes.
    """

    look: str
    text: str


def blocks(text: str, most: int = LINES) -> tuple[Block, ...]:
    """The first `most` lines of a text, each in one block."""
    lines = text.split("\n", most)[:most]
    looks = _looks(lines)
    return tuple(
        Block(look, "".join(f"{line}\n" for _, line in pairs))
        for look, pairs in groupby(zip(looks, lines, strict=True), key=lambda pair: pair[0])
    )


def _looks(lines: list[str]) -> list[str]:
    looks = []
    # A reviewer's words stand between the quoted lines of a diff, so each depth of quote has a diff of its own.
    in_diff: set[int] = set()
    signed = False
    for line in lines:
        quote = QUOTE.match(line)
        level = quote[0].count(">") if quote else 0
        said = line[quote.end() :] if quote else line
        signed = signed or line in ("-- ", "--")
        look = "sig" if signed else _diff_look(said, level, in_diff) or ("tag" if TAG.match(said) else "")
        looks.append(" ".join(filter(None, (f"q{min(level, 3)}" if level else "", look))))
    return looks


def _diff_look(line: str, level: int, in_diff: set[int]) -> str:
    if line.startswith(FILE):
        in_diff.add(level)
        return "file"
    if line.startswith("@@ -"):
        in_diff.add(level)
        return "hunk"
    if level not in in_diff:
        return ""
    look = {"+": "add", "-": "del", " ": "ctx", "": "ctx", "\\": "meta"}.get(line[:1])
    if look is None and line.startswith(META):
        look = "meta"
    if look is None:
        in_diff.discard(level)
    return look or ""
