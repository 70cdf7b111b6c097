"""What a later version of a patch did at the place of a remark."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.followed import NEAR, PLACES, followed
from app.rules.rangediff import PatchText
from tests.mails import patch_body

HEAD = "int tree_count(struct tree *tree)"
CODE = [
    " {",
    "-\treturn tree->leaves;",
    "+\tstruct leaf *leaf = tree->first;",
    "+\tint count = 0;",
    "+",
    "+\twhile (leaf) {",
    "+\t\tcount++;",
    "+\t\tleaf = leaf->next;",
    "+\t}",
    "+\treturn count;",
    " }",
]
ASKED = "+\tstruct leaf *leaf = tree->first;"


def hunk(lines: Sequence[str], at: int = 10, head: str = HEAD) -> str:
    old = sum(line[:1] in "- " for line in lines)
    new = sum(line[:1] in "+ " for line in lines)
    return f"@@ -{at},{old} +{at},{new} @@ {head}\n" + "".join(f"{line}\n" for line in lines)


def patch(*hunks: str, path: str = "tree.c", said: str = "Why.\n\nSince so.", number: int = 1) -> PatchText:
    diff = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n{''.join(hunks)}"
    return PatchText("name", number, "tree: count", patch_body(said, diffs=[diff]))


PATCH = patch(hunk(CODE))


def place(
    later: PatchText | None,
    line: int | None = 11,
    code: str | None = ASKED,
    quoted: str = "",
    *,
    earlier: PatchText = PATCH,
    path: str | None = "tree.c",
    others: Sequence[PatchText] = (),
) -> str:
    return followed(path, line, code, quoted or f"> {code}", earlier, later, others)


def changed(before: str, after: str, lines: Sequence[str] = CODE) -> PatchText:
    """The patch with this line in another's place; `\\n` in it makes several."""
    assert before in lines
    return patch(hunk([new for line in lines for new in (after.split("\n") if line == before else [line])]))


def test_the_same_patch_did_nothing_whatever_its_line_numbers_and_tags_are() -> None:
    tags = PATCH.body.replace("---\n", "Reviewed-by: Bea <bea@example.org>\n---\n", 1)
    again = PatchText("other", 7, PATCH.title, tags.replace("@@ -10,", "@@ -99,"))
    assert place(again) == "none"
    assert place(again, None, None, path=None) == "none"
    # So does one whose surroundings are others.
    assert place(patch(hunk([" other", *CODE[1:]]))) == "none"


def test_the_line_was_altered_or_is_gone() -> None:
    assert place(changed(ASKED, "+\tconst struct leaf *leaf = tree->first;")) == "line"
    assert place(patch(hunk([line for line in CODE if line != ASKED]))) == "line"


def test_a_line_that_is_no_longer_removed_was_altered() -> None:
    later = changed("-\treturn tree->leaves;", " \treturn tree->leaves;")
    assert place(later, 11, "-\treturn tree->leaves;") == "line"


def test_the_lines_quoted_above_count_too() -> None:
    later = changed("+\t\tcount++;", "+\t\tcount += leaf->weight;")
    quoted = "> +\t\tcount++;\n> +\t\tleaf = leaf->next;\n> +\t}"
    assert place(later, 17, "+\t}", quoted) == "line"
    assert place(later, 17, "+\t}", "> +\t}") == "near"


def test_no_more_than_three_lines_with_words_are_meant() -> None:
    later = changed("+\t\tcount++;", "+\t\tcount += leaf->weight;")
    below = "+\treturn count;"
    quoted = "".join(f"> {line}\n" for line in CODE[2:10])
    assert place(later, 18, below, quoted) == "line"
    later = changed("+\twhile (leaf) {", "+\tfor (; leaf; ) {")
    assert place(later, 18, below, quoted) == "near"


def test_a_line_came_below_the_one_remarked_upon() -> None:
    assert place(changed(ASKED, f"{ASKED}\n+\n+\tif (!tree)\n+\t\treturn 0;")) == "near"


def test_a_line_near_by_went() -> None:
    assert place(patch(hunk([line for line in CODE if line != "+"]))) == "near"


def test_a_line_that_was_moved_past_its_neighbours() -> None:
    lines = [" a", " b", "+\tint moved;", " c", " d"]
    earlier = patch(hunk(lines))
    later = patch(hunk([" a", "+\tint moved;", " b", " c", " d"]))
    assert place(later, 12, "+\tint moved;", earlier=earlier) == "near"
    # Not so where only more of the surroundings is shown.
    wider = patch(hunk([" z", *lines, " e"]), said="Others.")
    assert place(wider, 12, "+\tint moved;", earlier=earlier) == "elsewhere"


def test_changes_further_away_are_elsewhere() -> None:
    filler = [f" line_{number}();" for number in range(NEAR)]
    far = patch(hunk([*CODE, *filler, "+\tlast();"]))
    assert place(far, 18, "+\treturn count;", earlier=patch(hunk([*CODE, *filler, "+\tend();"]))) == "elsewhere"
    assert place(patch(hunk(CODE), hunk(["+\tmore();"], at=90))) == "elsewhere"
    assert place(patch(hunk(CODE), said="Other words.")) == "elsewhere"


def test_a_block_that_is_indented_anew_is_the_same() -> None:
    inner = [line.replace("+\t", "+\t\t") if line.startswith("+") else line for line in CODE]
    later = patch(hunk([*inner[:2], "+\tif (tree) {", *inner[2:-1], "+\t}", inner[-1]]))
    assert place(later) == "near"


def test_white_space_counts_where_nothing_else_has_changed() -> None:
    assert place(changed(ASKED, "+        struct leaf *leaf = tree->first;")) == "line"
    assert place(changed(ASKED, "+\tstruct leaf* leaf = tree->first;")) == "line"


def test_whether_the_last_line_ends_is_a_change() -> None:
    open_end = patch(hunk([*CODE, "\\ No newline at end of file"]))
    assert place(PATCH, 19, " }", earlier=open_end) == "near"


def test_the_commit_message() -> None:
    altered = patch(hunk(CODE), said="Why.\n\nSince it is so.")
    assert place(altered, 3, "Since so.", path=None) == "message"
    assert place(PatchText("x", 1, "tree: number", PATCH.body), 3, "Since so.", path=None) == "message"
    assert place(changed(ASKED, "+\tint x;"), 3, "Since so.", path=None) == "elsewhere"


def test_notes_below_the_message_are_none_of_it() -> None:
    altered = patch(hunk(CODE), said="Why.\n\nSince it is so.")
    at = PATCH.body.split("\n").index("---") + 1
    assert place(altered, at, "---", path=None) == "elsewhere"


def test_without_a_place_a_change_is_elsewhere() -> None:
    assert place(changed(ASKED, "+\tint x;"), None, None, path=None) == "elsewhere"


def test_the_hunk_or_the_file_is_no_longer_touched() -> None:
    rest = hunk(["+\tmore();"], at=900, head="other")
    earlier = patch(hunk(CODE), rest)
    assert place(patch(rest), earlier=earlier) == "hunk-gone"
    assert place(patch(hunk(CODE), path="forest.h")) == "elsewhere"
    assert place(patch(rest, path="forest.h"), earlier=earlier) == "hunk-gone"


def test_a_hunk_with_other_lines_is_touched_still() -> None:
    assert place(patch(hunk([" {", "-\treturn tree->leaves;", "+\treturn leaves_of(tree);", " }"]))) == "line"
    assert place(patch(hunk(["+\tall();", "+\tnew();"], at=12))) == "line"


def test_a_remark_on_a_whole_file() -> None:
    head = "diff --git a/tree.c b/tree.c"
    assert place(changed(ASKED, "+\tint x;"), None, head) == "near"
    assert place(patch(hunk(CODE), said="Other words."), None, head) == "elsewhere"
    assert place(patch(hunk(CODE), path="x.c"), None, head) == "hunk-gone"


def test_the_patch_is_gone() -> None:
    assert place(None) == "patch-gone"
    assert place(None, None, None, path=None) == "patch-gone"


def test_lines_that_moved_to_another_patch_are_looked_for_there() -> None:
    rest = patch(hunk(["+\tmore();"], at=900, head="other"))
    moved = patch(hunk(CODE), number=2)
    assert place(rest, others=[patch(hunk(["+\tx();"]), number=3), moved]) == "elsewhere"
    assert place(None, others=[moved]) == "elsewhere"
    assert place(None, others=[changed(ASKED, f"{ASKED}\n+\tcheck(leaf);")]) == "near"
    assert place(None, others=[changed(ASKED, "+\tint x;")]) == "patch-gone"


def test_a_line_of_few_letters_in_another_patch_may_be_any() -> None:
    short = "+\tint i;"
    earlier = patch(hunk([" {", short, " }"]))
    assert place(None, 11, short, earlier=earlier, others=[earlier]) == "patch-gone"


def test_of_equal_lines_the_one_with_the_number_is_meant() -> None:
    lines = ["+\tstep(one);", *[f" line_{number}();" for number in range(2 * NEAR)], "+\tstep(one);"]
    earlier, later = patch(hunk(lines)), patch(hunk([*lines, "+\tlast();"]))
    assert place(later, 10, "+\tstep(one);", earlier=earlier) == "elsewhere"
    assert place(later, 11 + 2 * NEAR, "+\tstep(one);", earlier=earlier) == "near"


@pytest.mark.parametrize(
    "quoted", ["> +\t\tcount++;\n> +\t\tleaf = leaf->next;", ">> +\t\tcount++;\n>> +\t\tleaf = leaf->next;"]
)
def test_quotes_of_quotes_are_read_too(quoted: str) -> None:
    later = changed("+\t\tcount++;", "+\t\tcount += leaf->weight;")
    assert place(later, 16, "+\t\tleaf = leaf->next;", quoted) == "line"


BODIES = st.lists(
    st.sampled_from([*PATCH.body.split("\n"), "+a", "-b", " c", "\\", "@@ -1,9 +1,9 @@", "+++ b/x", "--- a/x"]),
    max_size=40,
).map(lambda lines: PatchText("name", 1, "t", "\n".join(lines)))


@given(BODIES, st.none() | BODIES, st.lists(BODIES, max_size=3), st.data())
def test_any_patches_can_be_compared(
    earlier: PatchText, later: PatchText | None, others: list[PatchText], data: st.DataObject
) -> None:
    paths, numbers = st.sampled_from(["tree.c", "x", None]), st.none() | st.integers(0, 30)
    code = st.none() | st.sampled_from([*CODE, "+", "@@ -1,9 +1,9 @@", "diff --git a/tree.c b/tree.c"])
    found = followed(data.draw(paths), data.draw(numbers), data.draw(code), "\n".join(CODE), earlier, later, others)
    assert found in PLACES
    assert followed("tree.c", 11, ASKED, "", earlier, earlier) == "none"
