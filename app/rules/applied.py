"""Which patches of which version were applied, and whether they stayed so.

A mail that says "applied" speaks of the patches that it numbers or names; of all where it answers the cover, or says
so; else of the patch that it answers. A commit in a configured tree speaks of the patch that it was found for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from .history import Announced, History, Mail, Version
from .outcome import Applied
from .title import normal

_ALL = re.compile(
    r"\b(?:series|patch ?set|patches|set|all|both|everything|whole|these|them|\d+ commits?|two|three)\b", re.IGNORECASE
)


def applications(history: History) -> tuple[Applied, ...]:
    """All that was said to be applied, in order of time."""
    found = []
    for mail in sorted(history.mails, key=lambda mail: (mail.at, mail.message_id)):
        numbers = [
            spoken_of(history.versions[mail.version], mail, each) for each in mail.announced if each.what == "applied"
        ]
        text = f"{mail.who.called} applied it"
        found += [Applied(mail.at, text, mail.message_id, mail.version, each) for each in numbers if each]
    newest = len(history.versions) - 1
    of = {patch.message_id: patch.number for patch in history.newest.patches}
    found += [
        Applied(each.date, each.text, each.said_in, newest, frozenset({of[each.message_id]}))
        for each in history.landed
        if each.message_id in of
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.said_in)))


def spoken_of(version: Version, mail: Mail, said: Announced) -> frozenset[int]:
    """The numbers of the patches that an announcement is about."""
    present = {patch.number for patch in version.patches}
    if said.numbers:
        numbers = set(said.numbers) & present
    elif said.titles:
        numbers = set(_by_title(version, said))
        if not numbers and (len(present) == 1 or mail.number == 0):
            numbers = present
    elif not mail.number or len(present) == 1 or _ALL.search(said.text):
        numbers = present
    else:
        numbers = {mail.number}
    return frozenset(numbers - set(said.excluded))


def _by_title(version: Version, said: Announced) -> Iterator[int]:
    titles = {normal(title) for title in said.titles}
    yield from (patch.number for patch in version.patches if normal(patch.title) in titles)


def taken(history: History, applied: tuple[Applied, ...]) -> Mapping[int, Applied]:
    """By number the patches of the newest version that were applied and not taken out again.

    Who applies to an older version after the newer one was posted has mistaken the mail to answer.
    """
    newest = len(history.versions) - 1
    theirs = [each for each in applied if each.version == newest or each.at >= history.newest.date]
    out = [(mail, spoken_of(history.versions[mail.version], mail, said)) for mail, said in dropped(history)]
    events: list[tuple[dt.datetime, str, Applied | None, frozenset[int]]] = [
        *((each.at, each.said_in, each, each.numbers) for each in theirs),
        *((mail.at, mail.message_id, None, numbers) for mail, numbers in out),
    ]
    found: dict[int, Applied] = {}
    for _, _, taken, numbers in sorted(events, key=lambda event: (event[0], event[1], event[2] is None)):
        for number in numbers:
            if taken:
                found.setdefault(number, taken)
            else:
                found.pop(number, None)
    return found


def dropped(history: History) -> Iterator[tuple[Mail, Announced]]:
    """The mails in which somebody takes a patch out of a tree again, in order of time."""
    for mail in sorted(history.mails, key=lambda mail: (mail.at, mail.message_id)):
        if not mail.by_author:
            yield from ((mail, said) for said in mail.announced if said.what == "dropped")
