"""An archive of short mails that holds what makes grouping hard, and ways to write mails where sources find them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.ingest.source.archives import FIRST, Epoch, git
from tests.mails import WRITTEN, diff, mail, patch_body

ANN = "Ann Author <ann@example.org>"
BEA = "Bea Reviewer <bea@example.org>"
CEM = "Cem Maintainer <cem@example.org>"
DAN = "Dan Other <dan@example.org>"

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def at(days: float, minutes: float = 0) -> dt.datetime:
    return WRITTEN + days * DAY + minutes * MINUTE


def patch(
    name: str,
    subject: str,
    when: dt.datetime,
    parent: str | None = None,
    sender: str = ANN,
    *,
    message: str = "Count them.",
    tags: Sequence[str] = (),
    new: str = "return count;",
    notes: str = "",
    **headers: str | None,
) -> bytes:
    """A patch whose diff changes one line to `new`."""
    body = patch_body(message, *tags, f"Signed-off-by: {sender}", notes=notes, diffs=[diff(new=new)])
    return mail(subject, body, message_id=name, parent=parent, sender=sender, date=when, **headers)


def letter(
    name: str,
    subject: str,
    when: dt.datetime,
    parent: str | None = None,
    sender: str = ANN,
    body: str = "What it is for.\n",
    **headers: str | None,
) -> bytes:
    """A cover or a reply: any mail without a diff of its own."""
    return mail(subject, body, message_id=name, parent=parent, sender=sender, date=when, **headers)


def posting(
    name: str,
    subject: str,
    titles: Sequence[str],
    when: dt.datetime,
    *,
    sender: str = ANN,
    parent: str | None = None,
    cover: str = "",
    body: str = "What it is for.\n",
    tags: Sequence[str] = (),
    threaded: bool = True,
) -> list[bytes]:
    """A series as git sends it: `cover` is the title of its letter, empty for none; Message-IDs are NAME-N@x."""
    made = []
    above = parent
    if cover:
        made.append(letter(f"{name}-0@x", f"[{subject} 0/{len(titles)}] {cover}", when, parent, sender, body))
        above = f"{name}-0@x"
    for number, title in enumerate(titles, 1):
        counter = f" {number}/{len(titles)}" if len(titles) > 1 or cover else ""
        made.append(
            patch(
                f"{name}-{number}@x",
                f"[{subject}{counter}] {title}",
                when + number * dt.timedelta(seconds=2),
                above if threaded else None,
                sender,
                tags=tags,
                new=f"return {title.replace(' ', '_')};",
            )
        )
        above = above or f"{name}-1@x"
    return made


def reply(
    name: str,
    parent: str,
    subject: str,
    when: dt.datetime,
    sender: str = BEA,
    body: str = "> -\treturn 0;\n\nWhy not all of them?\n",
    **headers: str | None,
) -> bytes:
    return letter(name, f"Re: {subject}", when, parent, sender, body, **headers)


def archive() -> list[bytes]:
    """The mails of one list, oldest thread first. Titles say which case a thread is about."""
    pump = ["pump: count the strokes", "pump: report the count"]
    mails = [
        *posting("pump1", "PATCH", pump, at(0), cover="pump: strokes"),
        reply("pump1-r0@x", "pump1-0@x", "[PATCH 0/2] pump: strokes", at(0, 50), body=f"Fine.\n\nReviewed-by: {BEA}\n"),
        reply(
            "pump1-r1@x", "pump1-1@x", "[PATCH 1/2] pump: count", at(0, 55), body=f"> +\treturn\n\nAcked-by: {BEA}\n"
        ),
        reply("pump1-rr1@x", "pump1-r1@x", "[PATCH 1/2] pump: count", at(0, 59), ANN, "> Acked-by\n\nThanks.\n"),
        *posting("pump2", "PATCH v2", pump, at(7), cover="pump: strokes", tags=[f"Reviewed-by: {BEA}"]),
        reply("pump2-r2@x", "pump2-2@x", "[PATCH v2 2/2] pump: report", at(7, 9), CEM, f"Tested-by: {CEM}\n"),
        *posting(
            "pump3",
            "PATCH v3",
            ["pump: count all strokes"],
            at(14),
            cover="pump: all strokes",
            body="v2: https://lore.kernel.org/r/pump2-0@x\nv1: https://lore.kernel.org/r/pump1-r0@x\n",
            tags=[f"Acked-by: {BEA}", f"Tested-by: {CEM}"],
        ),
        # The second version in the first one's thread, without a cover, and one patch of it again.
        *posting("valve1", "PATCH", ["valve: open", "valve: close", "valve: seal"], at(1), cover="valve: all"),
        *posting("valve2", "PATCH v2", ["valve: open", "valve: shut", "valve: seal"], at(2), parent="valve1-0@x"),
        patch("valve3-2@x", "[PATCH v3 2/3] valve: shut tight", at(3), "valve2-2@x", new="return shut;"),
        patch("valve1.1-3@x", "[PATCH 3/3] valve: seal", at(1, 30), "valve1-3@x", new="return sealed;"),
        reply("valve2-r@x", "valve2-2@x", "[PATCH v2 2/3] valve: shut", at(2, 9), body="> valve\n\nNacked-by: x\n"),
        # A resend in the same thread, and what answers each.
        *posting("hose1", "PATCH", ["hose: wind", "hose: unwind"], at(4), cover="hose: length"),
        *posting("hose2", "RESEND PATCH", ["hose: wind", "hose: unwind"], at(4, 20), parent="hose1-0@x"),
        reply("hose1-r@x", "hose1-2@x", "[PATCH 2/2] hose: unwind", at(5)),
        reply("hose2-r@x", "hose2-2@x", "[RESEND PATCH 2/2] hose: unwind", at(5)),
        # Two people's series in one thread.
        *posting("bend1", "PATCH", ["bend: left", "bend: right"], at(5), parent="hose1-r@x", sender=DAN),
        # Sent without threading; then again, half of it.
        *posting("flat1", "PATCH", ["flat: one", "flat: two", "flat: three"], at(6), threaded=False),
        *posting("flat2", "PATCH v2", ["flat: one", "flat: two", "flat: three"], at(8), threaded=False),
        reply("flat1-r@x", "flat1-2@x", "[PATCH 2/3] flat: two", at(6, 90)),
        # The cover and the third patch are late, and nobody has seen the second one's parent.
        letter("late1-0@x", "[PATCH 0/3] late: all", at(9, 600), "unseen@x", sender=CEM),
        patch("late1-1@x", "[PATCH 1/3] late: first", at(9), "unseen@x", CEM),
        patch("late1-2@x", "[PATCH 2/3] late: second", at(9, 1), "unseen@x", CEM),
        patch("late1-3@x", "[PATCH 3/3] late: third", at(10), "unseen@x", CEM),
        reply("late1-r@x", "unseen@x", "[PATCH 0/3] late: all", at(9, 30)),
        # Two threads until the mail comes that both refer to through others.
        *posting("well1", "PATCH", ["well: dig", "well: line"], at(11), parent="well-a@x", sender=DAN),
        *posting("well2", "PATCH v2", ["well: drain", "well: cap"], at(12), parent="well-b@x", sender=DAN),
        reply("well-b@x", "well-a@x", "water", at(11, 30), DAN),
        *posting("dam1", "PATCH", ["dam: pile", "dam: clay"], at(11), parent="dam-a@x", sender=DAN),
        *posting("dam2", "PATCH v2", ["dam: stone", "dam: moss"], at(12), parent="dam-b@x", sender=DAN),
        reply("dam-r@x", "dam1-2@x", "water", at(12, 30), DAN, references="<dam-b@x> <dam-a@x> <dam1-2@x>"),
        # A cover that does not say so, its version in the title, patches that name none.
        letter("tank1@x", "tank: a bigger one v3", at(13), body="It leaks.\n"),
        *posting("tank1", "PATCH", ["tank: weld", "tank: paint"], at(13, 1), parent="tank1@x"),
        letter("gate-0@x", "[PATCH v4 0/2] gate: unlabelled patches", at(13)),
        *posting("gate", "PATCH", ["gate: hang", "gate: lock"], at(13, 2), parent="gate-0@x"),
        # change-ids: the author's own, and one that somebody else has taken.
        letter("sluice1-0@x", "[PATCH 0/1] sluice: a", at(14), body="A.\n\nchange-id: 20260729-sluice\n"),
        patch("sluice1-1@x", "[PATCH 1/1] sluice: b", at(14, 1), "sluice1-0@x"),
        letter("sluice2-0@x", "[PATCH v2 0/1] other words", at(20), body="A.\n\nchange-id: 20260729-sluice\n"),
        patch("sluice2-1@x", "[PATCH v2 1/1] sluice: c", at(20, 1), "sluice2-0@x", new="return 7;"),
        letter("thief-0@x", "[PATCH 0/1] theft", at(21), sender=DAN, body="A.\n\nchange-id: 20260729-sluice\n"),
        patch("thief-1@x", "[PATCH 1/1] theft of water", at(21, 1), "thief-0@x", DAN, new="return 8;"),
        # Taken over by the maintainer, who keeps the author.
        patch("weir1@x", "[PATCH] weir: lower it", at(22), sender=DAN, new="return low;"),
        patch(
            "weir2@x", "[PATCH v2] weir: lower it", at(25), None, CEM, message=f"From: {DAN}\n\nX.", new="return lo;"
        ),
        # The same title by the same person a year later, and by another soon.
        patch("rust1@x", "[PATCH] rust: remove", at(-500), new="return rust;"),
        patch("rust2@x", "[PATCH] rust: remove", at(1), new="return less;"),
        patch("rust3@x", "[PATCH v2] rust: remove", at(2), sender=DAN, new="return none;"),
        # Sent four times in ten minutes, and begun again after two of three.
        *[patch(f"drop{n}@x", "[PATCH] drop: by drop", at(26, n), new=f"return {n};") for n in range(4)],
        *posting("part1", "PATCH", ["part: a", "part: b", "part: c"], at(27), cover="part: all")[:3],
        *posting("part2", "PATCH", ["part: a", "part: b", "part: c"], at(27, 7), cover="part: all"),
        # A robot, what is said below it, a pull request, a loop, talk, and the same moment many times.
        letter(
            "bot@x", "Re: [PATCH v2 1/2] pump: count the strokes", at(8), "pump2-1@x", "Robot <ci-bot@x.example.org>"
        ),
        reply("bot-r@x", "bot@x", "[PATCH v2 1/2] pump: count the strokes", at(8, 1), ANN, "> builds\n\nGood.\n"),
        letter("pull@x", "[GIT PULL] water for 7.2", at(28), sender=CEM, body=PULL),
        reply("loop1@x", "loop2@x", "round", at(29)),
        reply("loop2@x", "loop1@x", "round", at(29)),
        letter("talk@x", "water in general", at(29), sender="Bea <bea@example.org>"),
        reply("talk-r@x", "talk@x", "water in general", at(29), "Bea Reviewer <bea@home.example.org>"),
        *[
            reply(f"same{n}@x", "talk@x", "water in general", at(29), sender=f"Bea {n} <bea@example.org>")
            for n in "cab"
        ],
    ]
    return mails + munged()


PULL = """The following changes since commit 0123456789abcdef0123456789abcdef01234567:

  Water 7.1 (2026-07-01)

are available in the Git repository at:

  https://git.example.org/water tags/water-7.2

for you to fetch changes up to 89abcdef0123456789abcdef0123456789abcdef:
"""


def munged() -> list[bytes]:
    """Mails of which a list has rewritten the sender, among them one that came unharmed later, and one that differs."""
    via = "'Eve Far' via Water <water@lists.example.org>"
    eve = "Eve Far <eve@example.org>"
    subject = "[PATCH] tide: wait for it"
    return [
        patch("tide@x", subject, at(30), sender=via, new="return tide;", received="Wed, 1 Jul 2026 12:00:00 +0000"),
        patch("tide@x", subject, at(30), sender=eve, new="return tide;"),
        reply("tide-r@x", "tide@x", subject, at(31), via, f"Reviewed-by: {eve}\n", reply_to=eve),
        reply("tide-rr@x", "tide-r@x", subject, at(32), eve, "One.\n", references="<tide@x> <pump1-0@x>"),
        reply("tide-rr@x", "tide-r@x", subject, at(32), via, "Two.\n", received="Wed, 1 Jul 2026 12:00:00 +0000"),
        # The later of two copies would tie two threads together.
        reply("fork@x", "tide@x", subject, at(33), eve, references="<tide@x> <flat1-2@x>"),
        reply("fork@x", "tide@x", subject, at(33), eve, received="Wed, 1 Jul 2026 12:00:00 +0000"),
        # One moment, two names.
        reply("fay1@x", "tide@x", subject, at(34), "Fay Zest <fay@example.org>"),
        reply("fay2@x", "tide@x", subject, at(34), "Fay Ash <fay@example.org>"),
    ]


def many(works: int) -> list[bytes]:
    """Mails that look like most: works of two versions each with a cover, two patches, a review and an answer."""
    mails = []
    for work in range(works):
        name, titles = f"work{work}", [f"part{work}: make", f"part{work}: mend"]
        for version, prefix in ((1, "PATCH"), (2, "PATCH v2")):
            when = at(work / 10 + 3 * version)
            tags = [f"Reviewed-by: {BEA}"] if version == 2 else []
            mails += posting(f"{name}v{version}", prefix, titles, when, cover=f"part{work}: all of it", tags=tags)
        review = reply(f"{name}r@x", f"{name}v1-1@x", f"[PATCH 1/2] {titles[0]}", at(work / 10 + 4))
        tag = reply(
            f"{name}t@x", f"{name}v1-2@x", f"[PATCH 2/2] {titles[1]}", at(work / 10 + 4), CEM, f"Acked-by: {CEM}\n"
        )
        mails += [review, tag, reply(f"{name}rr@x", f"{name}r@x", f"[PATCH 1/2] {titles[0]}", at(work / 10 + 5), ANN)]
    return mails


def epoch(git_dir: Path, mails: Iterable[bytes]) -> Path:
    """Make a public-inbox epoch that holds the mails, or add them to one, all at once;
    `tests.ingest.source.archives.Epoch` commits one by one."""
    made = Epoch(git_dir)
    if not git_dir.exists():
        made.create()
    stream = []
    parent = f"from {made.branch}^0\n" if made.tip() else ""
    for number, raw in enumerate(mails):
        head = f"commit {made.branch}\ncommitter Archive <archive@example.org> {FIRST + number} +0000\ndata 4\nmail\n"
        stream.append(f"{head}{parent}M 100644 inline m\ndata {len(raw)}\n".encode() + raw + b"\n")
        parent = ""
    git(git_dir, "fast-import", "--quiet", given=b"".join(stream))
    return git_dir


def mboxrd(path: Path, mails: Iterable[bytes]) -> str:
    """Write an mbox in the form that git writes; gives its path as a locator."""
    parts = []
    for raw in mails:
        head, separator, body = raw.partition(b"\n\n")
        quoted = re.sub(rb"(?m)^(>*From )", rb">\1", body)
        parts.append(b"From ann@example.org Thu Jan  1 00:00:00 2026\n" + head + separator + quoted + b"\n")
    path.write_bytes(b"".join(parts))
    return str(path)
