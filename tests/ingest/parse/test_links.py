"""Where postings say which earlier versions they have, and where they speak of something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import VersionLink
from ingest.parse.links import MOST_LINKS, version_links

ONE = "20260701-tree-v1-0-1@example.org"
TWO = "20260708-tree-v2-0-2@example.org"
URL = f"https://lore.kernel.org/r/{ONE}"
URL_TWO = f"https://lore.kernel.org/all/{TWO}/"


def found(body: str) -> list[tuple[str, int | None]]:
    return [(link.message_id, link.version) for link in version_links(body)]


@pytest.mark.parametrize(
    "line",
    [
        f"v1: {URL}",
        f"V1: {URL}",
        f"v1 {URL}",
        f"v1 - {URL}",
        f"[v1] {URL}",
        f"  * v1: <{URL}>",
        f"RFC v1: {URL}",
        f"PATCH v1: {URL}",
        f"v1 was sent some time ago: {URL}",
        f"Link to v1: {URL}",
        f"- Link to v1: {URL}",
        f"Changes since v1: {URL}",
        f"Changes in v1 ({URL})",
        f"Link to the v1 series: {URL}.",
        f"v1 patchset is here: {URL}",
        f"Link to v1:\n{URL}",
        f"The link to v1 is at\n\n  {URL}",
        f"v1: https://patch.msgid.link/{ONE}",
        f"v1: https://lore.kernel.org/linux-demo/{ONE}/T/#u",
        f"v1: https://lore.kernel.org/linux-demo/{ONE.replace('@', '%40')}/",
        f"v1: http://lkml.kernel.org/r/{ONE}?q=tree#t",
        f"Changes since v1 [1]:\n- count all\n\n[1] {URL}",
        f"Changes since v1[tree]: none\n\nLink: [tree] {URL}",
        f"See below.\n\n[1] {URL} v1",
        f"See below.\n\n[1]: v1 {URL}".replace("[1]: v1", "[v1]:"),
        f"Changes since v1 (Link: {URL}):",
    ],
)
def test_a_stated_version(line: str) -> None:
    assert found(f"Count trees.\n\n{line}\n") == [(ONE, 1)]


@pytest.mark.parametrize(
    "line",
    [
        f"Supersedes: <{ONE}>",
        f"supersedes: {ONE}",
        f"Obsoletes: <{ONE}>",
        f"Replaces: <{ONE}>",
        f"Previous version: {URL}",
        f"The last posting is {URL}",
        f"RFC: {URL}",
        f"Link to RFC: {URL}",
        f"The former series is here:\n{URL}",
    ],
)
def test_an_earlier_posting_without_its_number(line: str) -> None:
    assert found(f"Count trees.\n\n{line}\n") == [(ONE, None)]


@pytest.mark.parametrize(
    "line",
    [
        f"mkfs v2: {URL}",
        f"The userspace part is at v3 now: {URL}".replace("The", "Our"),
        f"Depends on v1: {URL}",
        f"This is based on v1 of the forest series: {URL}",
        f"It goes on top of v2 {URL}",
        f"Closes: {URL}",
        f"Reported with v1 applied: {URL}",
        f"See the discussion of v1: {URL}",
        f"Previous discussion: {URL}",
        f"Link: {URL}",
        f"Link: {URL} # v6.1",
        f"{URL}",
        f"> v1: {URL}",
        "v1: https://example.org/forest",
        "v1: https://github.com/forest/tree/tree/v1",
        f"Tested on v6.1: {URL}",
        f"libtree-v2 {URL}",
        "Supersedes: the old one",
        f"v1 {ONE}",
    ],
)
def test_a_link_to_something_else(line: str) -> None:
    assert found(f"Count trees.\n\n{line}\n") == []


def test_all_versions_in_one_changelog() -> None:
    body = f"v3:\n- count all\n\nv2: {URL_TWO}\n- count more\n\nv1: {URL}\n"
    assert found(body) == [(TWO, 2), (ONE, 1)]
    assert found(f"v1: {URL} v2: {URL_TWO}\n") == [(ONE, 1), (TWO, 2)]
    assert found(f"v1 and v2: {URL}\n".replace(" and ", ", ")) == [(ONE, 1), (ONE, 2)]


def test_a_link_is_stated_once() -> None:
    assert version_links(f"v1: {URL}\nv1: {URL}\nv1: https://patch.msgid.link/{ONE}\n") == (VersionLink(ONE, 1),)


def test_footnotes_in_any_order() -> None:
    body = f"Changes since v2 [2]:\n- count all\nChanges since v1 [1]:\n- count\n\n[1] {URL}\n[2] {URL_TWO}\n"
    assert found(body) == [(ONE, 1), (TWO, 2)]


def test_there_is_an_end_to_them() -> None:
    many = "".join(f"v{number}: https://lore.kernel.org/r/{number}@example.org\n" for number in range(1, 300))
    assert len(version_links(many)) == MOST_LINKS


WORDS = "v1 v2 RFC: link to changes since [1] [ ] ( ) : , - previous Supersedes: mkfs depends https:// @ %40 / > # \n"


@given(st.lists(st.sampled_from([*WORDS.split(" "), URL, URL_TWO, " ", "\n", "\0", "\ud800"]), max_size=40))
def test_any_text_gives_references_that_can_be_stored(words: list[str]) -> None:
    for link in version_links(" ".join(words)):
        assert "@" in link.message_id
        assert len(link.message_id) <= 255
        assert link.version is None or 0 <= link.version <= 999
