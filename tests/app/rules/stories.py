"""Histories for the tests of the rules, told as they happen: versions posted, mails sent, places changed.

Time runs in days: day 0 is the first posting. Ada writes the series, the others review it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.rules.conversation import lines
from app.rules.history import (
    Announced,
    Follow,
    GivenTag,
    History,
    Landing,
    Mail,
    Name,
    PatchOf,
    Said,
    Version,
    Who,
)

START = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


def day(days: float) -> dt.datetime:
    return START + dt.timedelta(days=days)


def who(name: str) -> Who:
    return Who(name.lower(), name, f"{name.lower()}@example.org")


ADA = who("Ada")


def said(
    text: str = "",
    act: str = "inform",
    *,
    severity: str = "",
    labels: Sequence[str] = (),
    quoting: str = "",
    source: str = "model",
    sure: bool = True,
    path: str | None = "pump.c",
    code: str | None = None,
) -> Said:
    """A remark that `Story.mail` puts into a mail."""
    severity = severity or ("required" if act == "object" else "none")
    objection = act == "object" or (act == "question" and bool(labels))
    return Said(
        mail=None,  # type: ignore[arg-type]  # The mail is there once the remark is sent.
        number=0,
        act=act,
        sure=sure,
        severity=severity,
        labels=tuple(labels),
        source=source,
        said_by=source,
        objection=objection,
        text=text,
        lines=lines(text),
        quoted=lines(quoting),
        path=path,
        code=code,
    )


def announced(what: str, text: str = "", **more: Sequence[int] | Sequence[str] | str) -> Announced:
    given = {"numbers": (), "titles": (), "excluded": (), "links": ()} | more
    return Announced(what=what, text=text or f"{what}, thanks", **given)  # type: ignore[arg-type]


class Story:
    """One series as it is told; `history` is what the rules look at."""

    def __init__(self) -> None:
        self.versions: list[Version] = []
        self.mails: list[Mail] = []
        self.remarks: list[Said] = []
        self.followed: defaultdict[Name, list[Follow]] = defaultdict(list)
        self.pairs: defaultdict[str, set[str]] = defaultdict(set)
        self.landed: list[Landing] = []
        self.by_hand: dict[Name, tuple[str, str]] = {}
        self.tags: list[tuple[int, int | None, GivenTag]] = []

    def post(
        self, at: float = 0, patches: int = 1, *, seen: Iterable[int] | None = None, keeps: Iterable[int] = ()
    ) -> Story:
        """A new version. `keeps` are the numbers of patches whose tags its author has carried over."""
        number = len(self.versions) + 1
        numbers = range(1, patches + 1) if seen is None else seen
        parts = tuple(PatchOf(f"v{number}-{each}@x", each, f"part {each}", ()) for each in numbers)
        cover = f"v{number}-0@x"
        whole = frozenset({cover, *(part.message_id for part in parts)})
        complete = len(parts) == patches
        self.versions.append(Version(f"v{number}", cover, day(at), patches, complete, parts, whole))
        for version, patch, tag in list(self.tags):
            if version == number - 2 and patch in keeps:
                self.tags.append((number - 1, patch, tag))
        for earlier in range(number - 1):
            for part in self.versions[earlier].patches:
                if part.number in numbers:
                    self.pairs[part.message_id].add(f"v{number}-{part.number}@x")
        return self

    def mail(
        self,
        name: str,
        at: float,
        *remarks: Said,
        on: int | None = 0,
        version: int | None = None,
        answers: str | None = None,
        tags: Sequence[str] = (),
        announces: Sequence[Announced] = (),
        robot: bool = False,
    ) -> str:
        """A mail about a patch of a version (the cover, and the newest, where nothing else is said); gives its id."""
        place = (version or len(self.versions)) - 1
        target = f"v{place + 1}-{on}@x" if on is not None else None
        mail = Mail(
            message_id=f"{name.lower()}-{len(self.mails)}@x",
            parent=answers or target,
            at=day(at),
            who=who(name),
            by_author=name == "Ada",
            robot=robot,
            version=place,
            number=on,
            on=target,
            tags=tuple(tags),
            announced=tuple(announces),
        )
        self.mails.append(mail)
        for number, each in enumerate(remarks):
            fields = {field: getattr(each, field) for field in Said.__slots__}
            fields |= {"mail": mail, "number": number, "objection": each.objection and name != "Ada"}
            self.remarks.append(Said(**fields))
        for kind in tags:
            self.tags.append((place, on, GivenTag(kind, mail.who, mail.message_id, mail.at, False)))
        return mail.message_id

    def changed(self, message_id: str, version: int, place: str, named: str = "", number: int = 0) -> Story:
        """What a version did at the place of a remark."""
        self.followed[message_id, number].append(Follow(version - 1, place, named))
        return self

    def history(self) -> History:
        return History(
            author=ADA,
            versions=tuple(self._tagged(place, version) for place, version in enumerate(self.versions)),
            mails=tuple(self.mails),
            remarks=tuple(self.remarks),
            followed={name: tuple(sorted(each, key=lambda one: one.version)) for name, each in self.followed.items()},
            pairs={patch: frozenset(later) for patch, later in self.pairs.items()},
            landed=tuple(self.landed),
            addressed=("mia@example.org", "list@example.org"),
            by_hand=self.by_hand,
        )

    def _tagged(self, place: int, version: Version) -> Version:
        def tags(number: int) -> tuple[GivenTag, ...]:
            theirs = (tag for where, on, tag in self.tags if where == place and on in (0, number) and tag.who != ADA)
            return tuple(tag for tag in theirs if tag.kind != "Nacked-by")

        patches = tuple(
            PatchOf(each.message_id, each.number, each.title, tags(each.number)) for each in version.patches
        )
        fields = {field: getattr(version, field) for field in Version.__slots__}
        return Version(**fields | {"patches": patches})
