"""Who gave which review tag to which patch, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.queries.series import PatchRow, TagRow

# In the order of a row's cells; a Nacked-by is no ack, and shows as what it is.
LETTERS = {"Reviewed-by": "R", "Acked-by": "A", "Tested-by": "T", "Nacked-by": "N"}
PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Grid:
    """`people` are the names over the columns, a row is a patch and for each of them the tags that they gave to it.

    `omitted` more people have no column.
    """

    people: tuple[str, ...]
    rows: tuple[tuple[PatchRow, tuple[tuple[TagRow, ...], ...]], ...]
    omitted: int


def grid(patches: Sequence[PatchRow]) -> Grid:
    """The review tags of these patches, people in the order in which they appear."""
    names: dict[str, str] = {}
    for tag in (tag for patch in patches for tag in patch.tags if tag.kind in LETTERS):
        names.setdefault(_person(tag), tag.name or tag.email or tag.value)
    columns = list(names)[:PEOPLE]
    return Grid(
        people=tuple(names[person] for person in columns),
        rows=tuple((patch, _cells(patch, columns)) for patch in patches),
        omitted=len(names) - len(columns),
    )


def coverage(patches: Sequence[PatchRow]) -> Mapping[str, int]:
    """How many of these patches have each kind of review tag."""
    return Counter(kind for patch in patches for kind in {tag.kind for tag in patch.tags} if kind in LETTERS)


def _cells(patch: PatchRow, columns: Sequence[str]) -> tuple[tuple[TagRow, ...], ...]:
    given: dict[str, list[TagRow]] = {person: [] for person in columns}
    for kind in LETTERS:
        for tag in patch.tags:
            if tag.kind == kind and _person(tag) in given:
                given[_person(tag)].append(tag)
    return tuple(tuple(tags) for tags in given.values())


def _person(tag: TagRow) -> str:
    """What tells people apart, as in `app.models.Person`."""
    name = " ".join(tag.name.casefold().split())
    return name if " " in name else tag.email or tag.value
