"""Where patches have landed: as commits of configured trees, and in what maintainers ask others to pull."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from app.models import Message, Pulled
from app.rules.history import Landing

from .landed import MEMORY, PatchKey, landed

_TITLES: BindParameter[Sequence[str]] = bindparam("titles", expanding=True)
_PULLED = (
    select(Pulled.title, Pulled.author, Message.date, Message.message_id, Message.from_name, Message.from_email)
    .join(Message, Message.id == Pulled.message_id)
    .where(Pulled.title.in_(_TITLES))
    .order_by(Message.date, Message.message_id)
)


def landings(session: Session, patches: Mapping[int, PatchKey]) -> Mapping[int, Landing]:
    """Of these patches (by row) where each has landed: the commit, else the first pull request that lists it."""
    found = dict(_pulled(session, patches))
    for row, commit in landed(session, patches).items():
        message_id = patches[row].message_id
        text = f"{commit.tree} has it as {commit.sha[:12]} (found by {commit.how})"
        found[row] = Landing(message_id, text, commit.date, message_id)
    return found


def _pulled(session: Session, patches: Mapping[int, PatchKey]) -> Iterator[tuple[int, Landing]]:
    by_title: defaultdict[str, list[int]] = defaultdict(list)
    for row, patch in patches.items():
        if patch.title:
            by_title[patch.title].append(row)
    seen: set[int] = set()
    for title, author, date, message_id, name, email in session.execute(_PULLED, {"titles": sorted(by_title)}):
        for row in by_title[title]:
            patch = patches[row]
            if row not in seen and author.lower() in patch.people and patch.date <= date <= patch.date + MEMORY:
                seen.add(row)
                text = f"{name or email} asked for it to be pulled"
                yield row, Landing(patch.message_id, text, date, message_id)
