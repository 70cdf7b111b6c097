"""Subject lines as real lists have them, and as nobody should write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import Subject
from ingest.parse.subject import MOST_VERSIONS, SUBJECT_CHARACTERS, parse


@pytest.mark.parametrize(
    ("line", "version", "number", "total"),
    [
        ("[PATCH] x", 1, None, None),
        ("[PATCH v2] x", 2, None, None),
        ("[PATCH v2 2/7] x", 2, 2, 7),
        ("[PATCH V4 3/4] x", 4, 3, 4),
        ("[PATCHv3] x", 3, None, None),
        ("[PATCHv3 1/2] x", 3, 1, 2),
        ("[PATCH_v3 1/2] x", 3, 1, 2),
        ("[PATCH-v3] x", 3, None, None),
        ("[RFCv2 PATCH 1/2] x", 2, 1, 2),
        ("[PATCH net-next,v3 02/10] x", 3, 2, 10),
        ("[PATCH,v2] x", 2, None, None),
        ("[v2,1/3] x", 2, 1, 3),
        ("[PATCH 1/2 v2] x", 2, 1, 2),
        ("[v2 PATCH 0/1] x", 2, 0, 1),
        ("[PATCH1/8] x", 1, 1, 8),
        ("[PATCH 1 of 8] x", 1, 1, 8),
        ("[RFC PATCH 0 / 4] x", 1, 0, 4),
        ("[PATCH 6/5] x", 1, 6, 5),
        ("[1/3] x", 1, 1, 3),
        ("[patch 1/2] x", 1, 1, 2),
        ("[RFC] [PATCH 1/2] x", 1, 1, 2),
        ("[list] [PATCH v2 1/2] x", 2, 1, 2),
        ("[list][PATCH v2] x", 2, None, None),
        ("[[PATCH] v2] x", 2, None, None),
        ("[PATCH [v2] 1/3] x", 2, 1, 3),
        ("[[PATCH v2] x", 2, None, None),
        ("  [PATCH\tv2\n 2/7]   x ", 2, 2, 7),
    ],
)
def test_versions_and_counters(line: str, version: int, number: int | None, total: int | None) -> None:
    found = parse(line)
    assert (found.title, found.version, found.number, found.total) == ("x", version, number, total)
    assert found.version_stated is (version > 1)
    assert not found.reply


@pytest.mark.parametrize(
    ("line", "version", "minor", "prefixes"),
    [
        ("[PATCH v1.1 2/5] x", 1, 1, ()),
        ("[PATCH v3.2 2/5] x", 3, 2, ()),
        ("[PATCH 5.10 2/5] x", 1, 0, ("5.10",)),
        ("[PATCH v6.1 2/5] x", 1, 0, ("v6.1",)),
        ("[PATCH 5.15 v2 2/5] x", 2, 0, ("5.15",)),
        ("[PATCH v5.15.y 2/5] x", 1, 0, ("v5.15.y",)),
    ],
)
def test_a_corrected_patch_is_told_from_a_stable_branch(
    line: str, version: int, minor: int, prefixes: tuple[str, ...]
) -> None:
    found = parse(line)
    assert (found.version, found.minor, found.prefixes, found.number) == (version, minor, prefixes, 2)


@pytest.mark.parametrize(
    "line",
    [
        "Re: [PATCH v2] x",
        "RE: [PATCH v2] x",
        "Re: Re: [PATCH v2] x",
        "AW: [PATCH v2] x",
        "Aw: Re: [PATCH v2] x",
        "Fwd: [PATCH v2] x",
        "回复: [PATCH v2] x",
        "Re: [list] [PATCHv2] x",
    ],
)
def test_replies_in_many_languages(line: str) -> None:
    found = parse(line)
    assert found.reply
    assert found.patch
    assert (found.title, found.version) == ("x", 2)


def test_a_subsystem_is_no_reply_mark() -> None:
    assert parse("mm: tree: count") == Subject("mm: tree: count")


@pytest.mark.parametrize(
    ("line", "title", "version"),
    [
        ("[PATCH] x (v2)", "x", 2),
        ("[PATCH 0/3] x (v2)", "x", 2),
        ("[PATCH 2/3] x (v2)", "x (v2)", 1),
        ("[PATCH v3] x (v2)", "x (v2)", 3),
        ("x (v2)", "x (v2)", 1),
    ],
)
def test_a_version_in_the_title_is_that_of_a_whole_posting_only(line: str, title: str, version: int) -> None:
    found = parse(line)
    assert (found.title, found.version) == (title, version)


@pytest.mark.parametrize(
    ("line", "rfc", "resend", "patch", "prefixes"),
    [
        ("[RFC PATCH] x", True, False, True, ("RFC",)),
        ("[RFC] x", True, False, False, ("RFC",)),
        ("[PATCH RFC v2] x", True, False, True, ("RFC",)),
        ("[PATCH RESEND net] x", False, True, True, ("RESEND", "net")),
        ("[RESEND][PATCH] x", False, True, True, ("RESEND",)),
        ("[PATCH resend] x", False, True, True, ("resend",)),
        ("[GIT PULL] x", False, False, False, ("GIT", "PULL")),
    ],
)
def test_marks(line: str, rfc: bool, resend: bool, patch: bool, prefixes: tuple[str, ...]) -> None:
    found = parse(line)
    assert (found.rfc, found.resend, found.patch, found.prefixes) == (rfc, resend, patch, prefixes)


@pytest.mark.parametrize("version", ["v0", f"v{MOST_VERSIONS + 1}", "v" + "9" * 300])
def test_no_work_has_such_a_version(version: str) -> None:
    found = parse(f"[PATCH {version}] x")
    assert (found.version, found.version_stated) == (1, False)


@pytest.mark.parametrize("line", ["", "[", "]", "[]", "[PATCH", "PATCH] x", "[[[[", "Re:", "v2"])
def test_what_is_not_understood_claims_nothing(line: str) -> None:
    found = parse(line)
    assert (found.version, found.number, found.patch) == (1, None, False)


def test_what_looks_encoded_after_decoding_is_not_decoded_again() -> None:
    assert parse("[PATCH] =?utf-8?q?=41?= <a@b> " + "(" * 900).title.startswith("= ?utf-8?q?=41?=")


@pytest.mark.parametrize("part", ["[", "]", "[]", "[[]", "[a[b]", "Re: ", "[PATCH v", "1 of ", "(v2)", " / "])
def test_a_subject_of_ten_kilobytes_is_cut(part: str) -> None:
    found = parse("[PATCH] " + part * (10_000 // len(part)))
    assert len(found.title) <= SUBJECT_CHARACTERS
    assert found.patch


MARKS = "PATCH patch RFC RESEND net-next v2 v0 V10 v1.1 v6.1 5.10 1/3 0/0 Re AW tree (v3) =?utf-8?q?x?="
TOKENS = st.sampled_from([*MARKS.split(), "1 of 2", *"[] ,:/\0\ud800\u0663"])


@given(st.one_of(st.text(max_size=200), st.lists(TOKENS, max_size=30).map("".join)))
def test_any_line_is_taken_apart(line: str) -> None:
    found = parse(line)
    assert parse(line) == found
    assert 0 < found.version <= MOST_VERSIONS
    assert (found.number is None) is (found.total is None)
    assert 0 <= (found.number or 0) <= 9999
    assert len(found.title) <= SUBJECT_CHARACTERS
    assert "\n" not in found.title


@given(
    st.integers(1, MOST_VERSIONS),
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.permutations(["version", "counter", "PATCH", "net-next"]),
    st.sampled_from([" ", ",", ", "]),
)
def test_the_order_of_the_marks_does_not_matter(
    version: int, number: int, total: int, order: list[str], between: str
) -> None:
    marks = {"version": f"v{version}", "counter": f"{number}/{total}"}
    found = parse(f"[{between.join(marks.get(each, each) for each in order)}] tree: count")
    assert found == Subject(
        "tree: count", version, version_stated=True, number=number, total=total, prefixes=("net-next",), patch=True
    )
