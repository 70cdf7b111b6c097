"""The versions of a series side by side, as a table: a row is a patch, a column a version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from app.queries.series import PatchCell, PatchHistory, RevisionRow, SeriesWhole
from app.rules.version import label

from .addresses import patch_url

COLUMNS = 8
"""The newest versions have a column."""
ROWS = 100
"""So many patches have a row."""
SIGNS = {"same": "=", "taken": "=", "changed": "!", "new": "+", "dropped": "-", None: ""}
"""`git range-diff`'s, but that what one version lacks or adds stands in that version."""


@dataclass(frozen=True, slots=True)
class Side:
    """A patch in one version: its number, behind the one that it had before where that is another, and in words what
    became of it since. `look` is that in one word, `href` leads to what changed."""

    look: str
    text: str
    said: str
    href: Markup


@dataclass(frozen=True, slots=True)
class Sides:
    """`columns` are the versions, `rows` the patches by title with a cell for each of them. `older` versions and `more`
    patches are left out."""

    columns: tuple[RevisionRow, ...]
    rows: tuple[tuple[str, tuple[Side | None, ...]], ...]
    older: int
    more: int


def sides(series: SeriesWhole) -> Sides:
    """The newest versions, each beside the one before it."""
    older = max(0, len(series.revisions) - COLUMNS)
    shown = [history for history in series.history if any(history.cells[older:])]
    posted = {patch.message_id: patch.revision for revision in series.revisions for patch in revision.patches}
    labels = [label(revision.version, revision.minor) for revision in series.revisions]

    def cells(history: PatchHistory) -> Iterator[Side | None]:
        for at in range(older, len(labels)):
            cell, earlier = history.cells[at], history.cells[at - 1] if at else None
            if cell is None:
                yield None
                continue
            address = patch_url(cell.message_id)
            if earlier and cell.how in ("same", "changed"):
                address += f"?since={posted[earlier.message_id]}"
            before = f"{cell.before}\u2192" if cell.before not in (None, cell.number) else ""
            yield Side(
                look=cell.how or "",
                text=f"{before}{cell.number} {SIGNS[cell.how]}",
                said=_said(cell, labels[at], labels[at - 1] if at else ""),
                href=address,
            )

    return Sides(
        columns=series.revisions[older:],
        rows=tuple((history.title, tuple(cells(history))) for history in shown[:ROWS]),
        older=older,
        more=len(shown) - len(shown[:ROWS]),
    )


def _said(cell: PatchCell, now: str, before: str) -> str:
    if cell.how == "changed":
        return f"{now}: changed since {before}, {100 * (cell.likeness or 0):.0f} % alike"
    words = {
        "same": f"{now}: unchanged since {before}",
        "taken": f"{now}: as it was sent in an earlier version",
        "new": f"new in {now}",
        "dropped": f"dropped in {now}",
    }
    return words.get(cell.how or "", now)
