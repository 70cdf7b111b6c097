"""What mails say was done with patches, and what sounds like it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.facts import Announcement
from ingest.parse.announce import EVIDENCE_CHARACTERS, MOST, MOST_PATCHES, announcements
from ingest.parse.quote import remarks

ONE = "20260701-tree-v2-0-1@example.org"
URL = f"https://lore.kernel.org/r/{ONE}"
QUOTE = "On Wed, 15 Jul 2026, Ann Author wrote:\n> Count the trees.\n\n"


def found(body: str, subject: str = "Re: [PATCH v2 0/5] tree", robot: str | None = None) -> tuple[Announcement, ...]:
    return announcements(subject, remarks(QUOTE + body), robot)


def what(body: str) -> list[str]:
    return [each.what for each in found(body)]


def only(body: str) -> Announcement:
    (each,) = found(body)
    return each


def test_each_sentence_speaks_for_itself() -> None:
    assert what("Hello,\n\nApplied to tree/for-7.1-fixes.\n\nThanks.\n") == ["applied"]
    assert what("Hi Ann,\n\nthanks, merged!\n") == ["applied"]
    assert what("Nice catch! Applied.\n") == ["applied"]
    assert what("Looks good\nApplied to -dev\nThanks\n") == ["applied"]
    assert what("No problem. Dropped the patch from my tree.\n") == ["dropped"]
    assert what("...ignore this patchset. I will resend.\n") == ["withdrawn"]
    assert what("Applied with some changes, e.g. a longer message. If I applied it, I would test it.\n") == ["applied"]


def test_only_the_senders_own_words_count() -> None:
    assert what("> Applied, thanks!\n") == []
    assert what("Yes, see below.\n\n--- Original Message ---\nApplied, thanks!\n") == []
    assert what("No.\n-- \nApplied Trees Ltd\n") == []


def test_a_sentence_goes_on_to_the_address_of_a_tree() -> None:
    body = "The patch\n\n   tree: count\n\nhas been applied to the tree at\n\n   https://git.example.org/tree for-5.6\n"
    assert only(body).text == "has been applied to the tree at https://git.example.org/tree for-5.6"


def test_a_subject_takes_a_patch_back_but_not_that_of_a_posting() -> None:
    assert [each.what for each in found("", "Re: [PATCH] tree - please ignore")] == ["withdrawn"]
    assert [each.text for each in found("See above.\n", "Recall: [PATCH] tree")] == ["Recall: [PATCH] tree"]
    assert found("", "[PATCH] tree: test, please ignore") == ()
    assert found("", "Re: [PATCH] tree: ignore leaves") == ()


@pytest.mark.parametrize(
    "body",
    [
        f"Superseded by {URL}\n, thankfully.",
        f"This is superseded by {URL}.",
        f"Superseded by <{ONE}>.",
        f"The patch was obsoleted by {URL}",
        f"This series has been replaced by {URL}",
        f"v2 is at {URL}, please ignore this series.",
        f"Superseded by the v2 posting, now a series of two:\n\n  {URL}",
    ],
)
def test_superseded_by_what_it_links(body: str) -> None:
    each = only(body + "\n")
    assert (each.what, each.links) == ("superseded", (ONE,))


def test_an_address_is_no_link_and_the_next_sentence_may_hold_it() -> None:
    assert only("Please ignore this patch, Ann Author <ann@example.org>.\n").links == ()
    each = only(f"Please ignore this duplicate posting. The right thread is {URL}\n")
    assert (each.what, each.links) == ("withdrawn", (ONE,))


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("Applied 1-3 to tree/for-6.20.", (1, 2, 3)),
        ("Applied 1 - 3, thanks.", (1, 2, 3)),
        ("Applied 1/2 to tree/for-6.20.", (1,)),
        ("Applied 1 to tree/for-7.1-fixes.", (1,)),
        ("Applied patches 1 and 2 to tree/next, thanks!", (1, 2)),
        ("Applied patches 1 to 3, thanks!", (1, 2, 3)),
        ("Patches 10,14, and 16 applied.", (10, 14, 16)),
        ("I've applied [PATCH 1 and 2], could you resend the rest?", (1, 2)),
        ("I've applied the first two patches to -dev.", (1, 2)),
        ("I dropped 4/4 as it is not wanted.", (4,)),
        ("I'll apply 1-2, thanks.", (1, 2)),
        ("Applied to tree/for-6.20.", ()),
        ("Queued for 6.12.", ()),
        ("2 patches applied to tree-next.git, thanks.", ()),
        ("As this has no dependency on patch 4, I've applied it.", ()),
        ("Applied to for-next, but patch 3 needs a follow-up.", ()),
    ],
)
def test_patches_by_number(body: str, numbers: tuple[int, ...]) -> None:
    assert only(body + "\n").numbers == numbers


@pytest.mark.parametrize(
    ("body", "excluded"),
    [
        ("Applied to for-next except 3/5, thanks.", (3,)),
        ("Applied all but not patches 2 and 3.", (2, 3)),
        ("Series applied without patch 4.", (4,)),
        ("Applied without the Change-Id tag.", ()),
    ],
)
def test_patches_that_are_left_out(body: str, excluded: tuple[int, ...]) -> None:
    each = only(body + "\n")
    assert (each.numbers, each.excluded) == ((), excluded)


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        ("Applied to tree/for-6.20.", "tree/for-6.20"),
        ("Applied to -dev.", "-dev"),
        ("Applied to tree-next, thanks!", "tree-next"),
        ("Applied to the leaf tree.", "leaf"),
        ("Applied to the vfs-7.1.misc branch of the vfs/vfs.git tree.", "vfs-7.1.misc"),
        ("Applied to\n\n   https://git.example.org/tree.git for-next\n\nThanks!", "https://git.example.org/tree.git"),
        ("Applied to 6.13/scsi-staging, thanks!", "6.13/scsi-staging"),
        ("Applied as 6.13-rc material, thanks!", "6.13-rc"),
        ("Queued for v6.5, thank you both!", "v6.5"),
        ("Pushed to forest (forest-next).", "forest"),
        ("I'll queue this in mm.git's mm-new branch.", "mm-new"),
        ("I've dropped this from my tree.", ""),
        ("Applied, thanks!", ""),
        (f"I applied it directly, see {URL}.", ""),
        ("I'll queue this, and tomorrow all that came in over the last days goes, in one large request, to Paul.", ""),
    ],
)
def test_the_tree_as_it_is_named(body: str, tree: str) -> None:
    assert only(body + "\n").tree == tree


def test_a_commit_beside_it() -> None:
    assert only("Applied with changes:\n\nhttps://git.example.org/tree/c/0123456789ab\n").commit == "0123456789ab"
    assert only("Applied as commit 0123456789ab, thanks.\n").commit == "0123456789ab"
    assert only("Applied. It fixes commit 0123456789ab.\n").commit == ""


def test_a_letter_of_b4() -> None:
    body = (
        "Applied, thanks!\n\n[1/3] tree: count\n      commit: 0123456789abcdef\n"
        "[3/3] tree: count more\n      (no commit info)\n\nBest regards,\n"
    )
    assert only(body) == Announcement(
        "applied", (1, 3), ("tree: count", "tree: count more"), (), "", "0123456789abcdef", (), "Applied, thanks!"
    )


def test_a_letter_for_one_patch_names_it_by_title_alone() -> None:
    each = only("Applied to tree/next, thanks!\n\n[1/1] tree: count\n      https://git.example.org/t/c/0123456789ab\n")
    assert (each.numbers, each.titles, each.commit) == ((), ("tree: count",), "0123456789ab")


def test_a_letter_that_lists_commits() -> None:
    body = "2 patches applied to tree-next.git, thanks.\n\n0123456789ab tree: count\n1234567890ab tree: more\n"
    each = only(body)
    assert (each.titles, each.commit, each.tree) == (("tree: count", "tree: more"), "0123456789ab", "tree-next.git")


def test_a_hash_in_running_text_lists_nothing() -> None:
    body = "Applied to tree/for-7.2 after back-merging the fixes, which was needed to pick up\n0123456789ab tree\n"
    assert only(body).titles == ()


def test_the_list_belongs_to_the_letter_and_not_to_what_stands_above_it() -> None:
    first, second = found("I've applied this now.\n---\nApplied to the a/b branch.\n\n[2/2] tree\n  commit: 0123456\n")
    assert (first.numbers, second.numbers) == ((), (2,))


def test_two_things_in_one_mail() -> None:
    applied, dropped = found("Applied 1-3 to tree/for-6.20. I dropped 4/4 as it is not wanted.\n\nThanks.\n")
    assert (applied.what, applied.numbers) == ("applied", (1, 2, 3))
    assert (dropped.what, dropped.numbers) == ("dropped", (4,))


def test_what_is_said_twice_is_told_once() -> None:
    assert what("Applied, thanks!\n> more\n\nApplied, thanks!\n") == ["applied"]


def test_the_evidence_is_the_sentence_and_short() -> None:
    assert only("Fine.\nApplied to tree/for-6.20\nwith a longer message. Thanks.\n").text == (
        "Applied to tree/for-6.20 with a longer message."
    )
    long = only("It is " + "very " * 60 + "good, applied to tree/for-6.20.\n").text
    assert len(long) <= EVIDENCE_CHARACTERS
    assert "good, applied" in long


def test_there_is_an_end_to_them() -> None:
    assert len(found("".join(f"Applied {number}-{number + 1} to -next.\n\n" for number in range(1, 99)))) == MOST
    listed = only("Applied, thanks!\n\n" + "".join(f"[{number}/9999] tree\n" for number in range(1, 2000)))
    assert len(listed.numbers) == len(listed.titles) == MOST_PATCHES


PATCHWORK = """This series was applied to tree/tree.git (main)
by Bob Maintainer <bob@example.org>:

On Wed, 15 Jul 2026 12:00:00 +0000 you wrote:
> Count the trees.

Here is the summary with links:
  - [net-next,v2,1/3] tree: count
    https://git.example.org/tree/c/0123456789ab
  - [net-next,v2,2/3] tree: count more
    (no matching commit)
  - [net-next,v2,3/3] tree: count all
    https://git.example.org/tree/c/1234567890ab
"""


def test_patchworks_robot() -> None:
    (each,) = announcements("Re: [PATCH net-next v2 0/3] tree", remarks("Hello:\n\n" + PATCHWORK), "patchwork")
    assert (each.what, each.tree, each.commit) == ("applied", "tree/tree.git (main)", "0123456789ab")
    assert (each.numbers, each.excluded) == ((1, 3), (2,))
    assert each.titles == ("tree: count", "tree: count all")
    assert each.text == "This series was applied to tree/tree.git (main) by Bob Maintainer"


def test_patchworks_robot_on_one_patch() -> None:
    body = (
        "Hello:\n\nThis patch was applied to t/t.git (main)\nby Bob <b@example.org>:\n\n"
        "On Wed, 15 Jul 2026 12:00:00 +0000 you wrote:\n> x\n\n"
        "Here is the summary with links:\n  - [v2] tree: count\n    https://git.example.org/tree/c/0123456789ab\n"
    )
    (each,) = announcements("Re: [PATCH v2] tree: count", remarks(body), "patchwork")
    assert (each.numbers, each.titles, each.commit) == ((), ("tree: count",), "0123456789ab")


def test_the_robot_of_tip() -> None:
    body = (
        "The following commit has been merged into the sched/core branch of tip:\n\n"
        "Commit-ID:     0123456789abcdef\nGitweb:        https://git.example.org/tip/0123456789abcdef\n\n"
        f"sched: Count trees\n\nApplied, thanks.\n\nLink: {URL}\n---\n tree.c | 1 +\n"
    )
    (each,) = announcements("[tip: sched/core] sched: Count trees", remarks(body), "tip-bot")
    assert (each.what, each.tree, each.titles, each.links) == ("applied", "sched/core", ("sched: Count trees",), (ONE,))
    assert each.text == "The following commit has been merged into the sched/core branch of tip:"
    assert each.commit == "0123456789abcdef"


def test_the_robot_of_pull_requests() -> None:
    body = (
        "The pull request you sent on Wed, 15 Jul 2026 12:00:00 +0000:\n\n> git://git.example.org/tree.git x\n\n"
        "has been merged into top/linux.git:\nhttps://git.example.org/top/c/0123456789abcdef\n\nThank you!\n"
    )
    (each,) = announcements("Re: [GIT PULL] tree", remarks(body), "pr-tracker-bot")
    assert (each.what, each.tree, each.commit) == ("applied", "top/linux.git", "0123456789abcdef")


MM = (
    "The {}patch titled\n     Subject: mm: count trees\nhas been {}.  Its filename {}\n     mm-count-trees.patch\n\n{}"
    f"------------------------------------------------------\nFrom: Ann <ann@example.org>\nSubject: mm: count\n\n"
    f"Applied, thanks.\n\nLink: {URL}\n"
)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("it was merged into the mm-stable branch\nof git://git.example.org/mm", "applied"),
        ("it was merged into mainline or a subsystem tree", "applied"),
        ("it was folded into mm-other.patch", "applied"),
        ("an updated version will be merged", "dropped"),
        ("it is obsolete", "dropped"),
    ],
)
def test_a_patch_that_leaves_mm(reason: str, said: str) -> None:
    body = MM.format("quilt ", "removed from the -mm tree", "was", f"This patch was dropped because {reason}\n\n")
    (each,) = announcements("[x] mm-count-trees.patch removed from -mm tree", remarks(body), "mm-commits")
    assert (each.what, each.titles, each.links) == (said, ("mm: count trees",), (ONE,))
    assert each.text.startswith("This patch was dropped because ")


def test_a_patch_that_comes_into_mm() -> None:
    body = MM.format("", "added to the -mm mm-unstable branch", "is", "")
    (each,) = announcements("+ mm-count-trees.patch added to mm-unstable branch", remarks(body), "mm-commits")
    assert (each.what, each.tree, each.titles) == ("applied", "mm-unstable", ("mm: count trees",))


def test_other_robots_say_nothing() -> None:
    body = (
        "This is a note to let you know that I've just added the patch titled\n\n    tree\n\nto the 6.1-stable tree.\n"
    )
    assert announcements('Patch "tree" has been added to the 6.1-stable tree', remarks(body), "stable queue") == ()
    assert announcements("Re: [PATCH] tree", remarks("Applied, thanks!\n"), "syzbot") == ()
    assert announcements("Re: [PATCH] tree", remarks("Hello:\n"), "patchwork") == ()


PIECES = (
    "I've applied|Applied|queued up|the first|two|patches|1-3|4/5|,|and|to|-next|tree/for-7|the a branch|except|please"
    "|ignore this patch|will|apply|it|dropped|superseded by|[1/2] x|- [v2,3/4] y|(no matching commit)|0123456789ab z|."
    "|?|!|\n|\n\n|>|if|tested|I'll take|from|999-1|1-999|\u2026|\u2019ve|-- |Link:|has been merged into|\0|\ud800"
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES.split("|"), URL, f"<{ONE}>", "(" * 50, "a" * 700]), max_size=60),
    st.sampled_from([None, "patchwork", "tip-bot", "mm-commits", "pr-tracker-bot", "syzbot"]),
)
def test_any_text_gives_facts_that_are_bounded(words: list[str], robot: str | None) -> None:
    body = " ".join(words)
    every = announcements(body[:80], remarks(body), robot)
    assert len(every) <= MOST
    for each in every:
        assert len(each.text) <= EVIDENCE_CHARACTERS
        assert all(0 <= number <= 9999 for number in each.numbers + each.excluded)
        assert len(each.numbers) <= 1000
        assert all(0 < len(title) <= EVIDENCE_CHARACTERS for title in each.titles)
        assert all("@" in link and len(link) <= 255 for link in each.links)
