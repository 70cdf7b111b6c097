"""Whose turn it is, by name, since when and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .conversation import when
from .history import History, Mail, Said, Who

_WAY_OUT = re.compile(
    r"\b(?:please|instead|resend|should|needs? to|fix|split|unless|until|rework|rather|better|v\d+)\b|\?", re.IGNORECASE
)
_WHOLE = re.compile(r"\b(?:series|patch ?set|set|all|everything|whole|these|thread|version|v\d+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turn:
    """`whose` is author, reviewer, maintainer or nobody; `people` who that is, as far as can be told (those whom it was
    sent to, where that is not `certain`); `since` when it became theirs, and `text` what for, with the Message-IDs that
    say so."""

    whose: str
    people: tuple[Who, ...]
    since: dt.datetime
    text: str
    evidence: tuple[str, ...] = ()
    certain: bool = True


def nobody(since: dt.datetime) -> Turn:
    return Turn("nobody", (), since, "Nothing is left to do.")


def author(history: History, since: dt.datetime, what: str, evidence: Sequence[str] = ()) -> Turn:
    return Turn("author", (history.author,), since, f"{history.author.called} is to {what}.", tuple(evidence))


def reviewer(history: History, since: dt.datetime) -> Turn:
    """Those who have spoken about it, the last one first, else those whom it was sent to."""
    spoke = _distinct(mail.who for mail in _latest_first(history.mails) if not (mail.by_author or mail.robot))
    who = called(spoke) if spoke else "Whoever it was sent to"
    return Turn(
        "reviewer",
        spoke or _addressed(history),
        since,
        f"{who} may review {history.newest.label}.",
        certain=bool(spoke),
    )


def maintainer(history: History, since: dt.datetime) -> Turn:
    """Those whom it was sent to; who of them applies patches is for the reader to tell."""
    return Turn(
        "maintainer", _addressed(history), since, "A maintainer is to apply it or say what is missing.", certain=False
    )


def _addressed(history: History) -> tuple[Who, ...]:
    return tuple(Who(email, "", email) for email in history.addressed)


def of_mail(mail: Mail) -> Turn:
    return Turn("maintainer", (mail.who,), mail.at, f"{mail.who.called} said to apply it.", (mail.message_id,))


def of_the_rest(history: History, serious: Sequence[Said], since: dt.datetime) -> Turn:
    """Who is to act on the patches that were not applied with the others."""
    if serious:
        return author(history, serious[0].mail.at, "rework the rest", [each.mail.message_id for each in serious])
    return maintainer(history, since)


def of_dispute(history: History, disputed: Sequence[Said], evidence: Sequence[str]) -> Turn:
    """Those with whom the author disagrees, since the author's last word on it."""
    answers = [mail for mail in history.mails if mail.message_id in evidence]
    since = max((mail.at for mail in answers), default=disputed[-1].mail.at)
    people = _distinct(each.mail.who for each in disputed)
    text = f"{called(people)} to answer the author."
    return Turn("reviewer", people, since, text, tuple(evidence))


def in_review(history: History, standing: Sequence[Said], current: Sequence[Mail]) -> Turn:
    """Of a series that people talk about: the author's while something is open, else that of the reviewers, since the
    author's last word or the newest version."""
    if standing:
        return _to_answer(history, standing)
    if asked := _unanswered(history, current):
        return _to_answer(history, asked)
    own = [mail.at for mail in current if mail.by_author]
    approving = _approving(history, current)
    if approving:
        return maintainer(history, max(mail.at for mail in approving))
    return reviewer(history, max([history.newest.date, *own]))


def _to_answer(history: History, said: Sequence[Said]) -> Turn:
    evidence = list(dict.fromkeys(each.mail.message_id for each in said))
    return author(history, said[0].mail.at, f"answer {called(each.mail.who for each in said)}", evidence)


def _approving(history: History, current: Sequence[Mail]) -> Collection[Mail]:
    """The mails of others that speak for the whole newest version."""
    now = {mail.message_id for mail in current if not mail.by_author and (not mail.number or history.newest.total == 1)}
    approving = {each.mail for each in history.remarks if each.act == "approve" and each.mail.message_id in now}
    return approving - {each.mail for each in history.remarks if each.objection}


def _unanswered(history: History, current: Sequence[Mail]) -> Sequence[Said]:
    """The plain questions of others about the newest version to which the author has not replied since."""
    now = {mail.message_id for mail in current}
    replied = {mail.parent for mail in history.mails if mail.by_author}
    return [
        each
        for each in sorted(history.remarks, key=when)
        if each.act == "question"
        and not each.objection
        and not each.mail.by_author
        and each.mail.message_id in now
        and each.mail.message_id not in replied
    ]


def way_out(text: str) -> bool:
    """Whether a refusal says what would make it acceptable."""
    return bool(_WAY_OUT.search(text))


def whole(text: str) -> bool:
    """Whether an announcement speaks of more than the patch that it answers."""
    return bool(_WHOLE.search(text))


def called(people: Iterable[Who]) -> str:
    """Names as a sentence has them: `Ada, Bob and 3 others`."""
    names = list(dict.fromkeys(who.called for who in people))
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _distinct(people: Iterable[Who]) -> tuple[Who, ...]:
    """Each person once, in the order given."""
    found: dict[str, Who] = {}
    for who in people:
        found.setdefault(who.key, who)
    return tuple(found.values())


def _latest_first(mails: Iterable[Mail]) -> list[Mail]:
    return sorted(mails, key=lambda mail: (mail.at, mail.message_id), reverse=True)
