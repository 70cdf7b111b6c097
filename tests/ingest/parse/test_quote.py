"""Replies are cut into remarks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import quote
from ingest.parse.quote import remarks


def cut(body: str) -> list[tuple[int, str, str]]:
    return [(remark.number, remark.text, remark.quoted) for remark in remarks(body)]


def test_each_remark_comes_with_the_passage_above_it() -> None:
    body = "> int a;\n\nWhy int?\n\n> int b;\n> int c;\nAnd here?\n> int d;\n"
    assert cut(body) == [(0, "Why int?", "> int a;"), (1, "And here?", "> int b;\n> int c;")]


def test_blank_lines_between_quoted_lines_make_no_block() -> None:
    assert cut("> a\n\n> b\n \n\n>\n> c\nfirst\n") == [(0, "first", "> a\n> b\n>\n> c")]


def test_an_attribution_line_leaves_a_gap_in_the_numbers() -> None:
    assert cut("On Mon, 4 May 2026, Ann Author wrote:\n> a\nno\n") == [(1, "no", "> a")]


def test_the_number_of_a_remark_counts_every_block_above_it() -> None:
    body = "Hi,\n\nOn 5/4/26, ann@example.org wrote:\n> a\n[...]\n> b\n-- \nBob\n> c\nlast\n"
    assert cut(body) == [(0, "Hi,", ""), (3, "last", "> c")]


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, May 4, 2026 at 10:11 AM Ann Author <ann@example.org> wrote:",
        "On Mon, May 4, 2026 at 10:11 AM Ann Author with a long name\n<ann@example.org> wrote:",
        "On Mon, May 4, 2026 at 10:11 AM\nAnn Author <ann@example.org>\nwrote:",
        "On 03/20, Ann Author wrote:",
        "Ann Author <ann@example.org> writes:",
        "Ann Author wrote:",
        "Ann Author wrote on Mon, May 04, 2026 at 09:49:19AM +0000:",
        "Ann Author <ann@example.org>:",
        "* Ann Author <ann@example.org> [260504 16:06]:",
        "Ann Author [2026-05-04  6:21 -1000]:",
        "Quoting Ann Author (2026-05-04 10:11:12)",
        "Am 04.05.26 um 11:45 schrieb Ann Author:",
        "Am Montag, dem 04.05.2026 um 21:07 +0200 schrieb Ann Author:",
        "Ann Author <ann@example.org> schrieb am Mo., 4. Mai 2026, 00:06:",
        "Le Mon, May 04, 2026 at 04:48:10PM +0800, Ann Author a écrit :",
        "El lun., 4 may. 2026 a las 14:03, Ann Author (<ann@example.org>)\nescribió:",
        "Em Mon, 4 May 2026 02:32:34 -0700\nAnn Author <ann@example.org> escreveu:",
        "Op 04-05-2024 om 18:32 schreef Ann Author:",
        "Den 2026-05-04 kl. 12:40, skrev Ann Author:",
        "04.05.2026 13:01, Ann Author пишет:",
        "在 2026/5/4 11:34, Ann Author 写道:",
        "在 2026年5月4日星期一\uff0cAnn Author <ann@example.org> 写道\uff1a",
        "Ann Author <ann@example.org> 于2026年5月4日周一 01:39写道\uff1a",
        "2026年5月4日(月) 23:43 Ann Author <ann@example.org>:",
        "2026년 5월 4일 (월) 오전 3:26, Ann Author <ann@example.org>님이 작성:",
        'May 4, 2026 at 1:15 PM, "Ann Author" <ann@example.org mailto:ann@example.org?to=Ann%3E > wrote:',
        "---- On Mon, 04 May 2026 20:51:13 +0800 Ann Author <ann@example.org> wrote ----",
        "-----Original Message-----",
        "-----Original Message-----\nFrom: Ann Author <ann@example.org>\nSent: Monday, 4 May 2026\nTo: Bob",
        "From: Ann Author <ann@example.org>\nDate: Mon, 4 May 2026 10:11:12 +0200",
        "From: Ann Author <ann@example.org> Sent: Monday, May 4, 2026 2:20 AM",
    ],
)
def test_attribution_lines_are_no_remarks(attribution: str) -> None:
    assert cut(f"{attribution}\n> a\nno\n") == [(1, "no", "> a")]
    assert cut(f"Hi Ann,\n\n{attribution}\n\n> a\nno\n") == [(0, "Hi Ann,", ""), (1, "no", "> a")]
    assert cut(f"Hi Ann,\n{attribution}\n[...]\n> a\n") == [(0, "Hi Ann,", "")]


@pytest.mark.parametrize(
    "lead_in",
    [
        "Can you check if the following resolves this issue:",
        "This loop was added in 2019 and the comment above it says:",
        "As I said:",
        "From the log at 10:20 it looks like this:",
        "Tested-by: Bob Reviewer <bob@example.org>",
    ],
)
def test_a_lead_in_is_a_remark(lead_in: str) -> None:
    assert cut(f"> a\n{lead_in}\n> b\n") == [(0, lead_in, "> a")]


def test_a_mail_with_the_answer_on_top_has_one_remark_about_nothing() -> None:
    body = "Applied, thanks.\n\nOn Mon, 4 May 2026, Ann Author wrote:\n> a\n> b\n"
    assert cut(body) == [(0, "Applied, thanks.", "")]


def test_signatures_are_cut_off_wherever_they_stand() -> None:
    assert cut("> a\nno\n-- \nBob\n> b\nyes\n--\nBob\n") == [(0, "no", "> a"), (1, "yes", "> b")]


def test_a_pasted_patch_is_no_prose() -> None:
    body = "> a\nHow about:\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n"
    assert cut(body) == [(0, "How about:", "> a")]


def test_list_footers_are_cut_off() -> None:
    body = "> a\nno\n_______________________________________________\nexample mailing list\nexample@example.org\n"
    assert cut(body) == [(0, "no", "> a")]


@pytest.mark.parametrize(
    "divider",
    [
        "________________________________\nFrom: Ann Author\nSent: Monday\nTo: Bob\nSubject: x",
        "-----Original Message-----\nFrom: Ann Author\nSent: Monday\nTo: Bob\nSubject: a long\n subject",
        "------------------ 原始邮件 ------------------\n发件人: Ann Author",
        "---------- Forwarded message ---------\nFrom: Ann Author\nDate: Monday\nSubject: x",
        "From: Ann Author\nSent: Monday\nTo: Bob\nSubject: x",
    ],
)
def test_of_a_mail_forwarded_without_marks_nothing_is_the_senders(divider: str) -> None:
    body = f"> z\nSee below.\n\n{divider}\n\nOn Monday, Carl wrote:\n> a\nThis was said by Ann.\n"
    assert cut(body) == [(0, "See below.", "> z")]


def test_a_pasted_patch_with_its_headers_is_not_forwarded_mail() -> None:
    pasted = "Here:\n\nFrom: Bob\nDate: Monday\nSubject: [PATCH] fix\n\nA fix."
    assert cut(f"> a\n{pasted}\n\n> b\nno\n") == [(0, pasted, "> a"), (1, "no", "> b")]


@pytest.mark.parametrize("mark", ["[...]", "[ ... ]", "[snip]", "<snip>", "...", "[..]", "… ", "...snip..."])
def test_elisions_are_no_remarks(mark: str) -> None:
    assert cut(f"> a\n{mark}\n> b\nno\n") == [(1, "no", "> b")]


def test_the_broken_off_end_of_a_quoted_line_is_no_remark() -> None:
    body = "> a line that a mail program has broken because it was longer than its \nlimit of columns\n> allows\nno\n"
    [(number, text, quoted)] = cut(body)
    assert (number, text) == (1, "no")
    assert "\nlimit of columns\n" in quoted


@pytest.mark.parametrize("answer", ["Right.", "Why?", "This is a longer answer that no program has broken off"])
def test_a_remark_close_to_its_quote_is_kept(answer: str) -> None:
    assert (
        cut(f"> a line that a mail program has broken because it was longer than its \n{answer}\n> b\n")[0][1] == answer
    )
    assert cut(f"> short line \n{answer}\n> b\n")[0][1] == answer


def test_a_remark_below_a_line_that_had_room_for_it_is_kept() -> None:
    assert cut("> a flowed line that ends early \nfine with me\n> b\n") == [
        (0, "fine with me", "> a flowed line that ends early ")
    ]


def test_deeper_quotes_and_quotes_without_blanks_belong_to_the_passage() -> None:
    assert cut("> > a\n>b\n>> c\n > d\nno\n") == [(0, "no", "> > a\n>b\n>> c\n > d")]


def test_line_ends_of_either_kind_give_the_same_remarks() -> None:
    body = "On 4 May 2026 Ann Author wrote:\n> a\n\nno\nyes\n\n-- \nBob\n"
    assert remarks(body.replace("\n", "\r\n")) == remarks(body)


def test_what_is_kept_has_bounds() -> None:
    many = remarks("> q\nremark\n" * (quote.MAX_REMARKS + 10))
    assert len(many) == quote.MAX_REMARKS
    [long] = remarks("> " + "q" * 5_000 + "\n" + "> q\n" * 100 + "no " * 20_000)
    assert len(long.text) <= quote.MAX_TEXT
    assert long.quoted.count("\n") + 1 == quote.MAX_QUOTED
    [wide] = remarks("> " + "q" * 5_000 + "\nno\n")
    assert len(wide.quoted) == quote.MAX_LINE


LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "> a",
            ">> b",
            ">",
            " > c",
            "-- ",
            "[...]",
            "text of a remark",
            "  indented",
            "diff --git a/x b/x",
            "On Mon, 4 May 2026 at 10:11, Ann Author",
            "<ann@example.org> wrote:",
            "-----Original Message-----",
            "From: Ann",
            "Sent: Monday",
            "To: Bob",
            "________________________________",
        ]
    ),
    st.text(max_size=30),
)
BODIES = st.lists(LINES, max_size=40).map("\n".join)


@given(BODIES)
def test_remarks_occur_in_the_body_in_order_and_hold_no_quoted_line(body: str) -> None:
    seen = body.replace("\r\n", "\n")
    number, at = -1, 0
    for remark in remarks(body):
        assert remark.number > number
        number = remark.number
        at = seen.index(remark.text, at) + len(remark.text)
        assert remark.text == remark.text.strip() != ""
        assert not any(line.startswith((">", " >")) for line in remark.text.split("\n")[1:])


@given(BODIES, BODIES)
def test_what_follows_never_changes_the_remarks_above(body: str, more: str) -> None:
    shorter = remarks(f"{body}\n> q\n")
    longer = remarks(f"{body}\n> q\nanswer\n{more}")
    assert longer[: len(shorter)] == shorter
