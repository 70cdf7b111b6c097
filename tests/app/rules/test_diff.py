"""A patch mail is read line by line: the commit message, the notes, the diff. For files see ingest.parse.anchor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.diff import PatchLine, diff_lines, heading, is_changed, is_hunk, message, message_lines
from tests.mails import diff, patch_body


def test_every_line_of_a_patch_has_its_place() -> None:
    lines = diff_lines(
        "Why\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -7,2 +7,2 @@\n same\n-old\n+new\n-- \n2.39.0"
    )
    assert list(lines) == [
        PatchLine(None, None, 1, "Why"),
        PatchLine(None, None, 2, "---"),
        PatchLine("x", None, None, "diff --git a/x b/x"),
        PatchLine("x", None, None, "--- a/x"),
        PatchLine("x", None, None, "+++ b/x"),
        PatchLine("x", 7, 7, "@@ -7,2 +7,2 @@"),
        PatchLine("x", 7, 7, " same"),
        PatchLine("x", 8, None, "-old"),
        PatchLine("x", None, 8, "+new"),
        PatchLine(None, None, None, "-- "),
        PatchLine(None, None, None, "2.39.0"),
    ]


def test_a_context_line_that_has_lost_its_blank_still_counts() -> None:
    diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\nint a;\n\n+int b;\n }\n"
    assert list(diff_lines(diff)[6:8]) == [PatchLine("x", None, 3, "+int b;"), PatchLine("x", 3, 4, " }")]


def test_the_message_ends_at_the_notes_the_diffstat_or_the_diff() -> None:
    said = "Count them.\n\nNone is lost.\n\nSigned-off-by: Ann Author <ann@example.org>"
    assert message(f"{said}\n---\nv2: other words\n{diff()}") == said
    assert message(f"{said}\n\n a.c | 2 +-\n 1 file changed\n\n{diff()}") == said
    assert message(f"{said}\n{diff()}") == said
    assert message(f"{said}\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n") == said
    assert message(f"{said}\n") == said
    assert message("") == message(diff()) == ""


def test_what_git_puts_above_the_message_is_none_of_it() -> None:
    assert message("From: Ann Author <ann@example.org>\nDate: today\n\nCount them.\n---\n") == "Count them."
    assert message("Count.\nFrom: here on.\n---\n") == "Count.\nFrom: here on."


def test_lines_of_the_message_have_the_numbers_that_remarks_have() -> None:
    lines = message_lines(diff_lines(f"From: Ann <ann@example.org>\n\n{patch_body('Count them.')}"))
    assert [(line.new, line.text) for line in lines] == [
        (3, "Count them."),
        (4, ""),
        (5, "Signed-off-by: Ann Author <ann@example.org>"),
    ]


@pytest.mark.parametrize(
    ("text", "above"),
    [("@@ -1,3 +1,4 @@ int count(void)", "int count(void)"), ("@@ -1 +1 @@", ""), ("@@ -1 +1 @@ @@ odd", "@@ odd")],
)
def test_hunks_stand_under_a_function(text: str, above: str) -> None:
    [line] = [line for line in diff_lines(f"--- a/x\n+++ b/x\n{text}\n") if is_hunk(line)]
    assert heading(line) == above


def test_only_added_and_removed_lines_are_changes() -> None:
    changed = [line.text for line in diff_lines(patch_body(diffs=[diff(old="a", new="b")])) if is_changed(line)]
    assert changed == ["-\ta", "+\tb"]


PIECES = st.one_of(
    st.sampled_from([*patch_body().split("\n"), "+", "-", "> ", "+++ ", "--- ", '"a/\\', "@@ -1 +1 @@", "\\ No", "\r"]),
    st.text(max_size=20),
)


@given(st.lists(PIECES, max_size=40).map("\n".join))
def test_anything_can_be_read(body: str) -> None:
    lines = diff_lines(body)
    assert "\n".join(line.text for line in lines) == body.replace("\r\n", "\n").removesuffix("\r")
    assert [line for line in lines if is_hunk(line) and is_changed(line)] == []
    assert all(line in body for line in message(body).split("\n"))
