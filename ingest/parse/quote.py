"""Cuts the text of a reply into remarks: what its sender wrote between the quoted passages.

A *block* is a run of lines without a quote mark; blank lines between two quoted lines make none. Blocks are
counted from 0 and count even where nothing of them is kept, so that what is cut away (an attribution line, a
signature) leaves a gap and never renumbers what follows. The labelled corpus counts in the same way, and the
offsets of its labels hold because a block is only ever shortened at its end.

The body is as decoded, not unflowed (RFC 3676): the offsets count the line breaks as they were sent.
b4's `_extract_comments_from_quoted_reply` is not used: it numbers nothing, begins only below a quoted diff or
message, and leaves signatures and attribution lines in what it gives.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from ingest.facts import Remark

MAX_REMARKS = 500
"""Remarks kept of one message; the longest review seen has 80."""
MAX_TEXT = 20_000
"""Characters kept of one remark; 1 of 2,000 is longer, and is a pasted log."""
MAX_QUOTED = 40
"""Lines kept of a quoted passage, the nearest ones."""
MAX_LINE = 1_000
"""Characters kept of a quoted line, and looked at in any line."""

# Some programs put a blank before the mark when they stuff lines for format=flowed.
_QUOTED = re.compile(r" ?>")
# Bounded, since the two runs of dots could be told apart in many ways.
_ELISION = re.compile(
    r"[\[(<{]{0,4}[\s.…-]{0,20}(?:snip(?:ped)?|cut|trim(?:med)?|skip(?:ped)?|deleted|omitted)?[\s.…-]{0,20}[\])>}]{0,4}",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"\s*-{2,}\s*(?:original|forwarded|ursprüngliche|weitergeleitete|message d'origine|mensaje original|原始邮件|原邮件"
    r"|转发邮件).{0,40}-{2,}\s*$|\s*begin forwarded message:",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"(?:_{20,}|-----BEGIN PGP SIGNATURE-----)\s*$")
_FROM = re.compile(r"\s*\**(?:from|von|de|発信者|差出人|发件人|寄件者)\**\s*[:\uff1a]", re.IGNORECASE)
_SENT = re.compile(
    r"\s*\**(?:sent|date|gesendet|datum|envoyé|送信日時|发送时间|日期|寄件日期)\**\s*[:\uff1a]", re.IGNORECASE
)
_TO = re.compile(r"\s*\**(?:to|an|à|宛先|收件人|收件者)\**\s*[:\uff1a]", re.IGNORECASE)
_HEADER = re.compile(r"\s*\**\w[\w -]{0,20}\**\s*[:\uff1a]")
_HEADER_LINES = 6

_ATTRIBUTION_LINES = 5
_ATTRIBUTION_LENGTH = 400
_SAID = (
    r"(?:wrote|writes|said|schrieb|schreef|skrev|écrit|escribió|escreveu|scritto|scrisse|napisała?|napsala?|kirjoitti"
    r"|yazd\u0131|пишет|писала?|написала?|写道|写到|寫道|撰写|작성)"
)
_SAID_ANYWHERE = re.compile(_SAID, re.IGNORECASE)
_SAID_LAST = re.compile(_SAID + r"\W{0,4}$", re.IGNORECASE)
_NAME_SAID = re.compile(r"[A-Z]\S{1,30}(?: [A-Z]\S{0,30}){1,3} (?:wrote|writes):$")
_NAME_DATED = re.compile(r"\S.{0,60}(?: wrote on .{0,40}| \[.{0,40}\]):$")
_WHEN = re.compile(r"\b(?:19|20)\d\d(?:\b|年)|\b\d{1,2}[:.h]\d\d|\b\d{1,2}/\d{1,2}\b")
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
_OPENING = re.compile(r"(?:on|at|am|le|el|em|il|op|den|dnia|dne|w dniu|in article)\s|[*\"]|在|于|\d", re.IGNORECASE)
_QUOTING = re.compile(r"quoting\s.*\)[:\uff1a]?$", re.IGNORECASE)


def remarks(body: str) -> tuple[Remark, ...]:
    """The remarks of a decoded plain-text body, in order, with what they answer.

    A remark's text occurs in the body as it is (line ends apart) and is never empty; the quoted passage is empty
    for what stands above the first quote. Never raises; linear in the length of the body.
    """
    found: list[Remark] = []
    for number, block, quoted, goes_on in _blocks([line.removesuffix("\r") for line in body.split("\n")]):
        kept, is_over = _own(block, goes_on)
        text = "\n".join(kept).strip()[:MAX_TEXT].rstrip()
        if text:
            found.append(Remark(number, text, "\n".join(line[:MAX_LINE] for line in quoted)))
        if is_over or len(found) == MAX_REMARKS:
            break
    return tuple(found)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str], Sequence[str], bool]]:
    """(number, lines, quoted lines above, whether a quote follows) of each block.

    The first block is the first that holds a word: a mail that begins with a quote has no block above it.
    """
    quoted: deque[str] = deque(maxlen=MAX_QUOTED)
    number = at = 0
    is_answered = True
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            if is_answered:
                quoted.clear()
                is_answered = False
            quoted.append(lines[at])
            at += 1
        elif not lines[at].strip():
            at += 1
        else:
            end = at
            while end < len(lines) and not _QUOTED.match(lines[end]):
                end += 1
            goes_on = end < len(lines)
            if goes_on and not is_answered and end == at + 1 and _is_tail(lines[at - 1], lines[at]):
                quoted.append(lines[at])
            else:
                yield number, lines[at:end], tuple(quoted), goes_on
                is_answered = True
            number += 1
            at = end


def _is_tail(above: str, line: str) -> bool:
    """Whether `line`, alone between two quoted lines, is the end of the one above it, broken off by a program that
    wraps at 72 to 80 columns: such a program leaves a blank where it breaks, and the first word would not have
    fitted. What ends as a sentence does is taken for a remark, since losing one is worse."""
    return (
        above.endswith(" ")
        and bool(above.strip("> \t"))
        and len(line) <= 40
        and not line.rstrip().endswith((".", "!", "?"))
        and not _ELISION.fullmatch(line)
        and len(above[:MAX_LINE].expandtabs()) + len(line.split()[0]) >= 72
    )


def _own(block: Sequence[str], goes_on: bool) -> tuple[Sequence[str], bool]:
    """(the lines of a block that its sender wrote as prose, whether all that follows is somebody else's).

    Cut off are, each with what is below it: the signature, a pasted patch, a footer, a mail forwarded without
    quote marks; and the attribution line of the quote that follows.
    """
    end = len(block)
    is_over = False
    for at, line in enumerate(block):
        if line.rstrip() == "--" or line.startswith("diff --git ") or _FOOTER.match(line):
            end = min(end, at)
        elif _forwards(block, at):
            end = min(end, at)
            is_over = not goes_on or _has_more(block, at)
            break
    kept = block[:end]
    if all(not line.strip() or _ELISION.fullmatch(line) for line in kept):
        return (), is_over
    return kept[: _attribution(kept)], is_over


def _forwards(block: Sequence[str], at: int) -> bool:
    """Whether a forwarded mail begins here: a divider, or the header block that Outlook makes. A patch pasted with
    its From, Date and Subject lacks the To."""
    if _DIVIDER.match(block[at][:MAX_LINE]):
        return True
    if not _FROM.match(block[at]):
        return False
    heads = block[at + 1 : at + _HEADER_LINES]
    return any(_SENT.match(line) for line in heads) and any(_TO.match(line) for line in heads)


def _has_more(block: Sequence[str], at: int) -> bool:
    """Whether there is text below the headers of the forwarded mail that begins at `at`. Where there is none, the
    headers were an attribution, and the sender's own words may follow among the quotes."""
    at += 1 if _DIVIDER.match(block[at][:MAX_LINE]) else 0
    while at < len(block):
        if not block[at].strip():
            at += 1
        elif _HEADER.match(block[at]):
            while at < len(block) and block[at].strip():
                at += 1
        else:
            return True
    return False


def _attribution(lines: Sequence[str]) -> int:
    """Where the attribution line that ends `lines` begins, the number of lines where there is none. Elisions
    between it and the quote go with it."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _ELISION.fullmatch(lines[end - 1])):
        end -= 1
    top = end
    while top and end - top < _ATTRIBUTION_LINES and lines[top - 1].strip():
        top -= 1
    for start in range(end - 1, top - 1, -1):
        if _attributes([line.strip() for line in lines[start:end]]):
            # Its last line or two are recognised alone; the opening of a wrapped one stands above them.
            for opening in range(start, top - 1, -1):
                line = lines[opening].strip()[:_ATTRIBUTION_LENGTH]
                if _OPENING.match(line) and (_WHEN.search(line) or _ADDRESS.search(line)):
                    return opening
            return start
    return len(lines)


def _attributes(lines: Sequence[str]) -> bool:
    """Whether some stripped lines say who wrote what is quoted below them."""
    if sum(map(len, lines)) > _ATTRIBUTION_LENGTH:
        return False
    line = " ".join(lines)
    dated = bool(_WHEN.search(line))
    addressed = bool(_ADDRESS.search(line))
    if line.endswith((":", "\uff1a")):
        if _SAID_LAST.search(line):
            return dated or addressed or bool(_NAME_SAID.match(line))
        if dated and _OPENING.match(line) and _SAID_ANYWHERE.search(line):
            return True
        if addressed and len(lines) == 1:
            return dated or line.endswith(">:")
        return dated and bool(_NAME_DATED.match(line))
    if _FROM.match(line):
        return dated and all(_HEADER.match(each) for each in lines)
    if line.startswith("--") and line.endswith("--"):
        return dated and addressed
    return dated and bool(_QUOTING.match(line))
