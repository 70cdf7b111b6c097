"""The demo archive through the command: what `make run` shows a new user is what docs/demo/README.md promises."""

from __future__ import annotations

import collections
import email
import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = ROOT / "docs" / "demo"
REVIEW = {"Reviewed-by", "Acked-by", "Tested-by", "Nacked-by"}

Docket = Callable[..., str]


@pytest.fixture(scope="module")
def docket(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Call the command on a database of its own that holds the demo archive."""
    home = tmp_path_factory.mktemp("demo")
    (home / "config.toml").touch()
    environment = os.environ | {"DOCKET_DATABASE_URL": f"sqlite:///{home / 'demo.db'}"}

    def call(*words: str | Path) -> str:
        line = [sys.executable, ROOT / "docket.py", *words]
        process = subprocess.run(line, cwd=home, env=environment, capture_output=True, text=True)
        assert process.returncode == 0, process.stderr
        return process.stdout

    call("ingest", "--list", "demo", "--from", DEMO / "demo.mbox")
    call("ingest", "--list", "tracing", "--from", DEMO / "tracing.mbox")
    return call


@pytest.fixture(scope="module")
def messages(docket: Docket) -> list[dict[str, Any]]:
    return [json.loads(line) for line in docket("export").splitlines()]


@pytest.fixture(scope="module")
def show(docket: Docket) -> Callable[[str], dict[str, Any]]:
    return functools.cache(lambda reference: json.loads(docket("show", reference, "--json")))


def versions(series: dict[str, Any]) -> list[tuple[int, str]]:
    return [(each["version"], f"{each['received']}/{each['total']}") for each in series["revisions"]]


def review_tags(patch: dict[str, Any]) -> set[tuple[str, str, bool]]:
    return {(t["kind"], t["email"].partition("@")[0], t["inherited"]) for t in patch["tags"] if t["kind"] in REVIEW}


CHECKPOINT = "20260601080211.71204-1-hyeonwoo.baek@example.org"
COLOURS = "20260610083000.5521-1-ruben.oyelaran@example.org"
RING = "20260616072040.18830-1-wenzhao.li@example.org"
TRIPS = "20260618094000.3342-1-joao.figueiredo@example.org"
RINGLOG = "20260629120217.9917-1-nadia.belkacem@example.org"
TEMPO = "20260701082000.2210-1-samir.haddad@example.org"
LARCH = "20260706-larch-dma-v1-0-6c1d02f7a9e4@example.org"
REGION = "20260713164022.60117-4-anselm.vogt@example.org"
BROOK = "20260715061500.1440-1-thandiwe.mokoena@example.org"
FERN = "20260625131112.7730-1-isabela.duarte@example.org"
PULL = "al0pBd7cXq2VnHs8@tomasz.example.org"
MOTH = "20260622060000.610-1-duc.tranminh@example.org"
MANUAL = "20260720082519.12007-1-tomasz@example.org"
MUNGED = "20260722060530.4410-1-elif.karaca@example.org"


def test_a_mail_on_two_lists_is_one_message(docket: Docket, messages: list[dict[str, Any]]) -> None:
    assert len(messages) == len({each["message_id"] for each in messages}) == 96
    again = json.loads(docket("ingest", "--list", "demo", "--from", DEMO / "demo.mbox", "--json"))
    assert (again["read"], again["new"], again["series"], again["quarantined"]) == (100, 0, 0, 0)
    of_the_second = [json.loads(line) for line in docket("export", "--list", "tracing").splitlines()]
    assert {each["message_id"] for each in of_the_second} < {each["message_id"] for each in messages}
    assert len(of_the_second) == 4


def test_what_the_mails_are(messages: list[dict[str, Any]]) -> None:
    kinds = collections.Counter(each["kind"] for each in messages)
    assert kinds == {"cover": 7, "patch": 36, "reply": 48, "bot": 4, "pull-request": 1}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (CHECKPOINT, [(1, "3/3"), (2, "3/3"), (3, "3/3")]),
        (COLOURS, [(1, "2/2")]),
        (RING, [(1, "2/2"), (2, "1/1")]),
        (TRIPS, [(1, "1/1"), (2, "1/1")]),
        (RINGLOG, [(1, "2/2")]),
        (TEMPO, [(1, "1/1"), (2, "1/1")]),
        (LARCH, [(1, "4/4")]),
        (REGION, [(1, "1/15")]),
        (BROOK, [(1, "3/3"), (2, "3/3")]),
        (FERN, [(1, "1/1"), (1, "1/1")]),
        (MOTH, [(1, "2/2")]),
        (MANUAL, [(1, "1/1")]),
        (MUNGED, [(1, "2/2")]),
    ],
)
def test_versions_of_one_work_are_one_series(show, reference: str, expected: list[tuple[int, str]]) -> None:
    assert versions(show(reference)) == expected


def test_the_list_has_every_series_and_the_pull_request_is_none(docket: Docket, messages) -> None:
    listed = json.loads(docket("list", "--json"))
    assert len(listed) == 13
    (pull,) = (each for each in messages if each["message_id"] == PULL)
    assert (pull["kind"], pull["series"]) == ("pull-request", None)


def test_a_tag_comes_along_with_its_origin_and_one_on_the_cover_is_inherited(show) -> None:
    first, second, third = show(CHECKPOINT)["revisions"][2]["patches"]
    assert review_tags(first) == {("Reviewed-by", "adaeze", False), ("Tested-by", "mikko.lehtovaara", True)}
    assert ("Reviewed-by", "mikko.lehtovaara", False) in review_tags(second)
    assert review_tags(third) == {("Tested-by", "mikko.lehtovaara", True)}
    (carried,) = (tag for tag in second["tags"] if tag["kind"] == "Reviewed-by")
    assert carried["origin"] == "aiju8QeWb1Zt6MoP@lehtovaara.example.org"


def test_a_nak_stands_beside_the_tags_of_others_and_is_none_of_them(show) -> None:
    series = show(COLOURS)
    for patch in series["revisions"][0]["patches"]:
        assert review_tags(patch) == {
            ("Reviewed-by", "isabela.duarte", False),
            ("Tested-by", "duc.tranminh", True),
            ("Nacked-by", "marit", True),
        }
    assert "Acked-by" not in series["tags"]


def test_a_series_on_two_lists_is_on_both(show) -> None:
    assert sorted(show(RINGLOG)["lists"]) == ["demo", "tracing"]


def test_robots_are_told_from_people(messages: list[dict[str, Any]]) -> None:
    robots = {each["message_id"].rpartition("@")[0].rpartition("-")[2] for each in messages if each["kind"] == "bot"}
    assert robots == {"lkp", "4410", "notify", "bot"}


def test_tags_on_a_cover_hold_for_every_patch(show) -> None:
    patches = show(LARCH)["revisions"][0]["patches"]
    assert [("Reviewed-by", "thandiwe.mokoena", True) in review_tags(patch) for patch in patches] == [True] * 4
    assert [("Acked-by", "elif.karaca", False) in review_tags(patch) for patch in patches] == [
        True,
        False,
        False,
        False,
    ]


def test_what_no_list_brought_is_said(show) -> None:
    series = show(REGION)
    assert not series["latest"]["complete"]
    assert any("15" in sentence for sentence in series["not_looked_at"])


def test_a_partial_re_roll_takes_the_other_patches_from_what_it_is_based_on(show) -> None:
    first, second = show(BROOK)["revisions"]
    taken = [(a["message_id"] == b["message_id"]) for a, b in zip(first["patches"], second["patches"], strict=True)]
    assert taken == [True, False, True]
    assert second["complete"]


def test_a_resend_is_no_new_version(show) -> None:
    series = show(FERN)
    assert [each["resend"] for each in series["revisions"]] == [False, True]
    assert review_tags(series["revisions"][1]["patches"][0]) == {("Acked-by", "rosa", False)}


def test_nobody_answered_and_that_is_to_be_seen(show) -> None:
    series = show(MOTH)
    assert {event["kind"] for event in series["events"]} == {"posted"}
    assert series["tags"] == {}


def test_a_tag_in_html_alone_counts(show) -> None:
    assert ("Reviewed-by", "fatuma", False) in review_tags(show(MANUAL)["revisions"][0]["patches"][0])


def test_the_writer_of_a_mail_is_not_the_list(show) -> None:
    assert show(MUNGED)["author"] == {"name": "Elif Karaca", "email": "elif.karaca@example.org"}


def test_git_takes_every_patch(need: Callable[[str], str], tmp_path: Path) -> None:
    mails = re.split(rb"^From \S+@lists\.example\.org .*\n", (DEMO / "demo.mbox").read_bytes(), flags=re.MULTILINE)
    bodies = [
        mail.get_payload(decode=True)
        for mail in map(email.message_from_bytes, mails)
        if str(mail["Subject"]).startswith("[PATCH")
    ]
    diffs = [body for body in bodies if b"\ndiff --git " in body]
    for diff in diffs:
        git = subprocess.run([need("git"), "apply", "--stat", "-"], cwd=tmp_path, input=diff, capture_output=True)
        assert git.returncode == 0, git.stderr
        assert git.stdout.splitlines()[-1] in diff
    assert len(diffs) == 38


def test_a_broken_abstraction_is_named_with_the_words_that_say_so(docket: Docket) -> None:
    (series,) = json.loads(docket("list", "objection:abstraction region", "--json"))
    whole = json.loads(docket("show", series["id"], "--json"))
    found = [each for each in whole["objections"] if "broken abstraction" in each["text"]]
    assert [(each["label"], each["severity"], each["outcome"]) for each in found] == [
        ("abstraction", "blocking", "open")
    ]
    assert "predicated on extending a broken abstraction" in " ".join(found[0]["evidence"].split())
    assert (found[0]["source"], found[0]["score"]) == ("rule: phrase", 1.0)


def test_a_nak_is_known_by_rule_and_robots_object_to_nothing(
    docket: Docket, show: Callable[[str], dict[str, Any]]
) -> None:
    series = json.loads(docket("list", "severity:blocking", "--json"))
    objections = [each for one in series for each in show(one["id"])["objections"]]
    assert "rule: nak" in {each["source"] for each in objections}
    robots = {line["message_id"] for line in map(json.loads, docket("export").splitlines()) if line["kind"] == "bot"}
    everywhere = json.loads(docket("list", "objection:any", "--json"))
    assert robots
    assert robots.isdisjoint(each["message_id"] for one in everywhere for each in show(one["id"])["objections"])
