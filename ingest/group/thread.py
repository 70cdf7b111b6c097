"""Threads: which Message-IDs belong together, whether or not their messages were ever seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from ingest.facts import Note

T = TypeVar("T", int, str)


class Unions(Generic[T]):
    """Sets that merge (union-find with path halving); the least member of a set stands for it."""

    def __init__(self) -> None:
        self._parent: dict[T, T] = {}

    def find(self, item: T) -> T:
        parent = self._parent
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: T, other: T) -> None:
        one, other = self.find(one), self.find(other)
        if one != other:
            least = min(one, other)
            self._parent[other if least == one else one] = least

    def sets(self) -> dict[T, list[T]]:
        """Each set by its least member."""
        found: dict[T, list[T]] = {}
        for item in list(self._parent):
            found.setdefault(self.find(item), []).append(item)
        return found


class Tree:
    """The notes of one thread by their ids, with the nearest known message that each one answers.

    A parent that was never seen is skipped by way of References. Loops, which only malice makes, are cut at the
    note that comes first in date order.
    """

    def __init__(self, notes: Iterable[Note]) -> None:
        self.notes = sorted(notes, key=lambda note: (note.date, note.subject.number or 0, note.message_id))
        self.by_id: Mapping[str, Note] = {note.message_id: note for note in self.notes}
        self._parents: dict[str, str | None] = {}
        for note in self.notes:
            self._parents[note.message_id] = self._known_parent(note)
        self._cut_loops()
        self._spans = self._walk()

    def _known_parent(self, note: Note) -> str | None:
        for message_id in (note.parent, *reversed(note.references)):
            if message_id is not None and message_id in self.by_id and message_id != note.message_id:
                return message_id
        return None

    def _cut_loops(self) -> None:
        safe: set[str] = set()
        for note in self.notes:
            path: dict[str, None] = {}
            at: str | None = note.message_id
            while at is not None and at not in safe:
                if at in path:
                    first = min(list(path)[list(path).index(at) :], key=lambda each: (self.by_id[each].date, each))
                    self._parents[first] = None
                    break
                path[at] = None
                at = self._parents[at]
            safe.update(path)

    def _walk(self) -> dict[str, tuple[int, int]]:
        """For each note, between which steps of a walk through the tree all that is below it is met."""
        children: dict[str | None, list[str]] = {}
        for note in self.notes:
            children.setdefault(self._parents[note.message_id], []).append(note.message_id)
        entered: dict[str, int] = {}
        spans: dict[str, tuple[int, int]] = {}
        stack = list(children.get(None, ()))
        while stack:
            message_id = stack[-1]
            if message_id not in entered:
                entered[message_id] = len(entered)
                stack += children.get(message_id, ())
            else:
                spans[message_id] = (entered[message_id], len(entered))
                stack.pop()
        return spans

    def below(self, note: Note, above: Note) -> bool:
        """Whether `above` is among the ancestors of `note`, without walking there."""
        begin, end = self._spans[above.message_id]
        return begin < self._spans[note.message_id][0] < end

    def parent(self, note: Note) -> Note | None:
        parent = self._parents[note.message_id]
        return None if parent is None else self.by_id[parent]

    def ancestors(self, note: Note) -> Iterable[Note]:
        """From the parent up to the root."""
        at = self.parent(note)
        while at is not None:
            yield at
            at = self.parent(at)

    def parents_first(self) -> Sequence[Note]:
        """All notes so that no message comes before the one that it answers, else in date order."""
        depth_first: list[Note] = []
        placed: set[str] = set()
        for note in self.notes:
            path = []
            at: Note | None = note
            while at is not None and at.message_id not in placed:
                placed.add(at.message_id)
                path.append(at)
                at = self.parent(at)
            depth_first.extend(reversed(path))
        return depth_first
