"""Submissions: what of a thread was posted as one, and which posting a reply speaks about."""

from __future__ import annotations

import pytest

from .tables import about, postings, table


def test_a_cover_and_its_patches_are_one_posting_in_whatever_order_they_came() -> None:
    notes = table(
        """
        c  0m  -  ann  [PATCH 0/2] pump: strokes
        a  1m  c  ann  [PATCH 1/2] pump: count
        b  2m  c  ann  [PATCH 2/2] pump: report
        """
    )
    assert postings(notes) == postings(notes[::-1]) == ["v1/2 0:c 1:a 2:b"]


def test_a_single_patch_is_a_posting_of_one() -> None:
    assert postings(table("a 0m - ann [PATCH v2] pump: count")) == ["v2/1 1:a"]


def test_deep_threading_hangs_each_patch_below_the_last() -> None:
    notes = table("c 0m - ann [PATCH 0/2] p\na 1m c ann [PATCH 1/2] a\nb 2m c,a ann [PATCH 2/2] b")
    assert postings(notes) == ["v1/2 0:c 1:a 2:b"]


def test_a_resend_in_the_same_thread_is_a_posting_of_its_own() -> None:
    notes = table(
        """
        c1  0m   -      ann  [PATCH 0/2] pump: strokes
        a1  1m   c1     ann  [PATCH 1/2] pump: count
        b1  2m   c1     ann  [PATCH 2/2] pump: report
        c2  20m  c1     ann  [PATCH RESEND 0/2] pump: strokes
        a2  21m  c1,c2  ann  [PATCH RESEND 1/2] pump: count
        b2  22m  c1,c2  ann  [PATCH RESEND 2/2] pump: report
        r   3h   c1,a1  bea  Re: [PATCH 1/2] pump: count
        s   3h   c1,c2,a2  bea  Re: [PATCH RESEND 1/2] pump: count
        """
    )
    assert postings(notes) == ["v1/2 0:c1 1:a1 2:b1", "v1/2 0:c2 1:a2 2:b2"]
    assert about(notes) == {"r": "a1 of c1", "s": "a2 of c2"}


def test_a_resend_without_cover_to_the_first_cover_stays_together() -> None:
    notes = table(
        """
        c1  0m   -   ann  [PATCH 0/2] pump: strokes
        a1  1m   c1  ann  [PATCH 1/2] pump: count
        b1  2m   c1  ann  [PATCH 2/2] pump: report
        a2  20m  c1  ann  [PATCH RESEND 1/2] pump: count
        b2  21m  c1  ann  [PATCH RESEND 2/2] pump: report
        """
    )
    assert postings(notes) == ["v1/2 0:c1 1:a1 2:b1", "v1/2 1:a2 2:b2"]


def test_a_corrected_patch_does_not_push_out_the_first_one() -> None:
    notes = table(
        """
        c   0m  -     ann  [PATCH 0/3] pump
        a   1m  c     ann  [PATCH 1/3] pump: a
        b   2m  c     ann  [PATCH 2/3] pump: b
        d   3m  c     ann  [PATCH 3/3] pump: d
        b2  9m  c,b   ann  [PATCH 2/3] pump: b
        """
    )
    assert postings(notes) == ["v1/3 0:c 1:a 2:b 3:d", "v1/3 2:b2"]


def test_v2_in_reply_to_v1_is_another_posting() -> None:
    notes = table(
        """
        c1  0m  -      ann  [PATCH 0/2] pump
        a1  1m  c1     ann  [PATCH 1/2] pump: a
        b1  2m  c1     ann  [PATCH 2/2] pump: b
        c2  2d  c1     ann  [PATCH v2 0/2] pump
        a2  2d  c1,c2  ann  [PATCH v2 1/2] pump: a
        b2  2d  c1,c2  ann  [PATCH v2 2/2] pump: b
        """
    )
    assert postings(notes) == ["v1/2 0:c1 1:a1 2:b1", "v2/2 0:c2 1:a2 2:b2"]


def test_v2_without_cover_sent_to_the_cover_of_v1_is_one_posting() -> None:
    """Patchwork makes a series of each patch here (patchwork.md 3.1)."""
    notes = table(
        """
        c1  0m  -   ann  [PATCH 0/2] pump
        a1  1m  c1  ann  [PATCH 1/2] pump: a
        b1  2m  c1  ann  [PATCH 2/2] pump: b
        a2  2d  c1  ann  [PATCH v2 1/2] pump: a
        b2  2d  c1  ann  [PATCH v2 2/2] pump: b
        """
    )
    assert postings(notes) == ["v1/2 0:c1 1:a1 2:b1", "v2/2 1:a2 2:b2"]


def test_a_partial_re_roll_is_a_posting_of_one_patch_among_five() -> None:
    notes = table(
        """
        c  0m  -    ann  [PATCH 0/5] pump
        a  1m  c    ann  [PATCH 1/5] pump: a
        b  2m  c    ann  [PATCH 2/5] pump: b
        n  2d  c,b  ann  [PATCH v2 2/5] pump: b
        """
    )
    assert postings(notes) == ["v1/5 0:c 1:a 2:b", "v2/5 2:n"]


def test_a_newer_patch_never_fills_a_gap_of_an_older_version() -> None:
    """Patchwork mixes versions here (patchwork.md 3.1, point 6)."""
    notes = table(
        """
        a2  0m  -   ann  [PATCH v2 1/2] pump: a
        b3  2d  a2  ann  [PATCH v3 2/2] pump: b
        """
    )
    assert postings(notes) == ["v2/2 1:a2", "v3/2 2:b3"]


def test_a_minor_version_is_a_version() -> None:
    notes = table("a 0m - ann [PATCH 1/2] a\nb 1m a ann [PATCH 2/2] b\nn 9m a ann [PATCH v1.1 1/2] a")
    assert postings(notes) == ["v1/2 1:a 2:b", "v1.1/2 1:n"]


def test_two_peoples_series_in_one_thread_are_two() -> None:
    notes = table(
        """
        c  0m   -     ann  [PATCH 0/2] pump
        a  1m   c     ann  [PATCH 1/2] pump: a
        b  2m   c     ann  [PATCH 2/2] pump: b
        r  60m  c     dan  Re: [PATCH 0/2] pump
        x  70m  c,r   dan  [PATCH 1/2] pipe: x
        y  71m  c,r   dan  [PATCH 2/2] pipe: y
        """
    )
    assert postings(notes) == ["v1/2 0:c 1:a 2:b", "v1/2 1:x 2:y"]


def test_two_series_of_one_person_in_one_thread_are_two() -> None:
    notes = table(
        """
        c  0m   -    ann  [PATCH 0/2] pump
        a  1m   c    ann  [PATCH 1/2] pump: a
        b  2m   c    ann  [PATCH 2/2] pump: b
        d  10m  c    ann  [PATCH 0/3] pipe
        x  11m  c,d  ann  [PATCH 1/3] pipe: x
        y  12m  c,d  ann  [PATCH 2/3] pipe: y
        z  13m  c,d  ann  [PATCH 3/3] pipe: z
        """
    )
    assert postings(notes) == ["v1/2 0:c 1:a 2:b", "v1/3 0:d 1:x 2:y 3:z"]


def test_git_send_email_without_threading_is_one_posting_by_its_session() -> None:
    notes = table(
        """
        c  0m   -  ann  [PATCH 0/3] pump
        a  1m   -  ann  [PATCH 1/3] pump: a
        b  25m  -  ann  [PATCH 2/3] pump: b
        d  50m  -  ann  [PATCH 3/3] pump: d
        """
    )
    assert postings(notes) == ["v1/3 0:c 1:a 2:b 3:d"]


def test_unthreaded_patches_of_another_session_are_another_posting() -> None:
    notes = table(
        """
        a1  0m  -  ann  [PATCH 1/2] pump: a
        b1  1m  -  ann  [PATCH 2/2] pump: b
        a2  3h  -  ann  [PATCH 1/2] pump: a
        b2  3h  -  ann  [PATCH 2/2] pump: b
        """
    )
    assert postings(notes) == ["v1/2 1:a1 2:b1", "v1/2 1:a2 2:b2"]


def test_unthreaded_series_sent_at_once_do_not_swap_patches() -> None:
    notes = table(
        """
        a1  0m  -  ann  [PATCH 1/2] pump: a
        b1  1m  -  ann  [PATCH 2/2] pump: b
        a2  2m  -  ann  [PATCH 1/2] pipe: a
        b2  3m  -  ann  [PATCH 2/2] pipe: b
        """
    )
    assert postings(notes) == ["v1/2 1:a1 2:b1", "v1/2 1:a2 2:b2"]


def test_a_missing_cover_leaves_the_patches_together() -> None:
    notes = table("a 0m unseen ann [PATCH 1/2] a\nb 1m unseen ann [PATCH 2/2] b")
    assert postings(notes) == ["v1/2 1:a 2:b"]


def test_what_hangs_below_one_unseen_cover_may_be_sent_by_hand_slowly() -> None:
    notes = table("a 0m unseen ann [PATCH 1/2] a\nb 5h unseen ann [PATCH 2/2] b")
    assert postings(notes) == ["v1/2 1:a 2:b"]


@pytest.mark.parametrize("parent", ["-", "a"])
def test_a_cover_that_was_sent_later_joins_its_patches(parent: str) -> None:
    notes = table(
        f"""
        a  0m   -         ann  [PATCH 1/2] pump: a
        b  1m   a         ann  [PATCH 2/2] pump: b
        c  20m  {parent}  ann  [PATCH 0/2] pump
        """
    )
    assert postings(notes) == ["v1/2 0:c 1:a 2:b"]


def test_a_forgotten_patch_joins_days_later_below_its_cover() -> None:
    notes = table("c 0m - ann [PATCH 0/2] p\na 1m c ann [PATCH 1/2] a\nb 3d c ann [PATCH 2/2] b")
    assert postings(notes) == ["v1/2 0:c 1:a 2:b"]


def test_a_second_cover_below_the_first_opens_another_posting() -> None:
    """Patchwork takes it for a comment on the first (patchwork.md 5.1, 8)."""
    notes = table(
        "c 0m - ann [PATCH 0/2] p\na 1m c ann [PATCH 1/2] a\nd 3h c ann [PATCH 0/2] p\nx 3h c,d ann [PATCH 1/2] a"
    )
    assert postings(notes) == ["v1/2 0:c 1:a", "v1/2 0:d 1:x"]


@pytest.mark.parametrize(
    ("words", "version"),
    [("pump: strokes v2", 2), ("pump: strokes V3", 3), ("pump: strokes", 1), ("pump for cgroup v2", 1)],
)
def test_a_cover_without_a_number_is_known_by_its_patches(words: str, version: int) -> None:
    """`0/N` is not there in patchwork.md 5.1, 9: its four rounds were all version 1."""
    notes = table(f"c 0m - ann {words}\na 1m c ann [PATCH 1/2] a\nb 2m c ann [PATCH 2/2] b\nr 9m c bea Re: {words}")
    assert postings(notes) == [f"v{version}/2 0:c 1:a 2:b"]
    assert about(notes) == {"r": "c of c"}


def test_talk_below_which_somebody_else_sends_a_series_is_no_cover() -> None:
    notes = table("t 0m - bea water\na 1m t ann [PATCH 1/2] a\nb 2m t ann [PATCH 2/2] b")
    assert postings(notes) == ["v1/2 1:a 2:b"]


def test_a_single_patch_makes_no_cover_of_what_it_answers() -> None:
    assert postings(table("t 0m - ann water\na 1m t ann [PATCH] a")) == ["v1/1 1:a"]


def test_patches_that_state_no_version_have_that_of_their_cover() -> None:
    notes = table("c 0m - ann [PATCH v3 0/2] p\na 1m c ann [PATCH 1/2] a\nb 2m c,a ann [PATCH 2/2] b")
    assert postings(notes) == ["v3/2 0:c 1:a 2:b"]


def test_a_first_version_sent_to_somebody_elses_v3_is_no_v3() -> None:
    notes = table("c 0m - ann [PATCH v3 0/2] p\na 1m c ann [PATCH v3 1/2] a\nx 9m c dan [PATCH 2/2] x")
    assert postings(notes) == ["v3/2 0:c 1:a", "v1/2 2:x"]


def test_a_cover_and_its_patches_may_state_different_totals() -> None:
    notes = table("c 0m - ann [PATCH 0/3] p\na 1m c ann [PATCH 1/2] a\nb 2m c ann [PATCH 2/2] b")
    assert postings(notes) == ["v1/3 0:c 1:a 2:b"]


def test_a_posting_with_mixed_totals_below_one_cover_stays_whole() -> None:
    """Patchwork left 13 extra series of one here (patchwork.md 3.1, point 6)."""
    notes = table(
        "c 0m - ann [PATCH 0/4] p\na 1m c ann [PATCH 1/4] a\nb 2m c ann [PATCH 2/3] b\nd 3m c ann [PATCH 3/4] d"
    )
    assert postings(notes) == ["v1/4 0:c 1:a 2:b 3:d"]


def test_a_number_above_the_total_counts() -> None:
    notes = table("a 0m - ann [PATCH 1/2] a\nb 1m a ann [PATCH 2/2] b\nx 2m a ann [PATCH 3/2] x")
    assert postings(notes) == ["v1/3 1:a 2:b 3:x"]


def test_an_aborted_posting_that_was_begun_again_is_two() -> None:
    notes = table(
        """
        c1  0m  -   ann  [PATCH 0/3] pump
        a1  1m  c1  ann  [PATCH 1/3] pump: a
        c2  8m  -   ann  [PATCH 0/3] pump
        a2  9m  c2  ann  [PATCH 1/3] pump: a
        b2  9m  c2  ann  [PATCH 2/3] pump: b
        d2  9m  c2  ann  [PATCH 3/3] pump: d
        """
    )
    assert postings(notes) == ["v1/3 0:c1 1:a1", "v1/3 0:c2 1:a2 2:b2 3:d2"]


def test_the_same_patch_four_times_in_ten_minutes_is_four_postings() -> None:
    notes = table("\n".join(f"p{n} {n}m - ann [PATCH 1/4] pump" for n in range(4)))
    assert postings(notes) == [f"v1/4 1:p{n}" for n in range(4)]


def test_unnumbered_patches_in_reply_stand_alone() -> None:
    notes = table("a 0m - ann [PATCH] pump\nx 1m a dan [PATCH] pump differently\ny 2m a ann [PATCH v2] pump")
    assert postings(notes) == ["v1/1 1:a", "v1/1 1:x", "v2/1 1:y"]


def test_a_reply_with_a_diff_is_no_patch() -> None:
    notes = table("a 0m - ann [PATCH] pump\nr 1m a dan Re: [PATCH] pump {diff}")
    assert postings(notes) == ["v1/1 1:a"]
    assert about(notes) == {"r": "a of a"}
