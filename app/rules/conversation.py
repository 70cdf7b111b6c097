"""What was said about a remark: the answers to it, the answers to those, and so on.

A mail that answers another one speaks of the remarks that it quotes. Where the mail that it answers makes a single
point, whatever it says is about that point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from .history import Name, Said

MOST = 200
"""Remarks that are followed about one point, those nearest to it first: no thread can make more of it."""
_LINES = 40


def lines(text: str) -> tuple[str, ...]:
    """The last lines of a remark or a quote without blanks and quote marks, to be compared with each other.

    Lines without a letter or digit tell nothing. A quote is kept with 40 lines, so no more can be repeated.
    """
    found = ("".join(line.lstrip("> |\t").split()) for line in text.split("\n")[-_LINES:])
    return tuple(line for line in found if any(map(str.isalnum, line)))


def repeats(quoted: Collection[str], said: Sequence[str]) -> bool:
    """Whether a quote repeats a remark: its last line, or more than half of its lines."""
    return bool(said) and (said[-1] in quoted or 2 * sum(line in quoted for line in said) > len(said))


def conversations(points: Iterable[Said], remarks: Iterable[Said]) -> Mapping[Name, tuple[Said, ...]]:
    """Of each of these remarks what was said about it afterwards, in order of time. `remarks` are all of a series."""
    below: defaultdict[str, list[Said]] = defaultdict(list)
    of_mail: defaultdict[str, list[Said]] = defaultdict(list)
    for each in remarks:
        of_mail[each.mail.message_id].append(each)
        if each.mail.parent is not None and each.mail.parent != each.mail.message_id:
            below[each.mail.parent].append(each)
    return {each.name: _about(each, of_mail, below) for each in points}


def _about(point: Said, of_mail: Mapping[str, Sequence[Said]], below: Mapping[str, Sequence[Said]]) -> tuple[Said, ...]:
    found: dict[Name, Said] = {}
    # By mail, what of it is about the point.
    wave = {point.mail.message_id: [point]}
    seen = set(wave)
    while wave and len(found) < MOST:
        following: defaultdict[str, list[Said]] = defaultdict(list)
        for message_id, ours in wave.items():
            single = _is_single(ours, of_mail[message_id])
            for each in below.get(message_id, ()):
                if each.mail.message_id not in seen and (single or _answers(each, ours)):
                    following[each.mail.message_id].append(each)
        answers = sorted((each for group in following.values() for each in group), key=when)
        found.update((each.name, each) for each in answers[: MOST - len(found)])
        seen |= following.keys()
        wave = dict(following)
    return tuple(sorted(found.values(), key=when))


def when(said: Said) -> tuple[object, ...]:
    """Orders remarks by time, and those of one time by name."""
    return (said.mail.at, said.mail.message_id, said.number)


def _is_single(ours: Sequence[Said], all_of_mail: Iterable[Said]) -> bool:
    """Whether a mail says nothing that could be answered but what is about the point."""
    mine = {each.number for each in ours}
    return all(each.number in mine or not (each.objection or each.act == "question") for each in all_of_mail)


def _answers(said: Said, ours: Iterable[Said]) -> bool:
    quoted = frozenset(said.quoted)
    return any(repeats(quoted, each.lines) for each in ours)
