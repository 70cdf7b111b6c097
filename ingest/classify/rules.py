"""Rules: what is said in so fixed a way that a pattern knows it better than a model, and who speaks through a person.

A rule decides the act, and of an objection the severity; a phrase gives a label. The name of what decided goes into
the finding, so that a reader sees whether a rule or the model spoke. Each pattern is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from . import words
from .evidence import MAX_EVIDENCE, sentences

words.register()


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `pattern` is found and `unless` is not, the remark does `act`. `roles` are those whose word it can be."""

    name: str
    act: str
    severity: str
    roles: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def fits(self, text: str) -> bool:
        """Whether it holds of a remark, whoever wrote it."""
        return bool(self.pattern.search(text)) and not (self.unless and self.unless.search(text))


_REVIEWER = frozenset({"reviewer", "unknown"})
_AUTHOR = frozenset({"author"})
_ANYONE = _REVIEWER | _AUTHOR

# A paragraph's beginning, where a verdict stands; a line's may be the middle of a wrapped sentence.
_OPENING = r"(?:\A|\n[ \t]*\n)[ \t]*"
_TAG = r"(?:Reviewed|Acked|Tested)-by:[ \t][^\n]{1,200}"

RULES = (
    Rule(
        "pw-bot",
        "object",
        "blocking",
        _REVIEWER,
        re.compile(r"^[ \t]*pw-bot:[ \t]{0,4}reject(?:ed)?\b", re.IGNORECASE | re.MULTILINE),
    ),
    Rule(
        "nak",
        "object",
        "blocking",
        _REVIEWER,
        re.compile(
            # Opening a line or a sentence, as a trailer, or plainly the speaker's own.
            r"^[ \t]*(?:(?:big|hard|strong|double|clear)[- ])?(?i:nac?k)"
            r"(?:[.!,;:-][ \t]*|[ \t]*$|[ \t]+(?:on|to|from|for|as|until)\b|[ \t]+[-\u2013\u2014])"
            r"|[.!?][ \t]+(?:Hard |Strong )?NAC?K\b(?![- ]*ed)"
            r"|^[ \t]*Nacked-by:[ \t]"
            r"|\b(?:[Hh]ere(?:'s| is)|[Tt]his is|[Cc]onsider this|[Ii]t's|[Ss]o|[Ss]till)"
            r" (?:an? |my )?(?:hard |strong |big )?NAC?K\b",
            re.MULTILINE,
        ),
        re.compile(r"\b(?:not|no|isn't|without a|rather than a) (?:an? )?nac?k\b", re.IGNORECASE),
    ),
    Rule(
        "refused",
        "object",
        "blocking",
        _REVIEWER,
        re.compile(
            r"\b(?:a|the)\s+(?:plain\s+)?wrong\s+(?:direction|approach)\b|\bnot\s+what\s+we\s+want\b", re.IGNORECASE
        ),
        re.compile(
            r"\b(?:if|not) (?:\w+ ){0,3}(?:a|the) wrong\b|wrong (?:direction|approach)[^.\n]{0,80}\?", re.IGNORECASE
        ),
    ),
    Rule(
        "pw-bot",
        "object",
        "required",
        _REVIEWER,
        re.compile(r"^[ \t]*pw-bot:[ \t]{0,4}(?:cr|changes[- ]requested)\b", re.IGNORECASE | re.MULTILINE),
    ),
    Rule(
        "applied",
        "approve",
        "none",
        _REVIEWER,
        re.compile(
            _OPENING
            + r"(?:(?:Thanks|Thank you|Ok|Okay|OK|Great|Now|Both|All|Series|Patch(?:es)?|Patch \d{1,3}/\d{1,3})"
            r"[,.!]?[ \t]+)?(?:[Aa]pplied|[Qq]ueued|[Mm]erged|[Pp]ushed|[Pp]ulled|[Pp]icked up)"
            r"(?:[.!,]?[ \t]*(?:\n|\Z)"
            r"|[.!,]*[ \t]+(?:[Tt]han(?:ks|k you)|thx|to|for|into|in|on|as|with|by|and|both|all|the|up)\b)"
        ),
        re.compile(r"\?|\b(?:but|however|except|can you|could you|please|wait|should)\b", re.IGNORECASE),
    ),
    Rule(
        "tag",
        "approve",
        "none",
        _ANYONE,
        re.compile(
            r"\A(?:\s*(?:Hi|Hello|Hey|Dear|Thanks|Thank you|FWIW|LGTM|Looks? good)\b[^\n]{0,30}(?:\n|\Z))?"
            rf"(?:\s*{_TAG}(?:\n|\Z)){{1,20}}"
            r"(?:\s*(?:Thanks|Thank you|Thx|Cheers|Regards|Best|Kind|With|-+|~)[^\n]{0,40}(?:\n|\Z))?"
            r"(?:\s*[^\n:?]{0,30})?\s*\Z",
            re.IGNORECASE,
        ),
    ),
    Rule(
        "withdrawn",
        "withdraw",
        "none",
        _REVIEWER,
        re.compile(
            r"\A\W{0,8}(?:(?:ah|oh|ok|okay|hm{1,4}|sorry|doh|ugh|right|err?)\b\W{0,8}){0,3}"
            r"(?:never[ ]?mind|scratch that|false alarm|i take (?:it|that|this) back|that answers (?:it|my question)"
            r"|(?:please )?(?:ignore|disregard) (?:my|the above|this) (?:comment|question|remark|noise))\b",
            re.IGNORECASE,
        ),
    ),
    Rule(
        "dropped",
        "concede",
        "none",
        _AUTHOR,
        re.compile(
            r"\b(?:I(?:'ll| will|'m going to| am going to| would| have|'ve|'m| am)? (?:just )?"
            r"(?:drop|withdraw|abandon)(?:ped|ping|n|ed|ing)?"
            r"|(?:please|let's|dropping|withdrawing) (?:just )?(?:drop|ignore|disregard|withdraw)?)[ \n]{1,3}"
            r"(?:this|these|the whole|my) (?:patch|patches|series|patchset|patch set|version|change)\b",
            re.IGNORECASE,
        ),
        re.compile(r"\?|\bif\b", re.IGNORECASE),
    ),
)

# Labels that a phrase alone gives, to what is an objection or a question by the rules above or by the model. Rare ones:
# a model needs more than the few remarks of the corpus to learn them.
PHRASES = (
    (
        "abstraction",
        re.compile(
            r"\b(?:broken|wrong|leaky|bad)\s+abstractions?\b|\blayering\s+violations?\b|\bwrong\s+layer\b"
            r"|\b(?:does\s+not|doesn't|do\s+not|don't)\s+belong\s+(?:in|into|here|there)\b",
            re.IGNORECASE,
        ),
    ),
)

# What speaks through a person: texts kept ready for pasting, and reviews that a program wrote.
ORIGINS = (
    (
        "form letter",
        re.compile(
            r"<form ?letter>|This is a friendly reminder during the review process\b|This is an automated instruction\b"
            r"|\AMy bot found (?:errors|new)\b|^If a tag was not added on purpose, please state why\b"
            r"|^Please use scripts/get_maintainers?\.pl to get a list of necessary people\b",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    (
        "AI review",
        re.compile(
            r"^[ \t>]{0,8}(?:[-*][ \t])?\[Severity: ?(?:Low|Medium|High|Critical)\]"
            r"|^AI reviewed your patch\b|\bThis is an AI-generated review\b"
            r"|\A(?:Sashiko|AI review|LLM review)(?:'s)?(?: AI)?(?: review| feedback| says| said)?"
            r"[^\n]{0,60}:[ \t]*\n",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
)


def verdict(text: str, role: str) -> Rule | None:
    """The first rule that fits a remark of somebody in this role, None where none does."""
    return next((rule for rule in RULES if role in rule.roles and rule.fits(text)), None)


def phrases(text: str) -> Iterator[tuple[str, int, int]]:
    """(label, start, stop) of each phrase in a remark: the clause that it stands in, from the comma before it on."""
    for label, pattern in PHRASES:
        if found := pattern.search(text):
            around = (each for each in sentences(text) if each[0] <= found.start() < each[1])
            sentence = next(around, (0, len(text)))
            comma = text.rfind(",", sentence[0], found.start()) + 1
            start = max(comma, sentence[0], found.start() - MAX_EVIDENCE // 2)
            start += len(text[start:]) - len(text[start:].lstrip())
            yield label, start, max(found.end(), min(sentence[1], start + MAX_EVIDENCE))


def origin(text: str) -> str | None:
    """What speaks through the person, None where it is the person."""
    return next((name for name, pattern in ORIGINS if pattern.search(text)), None)


class Rules:
    """Sets `doc._.verdict`, `doc._.phrases` and `doc._.origin`."""

    def __call__(self, doc: Doc) -> Doc:
        text = words.said(doc)
        doc._.verdict = verdict(text, doc._.role)
        doc._.phrases = list(phrases(text))
        doc._.origin = origin(text)
        return doc


@Language.factory("docket_rules", assigns=["doc._.verdict", "doc._.phrases", "doc._.origin"])
def make(nlp: Language, name: str) -> Rules:
    """The rules as a component of a pipeline; nothing to configure, nothing to save."""
    return Rules()
