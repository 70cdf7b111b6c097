"""`docket diff`: two versions of a series side by side, from their mails alone, or in a git tree."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich.text import Text
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app import config
from app.commands import Command, config_option, json_option, reading
from app.commands.terminal import console, mail_text
from app.errors import DocketError, UsageError
from app.models import Content, Message, Series
from app.queries.series import find
from app.queries.series.postings import Posting, effective, lineage, placed, postings
from app.rules.rangediff import Pair, PatchText, difference, pairs
from app.serial import dumps
from ingest.compare import text
from ingest.source.exact import exact
from ingest.store.sql import pieces

_MAILS = select(Message.id, Message.message_id, Message.title, Content.data).join(
    Content, Content.id == Message.content_id
)
Side = Sequence[tuple[int, Row[int, str, str, bytes]]]
"""The patches of a version: number, and mail."""
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@click.command("diff", cls=Command)
@click.argument("ref")
@click.argument("versions", required=False, metavar="[A..B]")
@config_option
@json_option
def diff(ref: str, versions: str | None, config_path: Path, as_json: bool) -> None:
    """Compare two versions of a series: what each patch has become, and what was changed in it.

    REF is as in `docket show`. A..B is as in v1..v3 (or the ids of two versions); without it the last two are compared.
    Patches that a version does not bring itself are taken from the one that it re-rolls in part. Differences are those
    of the patches, as `git range-diff` shows them; where a configured git tree has the files that both versions build
    upon, they are git's own.
    """
    with reading(config_path) as session:
        among = _versions(session, ref)
        earlier, later = _ends(ref, versions, among)
        sides = [_mails(session, each, among) for each in (earlier, later)]
    before, after = (_texts(side) for side in sides)
    tree, by_git = _by_git(config.load(config_path).trees, *sides)
    found = pairs(tuple(before.values()), tuple(after.values()))
    if as_json:
        ends = {"from": _end(earlier), "to": _end(later), "tree": tree, "exact": by_git}
        click.echo(dumps(ends | {"pairs": [_pair(pair, before, after) for pair in found]}))
        return
    screen = console()
    for line in _lines(earlier, later, found, before, after) if by_git is None else _exact_lines(tree, by_git):
        screen.print(line, soft_wrap=True)


def _versions(session: Session, ref: str) -> Sequence[Posting]:
    key = find(session, ref)
    if key is None:
        raise DocketError(
            f"{ref}: no series has this id or Message-ID; if its list is not read yet, run: docket ingest"
        )
    series = session.scalars(select(Series.id).where(Series.key == key)).one()
    return postings(session, [series])[series]


def _ends(ref: str, versions: str | None, among: Sequence[Posting]) -> tuple[Posting, Posting]:
    """The two versions that are meant, by label or id; of several with one label, as resends have it, the last one."""
    if versions is None:
        if len(among) < 2:
            raise DocketError(f"{ref}: there is only one version, so there is nothing to compare it with")
        return among[-2], among[-1]
    labels = {each.label: each for each in among}
    known = {each.key: each for each in among} | labels
    names = versions.split("..")
    if len(names) != 2 or not known.keys() >= set(names):
        raise UsageError(f"diff: {versions!r} names no two versions; it is A..B, and there are {', '.join(labels)}")
    return known[names[0]], known[names[1]]


def _mails(session: Session, posting: Posting, among: Sequence[Posting]) -> Side:
    """The patches of a version in order, with those that it takes from its base, each with its number."""
    line = tuple(lineage(posting, among))
    parts = effective(line, placed(session, [each.id for each in line]))
    known: dict[int, Row[int, str, str, bytes]] = {}
    for piece in pieces(part.message_id for part in parts):
        known.update((mail.id, mail) for mail in session.execute(_MAILS.where(Message.id.in_(piece))))
    return [(part.number, known[part.message_id]) for part in parts]


def _texts(side: Side) -> dict[str, PatchText]:
    """Patches by Message-ID."""
    return {each.message_id: PatchText(each.message_id, number, each.title, text(each.data)) for number, each in side}


def _by_git(trees: Sequence[config.Tree], earlier: Side, later: Side) -> tuple[str | None, str | None]:
    """The first tree in which git can compare the two, and what it says."""
    raw = [[zlib.decompress(mail.data) for _, mail in side] for side in (earlier, later)]
    for tree in trees:
        with contextlib.suppress(DocketError):
            if (found := exact(Path(tree.path), *raw)) is not None:
                return tree.name, found
    return None, None


def _exact_lines(tree: str | None, by_git: str) -> Iterator[Text]:
    yield mail_text(f"git range-diff in {tree}", "bold")
    for line in by_git.splitlines():
        yield mail_text(line.expandtabs(), _STYLES.get(line.strip()[:1], "") if line.startswith("    ") else "bold")


def _end(posting: Posting) -> dict[str, Any]:
    names = ("version", "minor", "total", "received", "complete", "partial", "resend")
    return {"id": posting.key, "message_id": posting.head} | {name: getattr(posting, name) for name in names}


def _pair(pair: Pair, before: dict[str, PatchText], after: dict[str, PatchText]) -> dict[str, Any]:
    earlier, later = before.get(pair.earlier or ""), after.get(pair.later or "")
    return {
        "earlier": _patch(earlier),
        "later": _patch(later),
        "how": pair.how,
        "likeness": round(pair.likeness, 3),
        "difference": list(_difference(earlier, later)) if pair.how == "changed" else [],
    }


def _patch(patch: PatchText | None) -> dict[str, Any] | None:
    return {"number": patch.number, "message_id": patch.name, "title": patch.title} if patch else None


def _difference(earlier: PatchText | None, later: PatchText | None) -> Iterator[str]:
    """Lines with the outer sign before them; `@@` and the heading they stand under where lines are left out."""
    for line in difference(earlier, later):
        yield f"@@ {line.text}".rstrip() if line.sign == "@" else line.sign + line.text


def _lines(
    earlier: Posting, later: Posting, found: Sequence[Pair], before: dict[str, PatchText], after: dict[str, PatchText]
) -> Iterator[Text]:
    yield Text(f"{earlier.label}..{later.label}", "bold")
    for posting in (earlier, later):
        if not posting.complete:
            lack = (
                f"{posting.received} of {posting.total} patches of {posting.label} are known; others only seem to lack"
            )
            yield Text(lack, "yellow")
    for pair in found:
        one, other = before.get(pair.earlier or ""), after.get(pair.later or "")
        yield mail_text(_fate(pair, one, other), "bold" if pair.how != "same" else "")
        if pair.how == "changed":
            for line in _difference(one, other):
                yield Text("    ") + mail_text(line.expandtabs(), _STYLES.get(line[0], ""))


def _fate(pair: Pair, earlier: PatchText | None, later: PatchText | None) -> str:
    """`2 -> 3: changed (87 %)  pump: count`, with the old title too where it is another."""
    numbers = [str(each.number) if each else "" for each in (earlier, later)]
    place = numbers[0] if numbers[0] == numbers[1] else " -> ".join(numbers).lstrip()
    share = f" ({pair.likeness:.0%})".replace("%", " %") if pair.how == "changed" else ""
    titles = dict.fromkeys(each.title for each in (earlier, later) if each)
    return f"{place}: {pair.how}{share}  {' -> '.join(titles)}"
