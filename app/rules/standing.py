"""Where a series stands: its state, whose turn it is, since when and why.

`CASES` is the table of states, read from top to bottom; the first case that holds gives the state. Each says of itself
why it holds or why not, which is what `docket explain` prints. Nobody's clock is asked: a series is `stalled` by the
age of its turn when somebody looks (`is_stalled`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import turn
from .applied import applications, dropped, taken
from .history import NAK, REVIEWED, Announced, GivenTag, History, Mail, Name, Said
from .outcome import Applied, Outcome, is_unsettled, outcomes

STATES = {
    "incomplete": "not all patches of the newest version were seen",
    "new": "nobody but the author has spoken",
    "in-review": "people have spoken, and nothing decides it yet",
    "changes-requested": "an objection that asks for a change is open",
    "contested": "author and reviewers disagree, and nobody has settled it",
    "ready": "each patch has a Reviewed-by or Acked-by, and nothing is open",
    "applied": "a maintainer took it",
    "partly-applied": "a maintainer took some of its patches",
    "rejected": "it was refused",
    "withdrawn": "its author took it back",
    "superseded": "another series took its place",
}
CLOSED = ("applied", "rejected", "withdrawn", "superseded")
"""The states in which nothing more is to be done; a series in another one is open."""
TURNS = ("author", "reviewer", "maintainer", "nobody")
STALLED = dt.timedelta(days=28)
"""How long a turn may last before the series counts as stalled: the merge window and a fortnight to answer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, with the sentence why and the Message-IDs that it rests on."""

    state: str
    text: str
    evidence: tuple[str, ...]
    turn: turn.Turn


@dataclass(frozen=True, slots=True)
class Standing:
    """A verdict with the way to it: (case, sentence), the last one being that which holds; what became of the
    objections, and which of them stand against the newest version."""

    verdict: Verdict
    steps: tuple[tuple[str, str], ...]
    outcomes: Mapping[Name, Outcome]
    standing: tuple[Name, ...]


class Facts:
    """A history with what several cases ask about it."""

    def __init__(self, history: History, outcome: Mapping[Name, Outcome], taken: Mapping[int, Applied]) -> None:
        self.history = history
        self.outcome = outcome
        self.taken = taken

    @cached_property
    def current(self) -> tuple[Mail, ...]:
        """What people said of the newest version, of what it takes from its base, or of an older one once it was
        posted, in order of time."""
        newest = len(self.history.versions) - 1
        since = self.history.newest.date
        mails = (each for each in self.history.mails if not each.robot)
        parts = self.history.newest.parts
        theirs = (each for each in mails if each.version == newest or each.at > since or each.on in parts)
        return tuple(sorted(theirs, key=lambda mail: (mail.at, mail.message_id)))

    @cached_property
    def standing(self) -> tuple[Said, ...]:
        """The objections that still stand against the newest version, in order of time."""
        current = {each.message_id for each in self.current}
        held = (
            each
            for each in self.history.remarks
            if each.objection
            and each.mail.message_id in current
            and is_unsettled(self.outcome[each.name].name, each.act)
            and self._has_part(each)
        )
        return tuple(sorted(held, key=lambda each: (each.mail.at, each.mail.message_id, each.number)))

    def _has_part(self, said: Said) -> bool:
        """Whether the newest version still has the part that an objection is about."""
        if said.mail.version == len(self.history.versions) - 1 or said.mail.on is None:
            return True
        if said.mail.on in self.history.newest.parts:
            return True
        return said.mail.number == 0 or bool(
            self.history.pairs.get(said.mail.on, frozenset()) & self.history.newest.parts
        )

    @cached_property
    def serious(self) -> tuple[Said, ...]:
        """Those that ask for a change. What the model only guesses is shown, and decides nothing."""
        return tuple(each for each in self.standing if each.severity in ("required", "blocking") and each.sure)

    def named(self, said: Said) -> str:
        return self.outcome[said.name].name

    @cached_property
    def naks(self) -> tuple[Mail, ...]:
        """The mails that refuse the newest version in so many words, in order of time."""
        said = {each.mail for each in self.serious if each.source in ("rule: nak", "rule: pw-bot")}
        given = {mail for mail in self.current if NAK in mail.tags and not mail.by_author}
        return tuple(sorted(said | given, key=lambda mail: (mail.at, mail.message_id)))

    @cached_property
    def reviewed(self) -> Mapping[int, Sequence[GivenTag]]:
        """By number of a patch its Reviewed-by and Acked-by."""
        return {
            patch.number: [tag for tag in patch.tags if tag.kind in REVIEWED] for patch in self.history.newest.patches
        }

    def announced(self, what: str, *, by_author: bool | None = None) -> tuple[tuple[Mail, Announced], ...]:
        """The announcements of this kind about the newest version, in order of time."""
        return tuple(
            (mail, said)
            for mail in self.current
            for said in mail.announced
            if said.what == what and by_author in (None, mail.by_author)
        )

    def is_newest(self, mail: Mail) -> bool:
        """Whether a mail is about the newest version itself: who takes back an older one clears the way for it."""
        return mail.version == len(self.history.versions) - 1 or mail.on in self.history.newest.parts

    def is_ours(self, said: Announced) -> bool:
        """Whether an announcement speaks of another version of the same series."""
        parts = frozenset[str]().union(*(version.parts for version in self.history.versions))
        return bool(parts & set(said.links)) or (not said.links and len(self.history.versions) > 1)

    def is_whole(self, mail: Mail, said: Announced) -> bool:
        """Whether what a mail announces is about the whole version."""
        return not said.numbers and (not mail.number or self.history.newest.total == 1 or turn.whole(said.text))


Case = Callable[[Facts], Verdict | str]


def _superseded(facts: Facts) -> Verdict | str:
    for mail, said in facts.announced("superseded"):
        if facts.is_newest(mail) and facts.is_whole(mail, said) and not facts.is_ours(said):
            text = f'{mail.who.called} says that something else takes its place: "{said.text}"'
            return _closed("superseded", text, mail)
    return "Nobody says that another series takes its place."


def _withdrawn(facts: Facts) -> Verdict | str:
    for mail, said in facts.announced("withdrawn", by_author=True):
        if facts.is_newest(mail) and facts.is_whole(mail, said):
            return _closed("withdrawn", f'The author takes it back: "{said.text}"', mail)
    return "Its author does not take it back."


def _applied(facts: Facts) -> Verdict | str:
    there = {patch.number for patch in facts.history.newest.patches}
    done = [facts.taken[number] for number in sorted(there & facts.taken.keys())]
    if not done:
        return "Nobody says that it was applied, and no configured tree has it."
    in_time = sorted(set(done), key=lambda each: (each.at, each.said_in))
    texts = dict.fromkeys(f"{each.text} on {each.at:%Y-%m-%d}" for each in in_time)
    said = "; ".join(list(texts)[:3])
    evidence = tuple(dict.fromkeys(each.said_in for each in in_time))
    left = sorted(there - facts.taken.keys())
    if not left:
        return Verdict("applied", f"{said}.", evidence, turn.nobody(in_time[-1].at))
    numbers = ", ".join(map(str, left[:10]))
    text = f"{said}; not applied: {numbers} of {facts.history.newest.total}."
    return Verdict("partly-applied", text, evidence, turn.of_the_rest(facts.history, facts.serious, in_time[-1].at))


def _dropped(facts: Facts) -> Verdict | str:
    for mail, said in reversed(list(dropped(facts.history))):
        if mail in facts.current and not facts.taken:
            text = f'{mail.who.called} took it out again: "{said.text}"'
            return Verdict(
                "changes-requested", text, (mail.message_id,), turn.author(facts.history, mail.at, "rework it")
            )
    return "Nobody took it out of a tree."


def _rejected(facts: Facts) -> Verdict | str:
    refusals = [each for each in facts.serious if each.severity == "blocking"]
    if not refusals:
        return "Nobody refuses it."
    if any(facts.named(each) != "open" for each in refusals) or any(facts.reviewed.values()):
        return "It was refused, but the author or others have answered that."
    if len(refusals) < len(facts.serious) or any(turn.way_out(each.text) for each in refusals):
        return "It was refused with a word on what should be done."
    if facts.history.newest.total > 1 and all(each.mail.number for each in refusals):
        return "A patch of it was refused, but not the whole."
    return _closed("rejected", f"{turn.called(each.mail.who for each in refusals)} refuses it.", refusals[-1].mail)


def _incomplete(facts: Facts) -> Verdict | str:
    newest = facts.history.newest
    if newest.complete:
        return "All its patches were seen."
    text = f"{len(newest.patches)} of {newest.total} patches of {newest.label} were seen."
    return Verdict("incomplete", text, (newest.head,), turn.author(facts.history, newest.date, "send the rest"))


def _contested(facts: Facts) -> Verdict | str:
    for_it = [tag for tags in facts.reviewed.values() for tag in tags]
    if facts.naks and for_it:
        mail = facts.naks[-1]
        text = f"{mail.who.called} refuses it, {for_it[0].who.called} gave {for_it[0].kind}."
        since = max(mail.at, for_it[0].at)
        return Verdict(
            "contested", text, (mail.message_id, for_it[0].message_id), turn.maintainer(facts.history, since)
        )
    disputed = [each for each in facts.serious if facts.named(each) == "rebutted"]
    if not disputed or len(disputed) < len(facts.serious):
        return "No dispute is all that stands against it."
    evidence = tuple(dict.fromkeys(each for said in disputed for each in facts.outcome[said.name].evidence))
    who = turn.called(each.mail.who for each in disputed)
    text = f"The author disagrees with {who}, and nobody has settled it."
    return Verdict("contested", text, evidence, turn.of_dispute(facts.history, disputed, evidence))


def _changes_requested(facts: Facts) -> Verdict | str:
    wanted = [each for each in facts.serious if facts.named(each) != "rebutted"]
    if not wanted:
        return "No objection that asks for a change is open."
    first = wanted[0]
    people = turn.called(each.mail.who for each in wanted)
    asks = "ask" if " and " in people else "asks"
    accepted = sum(facts.named(each) == "conceded" for each in wanted)
    count = "1 open objection" if len(wanted) == 1 else f"{len(wanted)} open objections"
    text = f"{people} {asks} for changes ({count}" + (f", {accepted} accepted)." if accepted else ").")
    evidence = tuple(dict.fromkeys(each.mail.message_id for each in wanted))
    return Verdict("changes-requested", text, evidence, turn.author(facts.history, first.mail.at, "send a new version"))


def _ready(facts: Facts) -> Verdict | str:
    for mail, said in reversed(facts.announced("will-apply", by_author=False)):
        if not facts.serious:
            text = f'{mail.who.called} is about to apply it: "{said.text}"'
            return Verdict("ready", text, (mail.message_id,), turn.of_mail(mail))
    lacking = [number for number, tags in facts.reviewed.items() if not tags]
    if lacking or not facts.reviewed:
        return "Not every patch has a Reviewed-by or Acked-by of somebody else."
    tagged = {tag.who.key for tags in facts.reviewed.values() for tag in tags}
    if open_ := [each for each in facts.standing if each.mail.who.key not in tagged]:
        return f"{turn.called(each.mail.who for each in open_)} still waits for an answer."
    best = [min(tags, key=lambda tag: (tag.at, tag.message_id)) for tags in facts.reviewed.values()]
    last = max(best, key=lambda tag: (tag.at, tag.message_id))
    who = turn.called(tag.who for tag in best)
    text = f"Each patch has a Reviewed-by or Acked-by ({who}), and nothing is open."
    evidence = tuple(dict.fromkeys(tag.message_id for tag in best))
    return Verdict("ready", text, evidence, turn.maintainer(facts.history, max(last.at, facts.history.newest.date)))


def _in_review(facts: Facts) -> Verdict | str:
    said = [mail for mail in facts.history.mails if not (mail.by_author or mail.robot)]
    if not said:
        return "Nobody but the author has spoken."
    whose = turn.in_review(facts.history, facts.standing, facts.current)
    said.sort(key=lambda mail: (mail.at, mail.message_id))
    now = [mail for mail in facts.current if not mail.by_author]
    last = (now or said)[-1]
    if now:
        text = f"{turn.called(mail.who for mail in now)} spoke, and nothing decides it yet."
    else:
        label = facts.history.newest.label
        text = f"Nobody has answered {label} yet; {turn.called(mail.who for mail in said)} spoke of earlier versions."
    evidence = (last.message_id,) if now else (facts.history.newest.head, last.message_id)
    return Verdict("in-review", text, tuple(dict.fromkeys((*evidence, *whose.evidence))), whose)


def _new(facts: Facts) -> Verdict | str:
    newest = facts.history.newest
    text = f"Nobody has answered {newest.label}."
    return Verdict("new", text, (newest.head,), turn.reviewer(facts.history, newest.date))


CASES: Mapping[str, Case] = {
    "superseded": _superseded,
    "withdrawn": _withdrawn,
    "applied": _applied,
    "dropped": _dropped,
    "rejected": _rejected,
    "incomplete": _incomplete,
    "contested": _contested,
    "changes-requested": _changes_requested,
    "ready": _ready,
    "in-review": _in_review,
    "new": _new,
}


def standing(history: History) -> Standing:
    """Where a series stands."""
    applied = applications(history)
    became = outcomes(history, applied)
    facts = Facts(history, became, taken(history, applied))
    steps: list[tuple[str, str]] = []
    for name, case in CASES.items():
        found = case(facts)
        if isinstance(found, Verdict):
            return Standing(found, (*steps, (name, found.text)), became, tuple(each.name for each in facts.standing))
        steps.append((name, found))
    raise AssertionError("the last case always holds")


def is_open(state: str) -> bool:
    return state not in CLOSED


def is_stalled(state: str, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether an open series waits for longer than STALLED."""
    return is_open(state) and now - since > STALLED


def _closed(state: str, text: str, mail: Mail) -> Verdict:
    return Verdict(state, text, (mail.message_id,), turn.nobody(mail.at))
