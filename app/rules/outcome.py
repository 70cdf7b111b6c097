"""What became of an objection: in the conversation about it, in the versions that came later, and when it was applied.

The rules in order; the first that holds decides. Only whoever raised an objection, or whoever applied the patch, can
confirm that it is met.

1. Whoever raised it takes it back, or is content with an answer: `withdrawn`.
2. They raise it again on a later version: `repeated`; else they give a tag, approve or apply later on: `confirmed`.
3. A later version drops the patch, or the part of it: `moot`.
4. A later version changes the place, or names it in its changelog: `changed-unconfirmed`, and `confirmed` once that
   version is applied.
5. Applied with the point unchanged: `overruled`.
6. Nothing of this: what the author says last, `conceded` or `rebutted`; a question with an answer is `answered`; and if
   a later version came without a change or an answer, `ignored`, else `open`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from .conversation import MOST, conversations, when
from .history import VERDICTS, Follow, History, Mail, Name, Said

OUTCOMES = {
    "open": "nobody has settled it",
    "conceded": "the author accepts it",
    "rebutted": "the author disagrees",
    "answered": "a question that was answered",
    "changed-unconfirmed": "a later version changed what it was about; whoever raised it is silent",
    "confirmed": "whoever raised it, or applied the patch, is content",
    "withdrawn": "whoever raised it took it back",
    "repeated": "it was raised again on a later version",
    "overruled": "the patch was applied over it",
    "moot": "what it was about was dropped",
    "ignored": "a later version came without a change or an answer",
}
STANDING = ("open", "conceded", "rebutted")
"""The outcomes with which an objection to the newest version still stands against it."""

_CHANGED = {
    "line": "changes the lines that it is about",
    "near": "changes what stands around the lines that it is about",
    "message": "changes the commit message",
}
# What asks for something to go is met when it is gone.
_WANTS_LESS = frozenset({"complexity", "scope", "motivation", "reuse", "abstraction", "approach"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of `OUTCOMES`, the sentence why, and the Message-IDs that it rests on."""

    name: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """That the patches of these numbers in a version were applied: when, as `text` says ("Mia applied it"), and the
    Message-ID of what it is known from."""

    at: dt.datetime
    text: str
    said_in: str
    version: int
    numbers: frozenset[int]


def outcomes(history: History, applied: Sequence[Applied]) -> Mapping[Name, Outcome]:
    """The outcome of each objection of a series, by its name."""
    objections = [each for each in history.remarks if each.objection]
    talks = conversations(objections, history.remarks)
    ledger = _Ledger(history, applied, objections)
    return {each.name: ledger.outcome(each, talks[each.name]) for each in objections}


def is_unsettled(name: str, act: str | None) -> bool:
    """Whether an objection with this outcome still stands against its version. Of a question that was answered,
    or that the author took to heart, nothing more is asked by mail."""
    return name == "open" or (name in STANDING and act != "question")


class _Ledger:
    def __init__(self, history: History, applied: Sequence[Applied], objections: Sequence[Said]) -> None:
        self.history = history
        self.applied = applied
        self.objections: defaultdict[str, list[Said]] = defaultdict(list)
        for point in sorted(objections, key=when):
            self.objections[point.mail.who.key].append(point)
        self.said: defaultdict[str, list[Said]] = defaultdict(list)
        for each in history.remarks:
            self.said[each.mail.message_id].append(each)
        # By whom, the mails with which somebody may be content.
        self.content: defaultdict[str, list[Mail]] = defaultdict(list)
        for mail in sorted(history.mails, key=lambda mail: (mail.at, mail.message_id)):
            if not mail.robot and (mail.tags or mail.announced or self._approves(mail)):
                self.content[mail.who.key].append(mail)

    def outcome(self, point: Said, talk: Sequence[Said]) -> Outcome:
        if point.name in self.history.by_hand:
            return Outcome(*self.history.by_hand[point.name], ())
        follows = self.history.followed.get(point.name, ())
        rules = (
            self._taken_back(point, talk),
            self._heard_again(point, talk),
            self._dropped(point, follows, talk),
            self._changed(point, follows, talk),
            self._applied_over(point, talk),
            self._said(point, follows, talk),
        )
        return next(found for rule in rules for found in rule)

    def _taken_back(self, point: Said, talk: Sequence[Said]) -> Iterator[Outcome]:
        mine = [each for each in talk if _same(each, point)]
        if not mine:
            return
        last = mine[-1]
        answered = [each for each in talk if each.mail.by_author and when(each) < when(last)]
        conceded = any(each.act == "concede" for each in answered)
        if last.act == "withdraw":
            yield _settled("withdrawn", "Whoever raised it takes it back or calls it settled", last)
        elif last.act == "approve" and answered and not conceded:
            yield _settled("withdrawn", "Whoever raised it is content with the answer", last)

    def _heard_again(self, point: Said, talk: Sequence[Said]) -> Iterator[Outcome]:
        """What whoever raised it says later: the same again (and what comes of that belongs to the later remark), or a
        tag, approval or application."""
        if again := self._again(point):
            on = self._label(again.mail)
            text = f"{point.mail.who.called} raises it again on {on} ({again.said_by})."
            yield Outcome("repeated", text, (again.mail.message_id,))
        elif content := self._content(point, talk):
            mail, what = content
            yield Outcome("confirmed", f"{mail.who.called}, who raised it, {what}.", (mail.message_id,))

    def _again(self, point: Said) -> Said | None:
        """The first objection of the same person to a later version of the same patch that says the same, or complains
        that this was not heeded."""
        parts = self._parts(point)
        later = (
            each
            for each in self.objections[point.mail.who.key]
            if each.mail.version > point.mail.version and each.mail.at > point.mail.at and each.mail.on in parts
        )
        for each in islice(later, MOST):
            if _alike(point, each) or ("ignored-feedback" in each.labels and _same_place(point, each)):
                return each
        return None

    def _content(self, point: Said, talk: Sequence[Said]) -> tuple[Mail, str] | None:
        """The first mail with which whoever raised it is content with what came of it, and what it does."""
        parts = self._parts(point)
        replied = {each.mail.message_id for each in talk}
        about_talk = any(each.mail.by_author for each in talk)
        for mail in self.content[point.mail.who.key]:
            if mail.at <= point.mail.at:
                continue
            later = mail.version > point.mail.version
            about = mail.on in parts or mail.number == 0
            if any(each.what == "applied" for each in mail.announced) and about:
                return mail, f"applies {self._label(mail)}"
            if not about or not (later or about_talk or mail.message_id in replied):
                continue
            tags = [kind for kind in mail.tags if kind in VERDICTS]
            if tags and not self._objects(mail):
                return mail, f"gives {self._label(mail)} {_with_article(tags[0])}"
            if later and self._approves(mail):
                return mail, f"approves of {self._label(mail)}"
        return None

    def _objects(self, mail: Mail) -> bool:
        return any(each.objection and each.severity in ("required", "blocking") for each in self.said[mail.message_id])

    def _approves(self, mail: Mail) -> bool:
        said = self.said[mail.message_id]
        return any(each.act == "approve" for each in said) and not any(each.objection for each in said)

    def _label(self, mail: Mail) -> str:
        return self.history.versions[mail.version].label

    def _dropped(self, point: Said, follows: Sequence[Follow], talk: Sequence[Said]) -> Iterator[Outcome]:
        first = next(iter(follows), None)
        if first is None or not all(each.place.endswith("-gone") for each in follows):
            return
        version = self.history.versions[first.version]
        if first.place == "patch-gone":
            # Of a version of which patches were never seen nobody can say that it came without one.
            if not version.complete:
                return
            yield Outcome("moot", f"{version.label} comes without the patch.", (version.head,))
        elif not (_WANTS_LESS & set(point.labels) or _conceded(talk) or first.named):
            yield Outcome("moot", f"{version.label} does not touch that place any more.", (version.head,))

    def _changed(self, point: Said, follows: Sequence[Follow], talk: Sequence[Said]) -> Iterator[Outcome]:
        for follow in follows:
            version = self.history.versions[follow.version]
            if not (what := _what_changed(point, follow, talk)):
                continue
            applied = self._applied_since(follow.version, point)
            if applied:
                text = f"{version.label} {what}, and {applied.text}."
                yield Outcome("confirmed", text, (version.head, applied.said_in))
            else:
                text = f"{version.label} {what}; {point.mail.who.called} has not said whether that will do."
                yield Outcome("changed-unconfirmed", text, (version.head,))

    def _applied_over(self, point: Said, talk: Sequence[Said]) -> Iterator[Outcome]:
        applied = self._applied_since(point.mail.version, point)
        if applied and not (point.act == "question" and _answer(point, talk)):
            label = self.history.versions[applied.version].label
            yield Outcome("overruled", f"{label} has the point unchanged, and {applied.text}.", (applied.said_in,))

    def _applied_since(self, version: int, point: Said) -> Applied | None:
        """The first application of this version or a later one, of the patch that the remark is about, after it."""
        parts = self._parts(point)
        for each in self.applied:
            if each.version < version or each.at < point.mail.at:
                continue
            theirs = self.history.versions[each.version].patches
            if not point.mail.number or any(p.number in each.numbers and p.message_id in parts for p in theirs):
                return each
        return None

    def _said(self, point: Said, follows: Sequence[Follow], talk: Sequence[Said]) -> Iterator[Outcome]:
        asked = point.act == "question"
        word = _last(talk, point, by_author=True, acts=("concede", "rebut"))
        if word and word.act == "concede":
            yield _settled("conceded", "The author accepts it", word)
        if word and not asked:
            yield _settled("rebutted", "The author disagrees, or says why the patch should stay as it is", word)
        if asked and (answer := _answer(point, talk)):
            who = "The author answers" if answer.mail.by_author else "Somebody else answers"
            yield _settled("answered", f"{who} it", answer)
        since = [each for each in follows if self.history.versions[each.version].date > point.mail.at]
        if since and not any(each.mail.by_author for each in talk):
            version = self.history.versions[since[-1].version]
            yield Outcome("ignored", f"{version.label} shows no change there, and nobody answered.", (version.head,))
        if not talk:
            yield Outcome("open", "Nobody has answered it, as far as the archives go.", ())
        elif any(each.act is None for each in talk):
            yield Outcome("open", "It has an answer that is not classified yet.", _mails(talk))
        else:
            text = "It has answers, but none that accepts it, disputes it or takes it back."
            yield Outcome("open", text, _mails(talk))

    def _parts(self, point: Said) -> frozenset[str | None]:
        """The part of the version that the remark is about, with what it is in later versions."""
        on = point.mail.on
        if on is None:
            return frozenset()
        covers = frozenset(each.head for each in self.history.versions) if point.mail.number == 0 else frozenset()
        return frozenset({on}) | self.history.pairs.get(on, frozenset()) | covers


def _what_changed(point: Said, follow: Follow, talk: Sequence[Said]) -> str:
    """What a later version did about a point, empty where nothing can be seen."""
    named = f'names it in its changelog ("{follow.named}")' if follow.named else ""
    if follow.place in _CHANGED:
        return " and ".join(filter(None, (_CHANGED[follow.place], named)))
    if follow.place == "hunk-gone":
        return "has what it was about no more"
    if follow.place == "elsewhere" and not named and (_conceded(talk) or point.path is None):
        return "changes the patch, though it cannot be told whether there"
    return named


def _conceded(talk: Sequence[Said]) -> bool:
    return any(each.mail.by_author and each.act == "concede" for each in talk)


def _answer(point: Said, talk: Sequence[Said]) -> Said | None:
    """The last word of the author on a question, else the last of anybody else."""
    return _last(talk, point, by_author=True, acts=("inform", "rebut", "concede")) or _last(
        talk, point, by_author=False, acts=("inform", "rebut", "concede", "approve")
    )


def _last(talk: Sequence[Said], point: Said, *, by_author: bool, acts: Collection[str]) -> Said | None:
    theirs = (each for each in reversed(talk) if each.mail.by_author == by_author and not _same(each, point))
    return next((each for each in theirs if each.act in acts), None)


def _same(said: Said, point: Said) -> bool:
    """Whether the same person speaks."""
    return said.mail.who.key == point.mail.who.key


def _same_place(point: Said, again: Said) -> bool:
    return point.path == again.path and (
        point.code is None or again.code is None or _words(point.code) == _words(again.code)
    )


def _alike(point: Said, again: Said) -> bool:
    """Whether a later objection says the same: the same line with a label in common, or most of the words."""
    same_line = point.code is not None and again.code is not None and _words(point.code) == _words(again.code)
    common = set(point.labels) & set(again.labels)
    return bool(same_line and common) or _overlap(point, again) >= 0.5


def _overlap(one: Said, other: Said) -> float:
    mine, theirs = _words(one.text), _words(other.text)
    return len(mine & theirs) / max(min(len(mine), len(theirs)), 4)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(
        word for word in "".join(c if c.isalnum() or c == "_" else " " for c in text.lower()).split() if len(word) > 3
    )


def _mails(talk: Sequence[Said]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.mail.message_id for each in talk))


def _settled(name: str, text: str, by: Said) -> Outcome:
    return Outcome(name, f"{text} ({by.said_by}).", (by.mail.message_id,))


def _with_article(tag: str) -> str:
    return f"an {tag}" if tag[0] in "AEIOU" else f"a {tag}"
