"""Who gave which review tag to which patch, as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.queries.series import PatchRow, RevisionRow, SeriesWhole, TagChangeRow, TagRow

# In the order of a row's cells; a Nacked-by is no ack, and shows as what it is.
LETTERS = {"Reviewed-by": "R", "Acked-by": "A", "Tested-by": "T", "Nacked-by": "N"}
ORDER = {kind: place for place, kind in enumerate(LETTERS)}
PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag in its cell: its letter with a sign, the classes that it is drawn with, in words what it is and how it came
    there, and the mail in which it was given."""

    kind: str
    sign: str
    look: str
    said: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Grid:
    """`people` are the names over the columns, a row is a patch and for each of them their tags for it.

    `omitted` more people have no column.
    """

    people: tuple[str, ...]
    rows: tuple[tuple[PatchRow, tuple[tuple[Mark, ...], ...]], ...]
    omitted: int


def grid(series: SeriesWhole, chosen: RevisionRow) -> Grid:
    """The review tags of this version's patches, and those that were lost on the way to it; people in the order in
    which they appear."""
    changes = _changes(series, chosen)
    names: dict[str, str] = {}
    given: defaultdict[tuple[str, str], list[Mark]] = defaultdict(list)
    for patch in chosen.patches:
        marks = _marks(patch, changes.get(patch.message_id, ()))
        for person, name, mark in sorted(marks, key=lambda each: ORDER[each[2].kind]):
            names.setdefault(person, name)
            given[patch.message_id, person].append(mark)
    columns = list(names)[:PEOPLE]
    return Grid(
        people=tuple(names[person] for person in columns),
        rows=tuple(
            (patch, tuple(tuple(given.get((patch.message_id, person), ())) for person in columns))
            for patch in chosen.patches
        ),
        omitted=len(names) - len(columns),
    )


def coverage(patches: Sequence[PatchRow]) -> Mapping[str, int]:
    """How many of these patches have each kind of review tag."""
    return Counter(kind for patch in patches for kind in {tag.kind for tag in patch.tags} if kind in LETTERS)


def _changes(series: SeriesWhole, chosen: RevisionRow) -> Mapping[str, Sequence[TagChangeRow]]:
    """By patch (Message-ID) of this version, what became of tags in it and in the versions before."""
    now = next(at for at, revision in enumerate(series.revisions) if revision.id == chosen.id)
    there: dict[tuple[int, int], str] = {}
    for history in series.history:
        patch = history.cells[now]
        if patch and patch.how != "dropped":
            for revision, cell in zip(series.revisions[: now + 1], history.cells, strict=False):
                if cell and cell.how != "dropped":
                    there[revision.version, cell.number] = patch.message_id
    found: defaultdict[str, list[TagChangeRow]] = defaultdict(list)
    for change in series.tag_ledger:
        if change.later_version <= chosen.version:
            found[there.get((change.later_version, change.patch), "")].append(change)
    return found


def _marks(patch: PatchRow, changes: Sequence[TagChangeRow]) -> Iterator[tuple[str, str, Mark]]:
    """Each tag of a patch with who gave it: what tells people apart, and the name."""
    kept = {(_person(each.name, each.email), each.kind): each for each in changes if each.how != "lost"}
    for tag in patch.tags:
        if tag.kind in LETTERS:
            person = _person(tag.name, tag.email or tag.value)
            yield person, tag.name or tag.email or tag.value, _held(tag, kept.get((person, tag.kind)))
    for each in changes:
        if each.how == "lost":
            why = f": {each.reason}" if each.reason else ""
            said = (
                f"{each.kind}, given to v{each.earlier_version} and lost in v{each.later_version}{why}, {_alike(each)}"
            )
            mark = Mark(each.kind, f"{LETTERS[each.kind]}\u00d7", "lost", said, each.message_id)
            yield _person(each.name, each.email), each.name or each.email, mark


def _held(tag: TagRow, kept: TagChangeRow | None) -> Mark:
    (sign, look, how) = ("", "", "given to the patch")
    if tag.inherited:
        (sign, look, how) = ("0", " inherited", "given to the cover letter")
    elif tag.how == "written":
        (sign, look) = ("<", " written")
        how = "carried over from an earlier version" if tag.origin else "written in the patch"
    elif tag.how == "relayed":
        (sign, how) = ("*", "relayed by somebody else")
    if kept:
        (sign, look) = (f"{sign}!", f"{look} doubtful")
        how = f"{how}, and kept though the patch changed much from v{kept.earlier_version}, {_alike(kept)}"
    letter = LETTERS[tag.kind]
    return Mark(tag.kind, f"{letter}{sign}", f"{letter}{look}", f"{tag.kind}, {how}", tag.origin or tag.message_id)


def _alike(change: TagChangeRow) -> str:
    return f"{100 * change.likeness:.0f} % alike"


def _person(name: str, address: str) -> str:
    """What tells people apart, as in `app.models.Person`."""
    name = " ".join(name.casefold().split())
    return name if " " in name else address
