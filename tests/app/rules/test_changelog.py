"""What a posting says to be new in it is found in all the ways in which people write it, and tied to remarks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.changelog import MOST_CHARACTERS, MOST_ENTRIES, changelog, naming
from tests.mails import patch_body

WANTED = ("count the leaves too", "drop the lock")


@pytest.mark.parametrize(
    "text",
    [
        "Changes in v3:\n- count the leaves too\n- drop the lock\n",
        "Changes in V3\n - count the leaves too\n - drop the lock\n",
        "Changes since v2:\n * count the leaves too\n * drop the lock\n",
        "change since v2 [1]:\n - count the leaves too\n - drop the lock\n",
        "Changes from v2 (https://lists.example.org/2@example.org):\n - count the leaves too\n - drop the lock\n",
        "Changes from v2 (https://lists.example.org/2@example.org\n - count the leaves too\n - drop the lock\n",
        "v2 -> v3:\n\t- count the leaves too\n\t- drop the lock\n",
        "v2-->v3\n1. count the leaves too\n2) drop the lock\n",
        "* RFC v2 -> v3:\n  o count the leaves too\n  o drop the lock\n",
        "v2…v3: https://lists.example.org/2@example.org\n  - count the leaves too\n  - drop the lock\n",
        "Changelog since v2\n\n+ count the leaves too\n+ drop the lock\n",
        "Changelog v3:\n(a) count the leaves too\n(b) drop the lock\n",
        "v3:\ncount the leaves too\ndrop the lock\n",
        "v3: - count the leaves too\n    - drop the lock\n",
        "v3 changes:\n- count the\n  leaves too\n- drop\n  the lock\n",
        "[v3]\n- count the leaves too\n- drop the lock\n",
        "Changes in version 3:\n- count the leaves too\n- drop the lock\n",
        "ver #3)\n - count the leaves too\n - drop the lock\n",
        "since v2:\n- count the leaves too\n\n- drop the lock\n",
        "Changelog:\n- count the leaves too\n- drop the lock\n",
        "Changes since the previous version:\n- count the leaves too\n- drop the lock\n",
        "Notes:\n    v3:\n         - count the leaves too\n         - drop the lock\n    v2:\n         - plant\n",
    ],
)
def test_lists_are_found_however_they_begin(text: str) -> None:
    assert changelog(f"Trees, again.\n\n{text}", 3) == WANTED
    assert changelog(patch_body(notes=text), 3) == WANTED


def test_a_heading_may_say_more_and_a_list_be_empty() -> None:
    assert changelog("changes since v2, as Bea asked\n", 3) == ("as Bea asked",)
    assert changelog("Changes in v3:\n---\n", 3) == ()


def test_of_several_versions_only_the_one_asked_for_is_taken() -> None:
    text = "v3:\n- third\n\nv2:\n- second\n\nv1:\n- first\n"
    assert [changelog(text, version) for version in (1, 2, 3, 4)] == [("first",), ("second",), ("third",), ()]


def test_what_changed_since_a_version_is_new_in_the_next_that_is_told_of() -> None:
    text = "Changes since v2:\n- third\nChanges since v1:\n- second\nChanges since RFC:\n- first\n"
    assert [changelog(text, version) for version in (1, 2, 3)] == [("first",), ("second",), ("third",)]
    assert changelog("Changes since v1:\n- all\n", 4) == ("all",)
    assert changelog("Changes since v2:\n- all\n\nv4:\n- less\n", 4) == ("less", "all")
    # Its author means v2.
    assert changelog("Changes since v3:\n- all\n", 3) == ("all",)


def test_a_change_in_one_line() -> None:
    assert changelog("v2: drop the lock, which\n    nobody takes\n\nMore words.\n", 2) == (
        "drop the lock, which nobody takes",
    )
    assert changelog("[v2] drop the lock", 2) == ("drop the lock",)


def test_a_long_line_goes_on_in_the_next_one() -> None:
    first = "The leaves are counted before the tree is cut, and not"
    text = f"v2:\n{first} any more after\nthat.\nDrop the lock.\n"
    assert changelog(text, 2) == (f"{first} any more after that.", "Drop the lock.")


@pytest.mark.parametrize(
    "below",
    [
        "\nThis series counts trees.\n",
        "---\n a.c | 2 +-\n",
        " a.c | 2 +-\n 1 file changed\n",
        "\nAnn Author (2):\n  tree: count\n",
        "Signed-off-by: Ann Author <ann@example.org>\nwords\n",
        "base-commit: 123\n",
        "-- \n2.50.0\n",
    ],
)
def test_a_list_ends(below: str) -> None:
    assert changelog(f"v3:\n- count the leaves too\n- drop the lock\n{below}", 3) == WANTED


def test_the_diff_is_not_read() -> None:
    assert changelog(patch_body(diffs=["--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n v2:\n - none\n"]), 2) == ()


def test_links_to_earlier_versions_are_no_changes() -> None:
    text = "v2:\n- drop the lock: https://lists.example.org/1@example.org\n- Link to v1: https://lists.example.org/a\n"
    assert changelog(text, 2) == ("drop the lock: https://lists.example.org/1@example.org",)
    assert (
        changelog("v2: https://lists.example.org/2@example.org\nv1: https://lists.example.org/1@example.org\n", 2) == ()
    )


@pytest.mark.parametrize(
    "text",
    [
        "v2 of this takes no lock.",
        "Since v5.10 nobody counts.",
        "#2: ffff (lock)\n- what",
        "It changed from v1 to v2 in",
        "",
    ],
)
def test_prose_is_no_list(text: str) -> None:
    assert changelog(text, 2) == ()


def test_what_is_kept_has_bounds() -> None:
    found = changelog("v2:\n" + "".join(f"- {number} {'word ' * 900}\n" for number in range(2 * MOST_ENTRIES)), 2)
    assert len(found) == MOST_ENTRIES
    assert max(map(len, found)) <= MOST_CHARACTERS


LINES = st.one_of(
    st.sampled_from(
        ["v2:", "Changes since v1:", "v1 -> v2:", " - one", "more", "", "---", "  two", "v3: three", " a | 1 +"]
    ),
    st.text(max_size=20),
)


@given(st.lists(LINES, max_size=20).map("\n".join), st.integers(0, 4))
def test_any_text_can_be_read(text: str, version: int) -> None:
    found = changelog(text, version)
    assert all(entry and "\n" not in entry for entry in found)
    assert len(set(found)) == len(found)


def named(
    entries: Sequence[str], text: str, *, code: str | None = None, people: Sequence[str] = ("Bea Reviewer",)
) -> str | None:
    return naming(entries, people=people, quoted="", code=code, text=text)


ENTRIES = ("check tree_first() for NULL", "take the forest lock before felling (Cem)", "collect tags from Bea")


def test_an_entry_that_names_what_a_remark_names() -> None:
    assert named(ENTRIES, "Can tree_first fail?") == ENTRIES[0]
    assert named(ENTRIES, "Can it fail?", code="+\tleaf = tree_first(tree);") == ENTRIES[0]
    assert named(ENTRIES, "Can it fail?", code="+\tleaf = tree_last(tree);") is None


def test_an_entry_that_shares_words_with_a_remark() -> None:
    assert named(ENTRIES, "Felling needs the lock of the forest.") == ENTRIES[1]
    assert named(ENTRIES, "This needs the lock.") is None
    # Words of every changelog do not count, nor do the names of people.
    assert named(("fix the patch as commented by Bea",), "Please fix the patch.\n\nBea", people=("Cem",)) is None


def test_two_common_words_are_no_sign_in_a_long_entry() -> None:
    entry = "plant three young birches where somebody felled that ancient forest without taking any lock"
    assert named((entry,), "The forest lock is missing.") is None


def test_an_entry_that_alone_names_the_reviewer() -> None:
    assert named(("address what Bea asked for", "more"), "Why?") == "address what Bea asked for"
    assert (
        named(("as asked (bea@example.org)",), "Why?", people=("", "bea@example.org")) == "as asked (bea@example.org)"
    )
    assert named(("one (Bea)", "two (Bea)"), "Why?") is None
    assert named(("collect Reviewed-bys from Bea",), "Why?") is None


def test_what_is_named_goes_before_who_is() -> None:
    entries = ("as asked (Bea)", "check tree_first()", "check tree_first() again (Bea)")
    assert named(entries[:2], "Does tree_first() fail?") == entries[1]
    assert named(entries[1:], "Does tree_first() fail?") == entries[2]


def test_what_most_entries_name_says_nothing() -> None:
    entries = [f"tree_first(): part {number}" for number in range(5)]
    assert named(entries, "Does tree_first() fail?") is None


@given(st.lists(LINES, max_size=5), st.text(max_size=30), st.none() | st.text(max_size=30))
def test_what_is_named_is_an_entry(entries: list[str], text: str, code: str | None) -> None:
    found = named(entries, text, code=code)
    assert found is None or found in entries
