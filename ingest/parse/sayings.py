"""The words in which people and robots say what was done with patches.

The table is meant to be read: a saying a line, with the words that recur under names of their own. All that repeats in
it is bounded, and what is searched is a sentence.
"""

from __future__ import annotations

import re
from typing import Literal

What = Literal["applied", "will-apply", "dropped", "withdrawn", "superseded"]

# The words of the sayings, which name each other in angle brackets. All that repeats is bounded.
_WORDS = {
    # Not "2 patches" and not "6.12".
    "NUMBERS": r"#?\d{1,3}(?:/\d{1,3})?(?!\w|\.\d)(?:(?: ?[-\u2013&] ?|, ?(?:and )?| and | to | through )#?\d{1,3}"
    r"(?:/\d{1,3})?(?![\w/]|\.\d)){0,40}(?! (?:patch|commit|more|other|of|fix|backport))",
    "COUNTED": r"\[?(?:patch(?:es)? )?<NUMBERS>\]?",
    "DET": r"(?:(?:the|this|these|that|those|any|both|all|of|your|my|whole|entire|original|current|following|previous"
    r"|duplicate|first|second|third|last|other|remaining|pending|one|two|three|four|five|six|seven|eight|non-\w+|v\d"
    r"|\d{1,3}) ){0,6}",
    "ENDED": r"(?= (?:now|already|with|before)\b|[,.!]|$)",
    "SERIES": r"(?:patch(?:es|sets?|-?series)?|series|versions?|posting|submission)\b",
    "ONES": r"<DET>(?:<SERIES>|(?:fix(?:es)?|commits?|rest|backports?|ones?)\b)",
    "MINE": r"(?:this|these|the|my|any|all|v\d) <DET><SERIES>",
    # What may follow a pronoun that stands for patches: in "this tag" it does not.
    "AFTER": r"(?=\s*(?:$|[,.!;:()\u2026\u2013\u2014-]|w/|(?:to|into|in|onto|for|with|without|as|now|up|out|and|but"
    r"|too|also|already|thanks?|thank you|directly|manually|by hand|from|after|temporarily|together|later|soon|today"
    r"|tonight|tomorrow|hours|anyway|instead|first|then|minus|except|so|because|through|via|this)\b))",
    "THEM": r"(?:<COUNTED>|<ONES>|(?:it|these|them|that|this|both|all|everything|all of this)\b<AFTER>)"
    r"(?: \([^()]{1,40}\))?",
    "TREE": r"(?:the |my |our )?(?:linux |\S{1,30}['\u2019]s )?(?:(?:https?|git)://\S+|-[a-z][\w.-]*"
    r"|[\w.+-]+/[\w./+#-]+|v?\d\.\d+[\w./-]*|[\w.+-]+ (?:tree|branch|queue)\b|[\w.+-]*(?:next|fixes|testing"
    r"|experimental|dev|devel|master|mainline|staging|urgent|for-\w|mm-|\.git)[\w.+#-]*)",
    "TOTREE": r"(?:to|into|in|onto|through|via) <TREE>",
    "LEAD": r"^(?:\W{0,3}(?:hi|hello|hey|thx|ok(?:ay)?|great|good|nice|cool|looks good(?: to me)?|lgtm|fine|yes|yey"
    r"|done|sure|perfect|so|anyway|alright|(?:many )?thanks?(?: (?:a lot|all|again|you|everyone|both|guys))?)\b"
    r"[,.!:;\u2026-]{0,3}\s+){0,4}\W{0,3}",
    "EVER": r"(?:(?:now|also|already|just|go|then|manually|quietly|tentatively|directly|temporarily|finally|been"
    r"|for now,?) ){0,3}",
    "DONE": r"(?:applied|queued(?: \w{2,4})? up|queued|picked(?: \w{2,4})? up|picked|pushed(?: out)?|merged|taken"
    r"|pulled)",
    # "The fix was merged in 6.1" speaks of something else.
    "THESE": r"(?:(?!(?:the|that|your) (?:patch|fix|commit|version)\b)<ONES>|<COUNTED>|it|this|these|all|both)",
    "JOIN": r"(?:[,;:] ?| [\u2013\u2014-]{1,2} |\band )(?:(?:and|so|both|all|patch|patches|series) )?<EVER>",
    "IS": r"(?:has|have|is|are|was|were)(?: been)?",
    # "The patches that I applied" and "once I have applied it" say nothing.
    "WE": r"\b(?=I|we)(?<!\bif )(?<!\bonce )(?<!\bwhen )(?<!\bafter )(?<!\bbefore )(?<!\bthat )(?<!\bwhich )"
    r"(?<!\bpatch )(?<!\bpatches )(?<!\bcommit )(?<!\bversion )(?:I|we)(?:['\u2019]ve| have)?",
    "WILL": r"(?:(?:I|we) ?(?:['\u2019]ll|will|(?:am|['\u2019]m) going to)|(?:^|[,;:(.] ?|\b(?:so|and|but) )will"
    r"|let me)",
    "PLEASE": r"(?:please,? (?:just |kindly )?|kindly )",
    # What makes a sentence something else: somebody's test, a plan for the next version, a condition.
    "TEST": r"(?<![\w/-])(?:(?:re)?tested|tests?|reproduc\w+|rebuil\w+|booted|works|worked|outputs?|results?|ran"
    r"|locally|cleanly|for (?:0-?day|ci))\b(?![-/]| tree| branch)|\bon top\b"
    r"|\b(?:patch|series|it|this|them)(?: \(\w+\))? on\b",
    "NEXT": r"\b(?:next (?:version|revision|spin|post\w*|iteration)|(?:in|for|from) v\d{1,2}\b(?!\.\d)"
    r"|(?:for|your) (?:\w+ ){0,2}(?:suggest\w*|advi[cs]e|feedback|idea))\b",
    "IF": r"\b(?:if|once|unless|until|whether|provided|assuming|pending|as soon as)\b"
    r"|\b(?:when|after)\b(?!.{0,60}\b(?:-?rc\d|merge window|released?|holidays?|weekend)\b)"
    r"|\band (?:re-?)?(?:test|run)\b|<NEXT>",
}
# What a mail says, in these words, a saying a line, where none of those that undo it stand in the same sentence.
_SAYINGS: dict[What, str] = {
    "applied": r"""
        <LEAD>(?:(?:<ONES>|<COUNTED>|both|all) )?<EVER><DONE>(?:<AFTER>| <THEM>)
        <JOIN>applied(?:<AFTER>| <ONES>)
        <JOIN>(?:queued up<AFTER>|(?:<DONE>|added) (?:<THEM> )?<TOTREE>)
        <WE> <EVER>(?:applied(?: as-is)?<AFTER>|<DONE>(?: <THEM>| <TOTREE>|(?=[,.!]|$)))
        (?:<LEAD>|<WE> )<EVER>(?:added|took) (?:<THEM> )?<TOTREE>
        \bupdated <TREE> to this version|\bthat['\u2019]s (?:now )?in mm-\w+
        <LEAD>(?:<THESE> )?<IS> <EVER><DONE> <TOTREE>
        <LEAD><THESE> <IS> <EVER><DONE><ENDED>
        [,;] (?:but |also )?(?:it|this|<COUNTED>) has <EVER>applied(?: <TOTREE>| before)
        """,
    "will-apply": r"""
        <WILL> <EVER>(?:apply|queue|pick|merge|push)(?: up| out)?(?: <THEM>| <TOTREE>|<AFTER>)
        <WILL> <EVER>(?:take|add) (?:<THEM> )?<TOTREE>
        <WILL> <EVER>take (?:<ONES>(?: for|[,.!]|$)|(?:this|these|them|it)(?: now|[,.!]|$))
        """,
    "dropped": r"""
        <WE> <EVER>dropped (?:<ONES>|<COUNTED>|(?:it|this|these|them)(?: from| for now|[,.!]|$))
        <LEAD><EVER>dropped(?:, <PLEASE>(?:re)?s|(?: <THEM>)? from <TREE>)|<WILL> drop <THEM> from <TREE>
        <LEAD>(?:<ONES>|<COUNTED>) <IS> <EVER>dropped(?: from| as|[,.!]|$)
        """,
    "withdrawn": r"""
        (?:\b<PLEASE>|^\W*|\bcan (?:just )?)(?:ignore|disregard) <MINE>
        \b<PLEASE>(?:ignore|disregard)(?: this(?: one)?)?(?:[,.!]|$| and\b)
        \b(?:<PLEASE>|(?:I['\u2019]ll|will|I am|I['\u2019]m|let me) (?:just )?)(?:drop(?:ping)?|discard) <MINE>
        ^dropping <MINE>(?: for now|[,.!]|$)
        \b(?:withdraw|retract)(?:ing)? (?:it\b|<MINE>)|\bconsider this <SERIES> withdrawn\b|<LEAD>self[- ]nak\b
        """,
    "superseded": r"""
        <LEAD>(?:(?:<ONES>|this|it) <IS> )?<EVER>(?:superseded|obsoleted) (?:by|with)\b
        <LEAD>(?:<ONES>|this|it) <IS> <EVER>replaced (?:by|with) (?:https?:|(?:the )?v\d|<)
        """,
}
_UNDOING: dict[What, str] = {
    "applied": "<TEST>",
    "will-apply": "<IF>",
    "dropped": "<NEXT>",
    "withdrawn": r"\b(?:if|when|once)\b|\bin (?:v\d|the next)",
    "superseded": "<IF>",
}


def compiled(words: str) -> re.Pattern[str]:
    """A pattern in which words of the table stand by their names, blind to capitals."""
    while named := re.search("<([A-Z]+)>", words):
        words = words.replace(named[0], _WORDS[named[1]])
    return re.compile(words, re.IGNORECASE)


_TABLE = [
    (what, compiled(line.strip()), compiled(_UNDOING[what]))
    for what, lines in _SAYINGS.items()
    for line in lines.strip().split("\n")
]
# One of these is in each saying, and in few sentences. As a pattern they would cost more than all the others.
_KEYS = (
    *("appl", "queue", "pick", "push", "merg", "take", "took", "pull", "add", "updat", "mm-", "drop", "ignor"),
    *("disreg", "nak", "withd", "retract", "discard", "supers", "obsol", "replac"),
)
# A posting begins with a bracket, and takes nothing back.
WITHDRAWN_SUBJECT = compiled(
    r"^(?!\[).*(?:\bplease (?:ignore|disregard)\b|\bself[- ]nak\b|[\[(](?:ignore|withdrawn)[\])])|^recall: "
)

# Of the robots that `ingest.parse.robot` names, the fixed sentences; the first that is found counts.
_ROBOTS: dict[str, tuple[tuple[What, str], ...]] = {
    "patchwork": (("applied", r"This (?:patch|series|pull request) was applied to (?P<tree>\S+ \(\S+\))\sby [^\n<]*"),),
    "tip-bot": (("applied", r"The following commit has been merged into the (?P<tree>\S+) branch of \S+"),),
    "pr-tracker-bot": (("applied", r"has been merged into (?P<tree>\S{1,200}?):\s\S{1,300}"),),
    "mm-commits": (
        ("applied", r"This patch was dropped because it was (?:merged|folded) into (?:the )?(?P<tree>\S+).*"),
        ("dropped", r"This patch was dropped because .+"),
        ("applied", r"has been added to the -mm (?P<tree>\S+).*?\."),
    ),
}


def said(sentence: str) -> tuple[What, re.Match[str]] | None:
    """What a sentence says, and the words that say so; of several the first of the table. `sentence` has no line ends
    and single blanks, and is not longer than some hundred characters."""
    small = sentence.lower()
    if not any(key in small for key in _KEYS):
        return None
    for what, words, undoing in _TABLE:
        match = words.search(sentence)
        # What stands before "applied" is often a condition that was met, or a test that went well.
        if not match or undoing.search(sentence, match.start() if what == "applied" else 0):
            continue
        # "Applied, could you send a follow-up?" is no question about that.
        if not sentence.rstrip(")").endswith("?") or re.search(r"[,;]|\bbut\b", sentence[match.end() :]):
            return what, match
    return None


def said_by_robot(robot: str, text: str) -> tuple[What, re.Match[str]] | None:
    """What a robot's mail says, and the words, with the groups `tree` and `commit` where it names them."""
    for what, words in _ROBOTS.get(robot, ()):
        if match := re.search(words, text):
            return what, match
    return None
