"""What the headers of a patch say of the files that it builds upon."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.source.preimage import File, files, has_diff

HUNK = b"@@ -1 +1 @@\n-1\n+2\n"
ONE, TWO, THREE = b"1" * 12, b"2" * 12, b"3" * 12


def change(path: bytes, old: bytes = ONE, new: bytes = TWO, mode: bytes = b"100644") -> bytes:
    names = b"diff --git a/%s b/%s\n" % (path, path)
    return names + b"index %s..%s %s\n--- a/%s\n+++ b/%s\n" % (old, new, mode, path, path) + HUNK


def move(old: bytes, new: bytes, index: bytes = b"") -> bytes:
    similar = b"similarity index 90%\n" if index else b"similarity index 100%\n"
    return b"diff --git a/%s b/%s\n" % (old, new) + similar + b"rename from %s\nrename to %s\n" % (old, new) + index


def test_a_change_names_the_blob_and_the_mode() -> None:
    assert files([b"---\n pump.c | 2 +-\n\n" + change(b"pump.c", mode=b"100755")]) == {b"pump.c": File(ONE, b"100755")}


def test_a_path_with_blanks_ends_at_the_tab() -> None:
    patch = b"diff --git a/a b.c b/a b.c\nindex 1111111..2222222 100644\n--- a/a b.c\t\n+++ b/a b.c\t\n" + HUNK
    assert files([patch]) == {b"a b.c": File(b"1111111", b"100644")}


def test_a_new_file_builds_upon_nothing() -> None:
    new = b"diff --git a/n.c b/n.c\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/n.c\n" + HUNK
    assert files([new]) == {}
    assert files([new.replace(b"new file mode 100644\n", b"")]) == {}


def test_what_an_earlier_patch_has_made_is_not_asked_for() -> None:
    new = b"diff --git a/n.c b/n.c\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/n.c\n" + HUNK
    again = change(b"pump.c", TWO, THREE) + change(b"n.c")
    assert files([new + change(b"pump.c"), again]) == {b"pump.c": File(ONE, b"100644")}


def test_a_deleted_file() -> None:
    gone = (
        b"diff --git a/o.c b/o.c\ndeleted file mode 100755\nindex 1111111..0000000\n--- a/o.c\n+++ /dev/null\n" + HUNK
    )
    assert files([gone]) == {b"o.c": File(b"1111111", b"100755")}


def test_a_moved_file_is_asked_for_by_its_old_name() -> None:
    index = b"index %s..%s 100644\n--- a/old.c\n+++ b/new.c\n" % (ONE, TWO)
    assert files([move(b"old.c", b"new.c", index + HUNK)]) == {b"old.c": File(ONE, b"100644")}


def test_a_copied_file_is_asked_for_by_its_old_name() -> None:
    copy = move(b"old.c", b"new.c").replace(b"rename ", b"copy ")
    assert files([copy]) == {b"old.c": File(None, b"100644")}


def test_a_file_that_was_only_moved_has_the_blob_that_a_later_patch_names() -> None:
    moves = [move(b"a.c", b"b.c"), move(b"b.c", b"c.c")]
    assert files(moves) == {b"a.c": File(None, b"100644")}
    assert files([*moves, change(b"c.c"), change(b"c.c", TWO, THREE)]) == {b"a.c": File(ONE, b"100644")}


def test_a_change_of_mode_and_an_empty_file_have_no_other_lines() -> None:
    mode = b"diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n"
    assert files([mode]) == {b"run.sh": File(None, b"100644")}
    empty = b"diff --git a/e.c b/e.c\ndeleted file mode 100644\nindex e69de29bb2d1..000000000000\n"
    assert files([empty]) == {b"e.c": File(b"e69de29bb2d1", b"100644")}


def test_a_binary_file_ends_its_headers_with_its_data() -> None:
    binary = b"diff --git a/p.png b/p.png\nindex %s..%s 100644\nGIT binary patch\nrename from x\n" % (ONE, TWO)
    assert files([binary]) == {b"p.png": File(ONE, b"100644")}


def test_what_a_hunk_says_is_no_header() -> None:
    patch = change(b"pump.c") + b" rename from x\n-- a/y\n+index 1234567..1234567\n"
    assert files([patch]) == {b"pump.c": File(ONE, b"100644")}


def test_a_diff_that_is_not_gits_has_no_files() -> None:
    assert files([b"--- a/pump.c\n+++ b/pump.c\n" + HUNK]) == {}
    assert not has_diff(b"--- a/pump.c\n+++ b/pump.c\n" + HUNK)
    assert has_diff(b"---\n" + change(b"pump.c"))


LINES = st.sampled_from(
    [
        *(
            b"diff --git a/a b/a",
            b"diff --git a/a b/b",
            b'diff --git "a/\\303" "b/\\303"',
            b"diff --git ",
            b"@@ -1 +1 @@",
        ),
        *(
            b"index 1111111..2222222",
            b"index 0000000..2222222 100644",
            b"--- a/a",
            b"+++ b/b",
            b"--- /dev/null",
            b"--- ",
        ),
        *(b"rename from a", b"rename to b", b"copy from b", b"copy to a", b"old mode 100755", b"new file mode 100644"),
    ]
)


@given(st.lists(st.lists(LINES | st.binary(max_size=20), max_size=12), max_size=4))
def test_any_lines_give_files_with_a_name_and_a_mode(patches: list[list[bytes]]) -> None:
    for path, file in files([b"\n".join(lines) for lines in patches]).items():
        assert b"\n" not in path
        assert len(file.mode) == 6
