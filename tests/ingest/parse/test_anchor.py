"""The files of a patch are counted, and remarks find the line that they are about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.diff import MAX_PATH, diff_lines
from ingest.facts import Anchor, FileChange, Remark
from ingest.parse.anchor import MAX_CODE, anchors, files
from ingest.parse.quote import remarks

PATCH = """\
Count the trees before they are cut.

A tree that is not counted is lost, which
nobody wants.

Signed-off-by: Ann Author <ann@example.org>
---
 tree.c | 5 ++++-
 tree.h | 1 +
 2 files changed, 5 insertions(+), 1 deletion(-)

diff --git a/tree.c b/tree.c
index 1111111..2222222 100644
--- a/tree.c
+++ b/tree.c
@@ -10,6 +10,9 @@ static int count(struct tree *tree)
 \tif (!tree)
 \t\treturn 0;
\x20
-\treturn tree->leaves;
+\tif (tree->cut)
+\t\treturn 0;
+
+\treturn tree->leaves + 1;
 }
\x20
@@ -40,3 +43,4 @@ static void cut(struct tree *tree)
 {
 \ttree->cut = true;
+\tcount(tree);
 }
diff --git a/tree.h b/tree.h
index 3333333..4444444 100644
--- a/tree.h
+++ b/tree.h
@@ -1,2 +1,3 @@
 struct tree;
+int count(struct tree *tree);
 void cut(struct tree *tree);
--\x20
2.39.0

"""


def quoted(*passages: str) -> list[Remark]:
    return [Remark(number, "no", passage) for number, passage in enumerate(passages)]


def place(*passages: str) -> list[tuple[str | None, int | None] | None]:
    return [found and (found.path, found.line) for found in anchors(PATCH, quoted(*passages))]


def test_a_remark_is_about_the_last_line_quoted_above_it() -> None:
    reply = "\n".join(f"> {line}" if line != "+\tcount(tree);" else f"> {line}\nWhy?" for line in PATCH.split("\n"))
    assert anchors(PATCH, remarks(reply)) == [Anchor("tree.c", 45, "+\tcount(tree);")]


def test_removed_lines_count_in_the_old_file() -> None:
    assert place("> -\treturn tree->leaves;") == [("tree.c", 13)]


def test_lines_of_the_commit_message_have_no_path() -> None:
    assert place("> A tree that is not counted is lost, which\n> nobody wants.") == [(None, 4)]


def test_headers_of_a_file_have_no_line() -> None:
    assert place("> diff --git a/tree.h b/tree.h") == [("tree.h", None)]


def test_the_header_of_a_hunk_stands_for_its_first_line() -> None:
    assert place("> @@ -40,3 +43,4 @@ static void cut(struct tree *tree)") == [("tree.c", 43)]


def test_equal_lines_are_told_apart_by_the_lines_above() -> None:
    assert place("> \tif (!tree)\n> \t\treturn 0;") == [("tree.c", 11)]
    assert place("> +\tif (tree->cut)\n> +\t\treturn 0;") == [("tree.c", 14)]
    assert place("> +\tcount(tree);\n>  }") == [("tree.c", 46)]


def test_equal_lines_are_told_apart_by_the_order_of_the_remarks() -> None:
    patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,4 @@\n+same line\n+one\n+same line\n+two\n"
    both = anchors(patch, quoted("> +same line", "> +same line"))
    assert [found and found.line for found in both] == [1, 3]


def test_empty_lines_below_do_not_move_the_place() -> None:
    assert place("> +\t\treturn 0;\n> +\n>\n> ") == place("> +\t\treturn 0;")


@pytest.mark.parametrize(
    "damaged",
    [
        "> +        count(tree);",
        ">+\tcount(tree);",
        "> +\xa0\xa0\xa0\xa0\xa0\xa0\xa0 count(tree);  ",
        "> > +\tcount(tree);\n> What is this for?",
        ">>> +\tcount(tree);",
        " > +\tcount(tree);",
        "> +\tcount(\n> tree);",
        "> +\tcount(\ntree);",
        "> +\tcount(tree);\n> +\tcount(forest); // as a reviewer would have it",
    ],
)
def test_damaged_quotes_are_found(damaged: str) -> None:
    assert place(damaged) == [("tree.c", 45)]


@pytest.mark.parametrize(
    "elsewhere",
    ["", ">", "> Something else", "> +", "> +\n> +\n> -", "> I would write:\n>\n> for (;;) {\n>  }", "> -- \n> 2.39.0"],
)
def test_what_is_not_in_the_patch_has_no_place(elsewhere: str) -> None:
    assert place(elsewhere) == [None]


def test_the_note_about_a_missing_newline_is_no_place() -> None:
    patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+int a;\n\\ No newline at end of file\n"
    assert anchors(patch, quoted("> +int a;\n> \\ No newline at end of file")) == [Anchor("x", 1, "+int a;")]


def test_a_remark_without_a_place_does_not_disturb_the_next_one() -> None:
    assert place("> Something else", "> +\tcount(tree);") == [None, ("tree.c", 45)]


def test_files_are_counted_in_the_order_of_the_patch() -> None:
    assert files(PATCH) == (FileChange("tree.c", 5, 1), FileChange("tree.h", 1, 0))
    assert files(PATCH.replace("\n", "\r\n")) == files(PATCH)
    assert files("No diff here.\n--- a rule\n") == files("diff --git \n+a") == ()


@pytest.mark.parametrize(
    ("diff", "change"),
    [
        (
            "diff --git a/old name.c b/new name.c\nsimilarity index 90%\nrename from old name.c\nrename to new name.c\n"
            "--- a/old name.c\n+++ b/new name.c\n@@ -1 +1 @@\n-a\n+b\n",
            FileChange("new name.c", 1, 1),
        ),
        ("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n", FileChange("x", 0, 0)),
        ("diff --git a/a file b/a file\nindex 1..2 100644\nBinary files differ\n", FileChange("a file", 0, 0)),
        (
            "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n"
            "\\ No newline at end of file\n",
            FileChange("x", 1, 0),
        ),
        (
            "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n",
            FileChange("x", 0, 2),
        ),
        (
            "--- linux-6.1/mm/x.c\t2026-05-04\n+++ linux-6.1-new/mm/x.c\n@@ -1 +1,2 @@\n a\n+b\n",
            FileChange("mm/x.c", 1, 0),
        ),
        ("--- a/x.c~fix\n+++ a/x.c\n@@ -1 +1,2 @@\n a\n+b\n", FileChange("x.c", 1, 0)),
        ('diff --git "a/\\303\\244\\t.c" "b/\\303\\244\\t.c"\nold mode 100644\n', FileChange("ä\t.c", 0, 0)),
        ("diff --git one.c other.c\nsimilarity index 100%\nrename from one.c\n", FileChange("other.c", 0, 0)),
        ("diff --git x x\n--- x\n+++ x\n@@ -1 +1 @@\n-a\n+b\n", FileChange("x", 1, 1)),
        # A removed `-- a` and an added `++ b` look like names.
        ("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a\n+++ b\n same\n", FileChange("x", 1, 1)),
        (
            "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n--- a\n same\n@@ -9 +8,0 @@\n-b\n",
            FileChange("x", 0, 2),
        ),
        # A removed `- ` looks like a signature.
        ("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-- \n same\n", FileChange("x", 0, 1)),
    ],
)
def test_files_of_every_kind(diff: str, change: FileChange) -> None:
    assert files(diff) == (change,)


def test_a_hunk_that_is_shorter_than_its_header_ends_at_the_next_header() -> None:
    diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n+a\n"
    assert files(diff + "@@ -50,2 +51,3 @@\n b\n+c\n d\n-- \n2.39.0\n") == (FileChange("x", 2, 0),)
    assert files(diff + diff.replace("/x", "/y")) == (FileChange("x", 1, 0), FileChange("y", 1, 0))
    assert files(diff + "-- \n2.39.0\n") == (FileChange("x", 1, 0),)


def test_what_is_kept_has_bounds() -> None:
    diff = f"diff --git a/{'x' * 2000} b/{'x' * 2000}\n@@ -0,0 +1 @@\n+{'y' * 5000}\n"
    [found] = anchors(diff, quoted(f"> +{'y' * 5000}"))
    assert found is not None
    assert 0 < len(found.path or "") <= MAX_PATH
    assert len(found.code) == MAX_CODE


PIECES = st.one_of(
    st.sampled_from(
        [*PATCH.split("\n"), "+", "-", "> ", "+++ ", "--- ", "rename to ", '"a/\\', "@@ -1 +1 @@", "\\ No"]
    ),
    st.text(max_size=20),
)
TEXTS = st.lists(PIECES, max_size=40).map("\n".join)


@given(TEXTS, st.lists(TEXTS, max_size=5))
def test_anything_can_be_read(patch: str, passages: list[str]) -> None:
    lines = diff_lines(patch)
    found = anchors(patch, quoted(*passages))
    assert len(found) == len(passages)
    assert all(each is None or any(each.code == line.text for line in lines) for each in found)
    assert all(change.path for change in files(patch))
    assert sum(change.added for change in files(patch)) <= sum(line.text.startswith("+") for line in lines)


@given(st.data())
def test_a_quoted_line_is_found_again(data: st.DataObject) -> None:
    lines = data.draw(
        st.lists(st.from_regex(r"[a-z]{9,12}\(\);", fullmatch=True), min_size=1, max_size=30, unique=True)
    )
    diff = f"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,{len(lines)} @@\n" + "".join(
        f"+{line}\n" for line in lines
    )
    asked = sorted(data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1)))
    passages = [f"> +{lines[at]}" for at in asked]
    assert anchors(diff, quoted(*passages)) == [Anchor("x", at + 1, f"+{lines[at]}") for at in asked]
