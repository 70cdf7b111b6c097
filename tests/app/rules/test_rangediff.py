"""Two versions of a series side by side: which patch has become which, and what was changed in it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.interdiff import CONTEXT
from app.rules.rangediff import Pair, PatchText, difference, pairs, same_message
from tests.mails import diff, patch_body

LINES = [f"line_{number}();" for number in range(20)]


def added(lines: Sequence[str], path: str = "tree.c", at: int = 1) -> str:
    """The diff that adds these lines."""
    text = "".join(f"+{line}\n" for line in lines)
    return f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -{at},0 +{at},{len(lines)} @@\n{text}"


def patch(number: int, title: str = "", *diffs: str, version: int = 1, said: str = "Why.", **more: str) -> PatchText:
    body = patch_body(said, diffs=diffs or [added([f"{title}({number});"])], **more)
    return PatchText(f"{version}-{number}@example.org", number, title, body)


def fates(earlier: Sequence[PatchText], later: Sequence[PatchText]) -> list[tuple[str | None, str | None, str]]:
    return [(pair.earlier, pair.later, pair.how) for pair in pairs(earlier, later)]


def numbers(earlier: Sequence[PatchText], later: Sequence[PatchText]) -> list[tuple[int, int, str]]:
    known = {each.name: each.number for each in (*earlier, *later)}
    return [(known.get(one or "", 0), known.get(other or "", 0), how) for one, other, how in fates(earlier, later)]


def test_nothing_but_line_numbers_blobs_and_review_tags_changed() -> None:
    one = patch(1, "tree: count", added(LINES, at=1))
    other = patch(1, "tree: count", added(LINES, at=70), version=2)
    tagged = PatchText(
        "x", 1, "tree:  count", other.body.replace("---\n", "Reviewed-by: Bea <bea@example.org>\n---\n", 1)
    )
    assert pairs([one], [other]) == (Pair(one.name, other.name, "same", 1.0),)
    assert pairs([one], [tagged]) == (Pair(one.name, "x", "same", 1.0),)
    blobs = patch(1, "tree: count", diff())
    others = PatchText("x", 1, "tree: count", blobs.body.replace("0123456789ab", "aaaaaaaaaaaa"))
    assert fates([blobs], [others]) == [(blobs.name, "x", "same")]


def test_a_context_line_may_have_lost_its_blank_on_the_way() -> None:
    text = "--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n a\n \n+b\n }\n"
    assert numbers([patch(1, "t", text)], [patch(1, "t", text.replace("\n \n", "\n\n"), version=2)]) == [(1, 1, "same")]


@pytest.mark.parametrize(
    "later",
    [
        patch(1, "tree: count them", added(LINES), version=2),
        patch(1, "tree: count", added(LINES), version=2, said="Why not."),
        patch(1, "tree: count", added(LINES[1:]), version=2),
        patch(1, "tree: count", added(LINES, "forest.c"), version=2),
        patch(1, "tree: count", added([f"\t{line}" for line in LINES]), version=2),
    ],
    ids=["title", "message", "lines", "file", "white space"],
)
def test_anything_else_is_a_change(later: PatchText) -> None:
    earlier = patch(1, "tree: count", added(LINES))
    [pair] = pairs([earlier], [later])
    assert pair.how == "changed"
    assert pair.likeness > 0.9


def test_the_same_diff_wins_over_the_same_title() -> None:
    earlier = [patch(1, "tree: one", added(LINES[:9])), patch(2, "tree: two", added(LINES[9:]))]
    later = [patch(1, "tree: two", added(LINES[:9]), version=2), patch(2, "tree: one", added(LINES[9:]), version=2)]
    assert numbers(earlier, later) == [(1, 1, "changed"), (2, 2, "changed")]


def test_the_same_title_makes_a_pair_whatever_became_of_the_diff() -> None:
    earlier, later = (
        [patch(3, "Tree: count", added(LINES[:9]))],
        [patch(1, "tree - count", added(LINES[9:]), version=2)],
    )
    assert pairs(earlier, later) == (Pair(earlier[0].name, later[0].name, "changed", 0.0),)


def test_a_patch_with_another_title_is_known_by_its_lines() -> None:
    rest = patch(2, "tree: rest")
    earlier = [patch(1, "tree: count", added(LINES)), rest]
    assert numbers(earlier, [patch(1, "forest: number", added(LINES[:12]), version=2)]) == [
        (1, 1, "changed"),
        (2, 0, "dropped"),
    ]
    # The smaller part of what either does.
    assert numbers(earlier, [patch(1, "forest: number", added(LINES[:4]), version=2)])[-1] == (0, 1, "new")


def test_few_common_lines_are_enough_where_the_titles_are_alike_and_a_file_is_the_same() -> None:
    rest = patch(2, "tree: rest")
    earlier = [patch(1, "tree: count the leaves", added(LINES)), rest]
    few = [*LINES[:3], *(f"other_{number}();" for number in range(9))]
    assert numbers(earlier, [patch(1, "tree: count leaves", added(few), version=2)])[0] == (1, 1, "changed")
    assert numbers(earlier, [patch(1, "tree: count leaves", added(few, "b.c"), version=2)])[-1] == (0, 1, "new")
    assert numbers(earlier, [patch(1, "tree: plant", added(few), version=2)])[-1] == (0, 1, "new")


def test_what_is_all_of_both_versions_is_one_patch() -> None:
    earlier, later = patch(1, "tree: count", added(LINES[:9])), patch(1, "leaves: number", added(LINES[9:]), version=2)
    assert numbers([earlier], [later]) == [(1, 1, "changed")]
    elsewhere = patch(1, "leaves: number", added(LINES[9:], "leaf.c"), version=2)
    assert numbers([earlier], [elsewhere]) == [(1, 0, "dropped"), (0, 1, "new")]


def test_dropped_patches_stand_where_they_stood() -> None:
    titles = ["one", "two", "three", "four"]
    earlier = [patch(number, title) for number, title in enumerate(titles, 1)]
    later = [
        PatchText("2-1", 1, "four", earlier[3].body),
        PatchText("2-2", 2, "five", patch(2, "five").body),
        PatchText("2-3", 3, "one", earlier[0].body),
    ]
    # `git range-diff` says so too: a dropped one comes once all before it have come.
    assert numbers(earlier, later) == [
        (4, 1, "same"),
        (0, 2, "new"),
        (1, 3, "same"),
        (2, 0, "dropped"),
        (3, 0, "dropped"),
    ]


def test_equal_patches_are_told_apart_by_their_numbers() -> None:
    same = added(LINES)
    earlier = [patch(number, "again", same) for number in (1, 2, 3)]
    later = [patch(number, "again", same, version=2) for number in (2, 3)]
    assert numbers(earlier, later) == [(1, 0, "dropped"), (2, 2, "same"), (3, 3, "same")]


def test_patches_without_a_diff_or_a_title_are_no_pair_for_that() -> None:
    bare = [PatchText("a", 1, "", "Words."), PatchText("b", 2, "", "Others.")]
    assert numbers(bare[:1], bare[1:]) == [(1, 0, "dropped"), (0, 2, "new")]


def test_review_tags_are_no_part_of_what_a_patch_says() -> None:
    one = patch(1, "tree: count")
    tags = "Reviewed-and-tested-by: Bea <b@example.org>\nAcked-By: Cem <c@example.org>\n"
    assert same_message(one, PatchText("x", 1, "tree: count", one.body.replace("---\n", f"{tags}---\n", 1)))
    assert not same_message(one, PatchText("x", 1, "tree: count", one.body.replace("---\n", "Fixes: 1 (a)\n---\n", 1)))


def shown(earlier: PatchText | None, later: PatchText | None) -> list[str]:
    return [line.sign + line.text for line in difference(earlier, later)]


def test_the_difference_is_that_of_the_patches() -> None:
    one = patch(
        1, "tree: count", diff("tree.c", new="return one;"), diff("tree.h", line=5), said="Count one.\n\nThat is all."
    )
    other = patch(
        1,
        "tree: count",
        diff("tree.c", new="return two;", line=90),
        diff("tree.h", line=95),
        said="Count two.\n\nThat is all.",
    )
    assert shown(one, other) == [
        "@",
        " ## Commit message ##",
        " tree: count",
        " ",
        "-Count one.",
        "+Count two.",
        " ",
        " That is all.",
        " ",
        "@tree.c",
        " @@ tree.c: int tree_count(void)",
        "  {",
        " -\treturn 0;",
        "-+\treturn one;",
        "++\treturn two;",
        "  }",
        " ## tree.h ##",
        " @@ tree.h: int tree_count(void)",
    ]


def test_files_that_come_and_ends_of_files_are_told() -> None:
    head = "diff --git a/x b/x\nnew file mode 100644\nindex 000..111\n--- /dev/null\n+++ b/x\n"
    made = f"{head}@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n"
    assert [(line.part, line.text) for line in difference(None, patch(1, "t", made))][-5:] == [
        ("section", "## x ##"),
        ("section", "new file mode 100644"),
        ("hunk", "@@ x"),
        ("code", "+a"),
        ("code", "\\ No newline at end of file"),
    ]


def test_without_the_other_patch_all_is_new_or_gone() -> None:
    one = patch(1, "tree: count")
    assert {line.sign for line in difference(None, one)} == {"@", "+"}
    assert {line.sign for line in difference(one, None)} == {"@", "-"}
    assert difference(None, None) == difference(one, one) == ()


TEXTS = st.lists(
    st.sampled_from([*patch_body().split("\n"), "+a", "-b", " c", "", "@@ -1,9 +1,9 @@", "v2:"]), max_size=30
).map("\n".join)
PATCHES = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["one", "two", ""]), TEXTS), max_size=5)


def made(version: str, drawn: Sequence[tuple[int, str, str]]) -> list[PatchText]:
    return [PatchText(f"{version}{at}", number, title, body) for at, (number, title, body) in enumerate(drawn)]


@given(PATCHES, PATCHES, st.randoms(use_true_random=False))
def test_each_patch_has_one_place_and_the_order_of_the_input_none(
    earlier: list[tuple[int, str, str]], later: list[tuple[int, str, str]], chance: random.Random
) -> None:
    before, after = made("a", earlier), made("b", later)
    found = pairs(before, after)
    assert sorted(pair.earlier for pair in found if pair.earlier) == sorted(each.name for each in before)
    assert sorted(pair.later for pair in found if pair.later) == sorted(each.name for each in after)
    place = {each.name: (each.number, each.name) for each in after}
    came = [place[pair.later] for pair in found if pair.later]
    assert came == sorted(came)
    assert all((pair.how == "dropped") == (pair.later is None) for pair in found)
    assert all((pair.how == "new") == (pair.earlier is None) for pair in found)
    assert all(0 <= pair.likeness <= 1 for pair in found)
    chance.shuffle(before)
    chance.shuffle(after)
    assert pairs(before, after) == found


@given(TEXTS, TEXTS)
def test_the_difference_leads_from_one_patch_to_the_other(one: str, other: str) -> None:
    before, after = PatchText("a", 1, "t", one), PatchText("b", 1, "t", other)
    found = difference(before, after)
    whole = {
        side: [line[1:] for line in difference(*ends) if line.sign != "@"]
        for side, ends in (("-", (before, None)), ("+", (None, after)))
    }
    for side, lines in whole.items():
        changed = [line[1:] for line in found if line.sign == side]
        kept = [line[1:] for line in found if line.sign in (side, " ")]
        assert all(line in lines for line in kept)
        assert len(changed) <= len(lines)
    assert len([line for line in found if line.sign == " "]) <= 2 * CONTEXT * max(
        1, len([line for line in found if line.sign in "+-"])
    )
