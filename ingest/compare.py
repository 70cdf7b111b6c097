"""Two versions of a series, compared: what each patch has become, and what was done where people had remarked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from app.rules.changelog import changelog, naming
from app.rules.followed import followed
from app.rules.rangediff import PatchText, pairs
from ingest.facts import Compared
from ingest.jobs import Place, Posted
from ingest.parse import body


def text(mail: bytes) -> str:
    """The text of a compressed mail."""
    return body.text(body.split(zlib.decompress(mail))[0], prefer_diff=True)


def read(posted: Posted) -> tuple[PatchText, ...]:
    """The patches of a version with their texts."""
    return tuple(PatchText(name, number, title, text(mail)) for name, number, title, mail in posted.patches)


def compare(
    earlier: tuple[PatchText, ...], later: tuple[PatchText, ...], entries: tuple[str, ...], places: Iterable[Place]
) -> Compared:
    """Compare two versions, of which the later one has these entries in its changelog."""
    found = pairs(earlier, later)
    before = {each.name: each for each in earlier}
    after = {each.name: each for each in later}
    now = {pair.earlier: after.get(pair.later or "") for pair in found if pair.earlier is not None}
    any_change = "none" if all(pair.how == "same" for pair in found) else "elsewhere"
    return Compared(
        tuple((pair.earlier, pair.later, pair.how, pair.likeness) for pair in found),
        tuple(_follow(place, before, now, later, entries, any_change) for place in places),
    )


def entries(posted: Posted, patches: tuple[PatchText, ...]) -> tuple[str, ...]:
    """What a version says to be new in it: in its cover letter and below the messages of its patches."""
    bodies = [text(posted.cover)] if posted.cover else []
    bodies += [patch.body for patch in patches]
    return tuple(dict.fromkeys(entry for each in bodies for entry in changelog(each, posted.version)))


def _follow(
    place: Place,
    before: Mapping[str, PatchText],
    now: Mapping[str, PatchText | None],
    later: tuple[PatchText, ...],
    entries: tuple[str, ...],
    any_change: str,
) -> tuple[str, str] | None:
    named = naming(entries, people=place.people, quoted=place.quoted, code=place.code, text=place.text) or ""
    if place.patch is None or place.patch not in before:
        return any_change, named
    patch = now.get(place.patch)
    if patch is not None and patch.name == place.patch:
        return None
    others = tuple(each for each in later if each is not patch)
    return followed(place.path, place.line, place.code, place.quoted, before[place.patch], patch, others), named
