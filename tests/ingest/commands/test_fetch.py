"""`docket fetch` against a real public-inbox server: a thread and its other versions come in whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.ingest.source.servers import PublicInboxServer, public_inbox_server
from tests.ingest.store.letters import CEM, at, posting, reply

from .conftest import Command

TITLES = ["pump: count the strokes", "pump: report the count"]


def version(number: int) -> list[bytes]:
    prefix = f"PATCH v{number}" if number > 1 else "PATCH"
    mails = posting(f"v{number}", prefix, TITLES, at(7 * number), cover="pump: strokes")
    tag = reply(
        f"r{number}@x", f"v{number}-1@x", f"[{prefix} 1/2] {TITLES[0]}", at(7 * number + 1), CEM, f"Acked-by: {CEM}\n"
    )
    return [raw.replace(b"MIME-Version", b"List-Id: <water.lists.example.org>\nMIME-Version") for raw in [*mails, tag]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Iterator[PublicInboxServer]:
    alone = posting("alone", "PATCH", ["pipe: bend"], at(3))
    mails = [*version(1), *version(2), *version(3), *alone]
    with public_inbox_server(tmp_path_factory.mktemp("public-inbox"), need, *mails) as server:
        yield server


@pytest.fixture
def docket(command: Command, server: PublicInboxServer) -> Command:
    command.configure(f'[archive]\nurl = "{server.url}"\n')
    return command


@pytest.mark.parametrize("name", ["v2-0@x", "<r2@x>", "{url}/v2-1@x/"])
def test_a_thread_with_three_versions_comes_in_whole(docket: Command, server: PublicInboxServer, name: str) -> None:
    report = docket.json("fetch", name.format(url=server.url))
    assert (report["list"], report["source"]) == ("water", server.url)
    assert (report["new"], report["covers"], report["patches"], report["replies"]) == (12, 3, 6, 3)
    (series,) = docket.json("list")
    assert (series["versions"], series["lists"], series["latest"]["complete"]) == (3, ["water"], True)
    whole = docket.json("show", "v1-0@x")
    assert [each["version"] for each in whole["revisions"]] == [1, 2, 3]
    assert [len(each["patches"]) for each in whole["revisions"]] == [2, 2, 2]


def test_a_thread_without_other_versions_comes_alone(docket: Command) -> None:
    report = docket.json("fetch", "alone-1@x")
    assert (report["list"], report["new"]) == ("test", 1)
    assert [each["title"] for each in docket.json("list")] == ["pipe: bend"]


def test_what_is_there_already_is_known(docket: Command) -> None:
    docket.json("fetch", "v2-0@x")
    again = docket.json("fetch", "v3-0@x")
    assert (again["read"], again["new"], again["duplicate"]) == (12, 0, 12)


def test_mail_goes_to_the_configured_list_whose_address_it_names(docket: Command, server: PublicInboxServer) -> None:
    docket.configure(
        f'[archive]\nurl = "{server.url}"\n[[lists]]\nname = "pipes"\naddress = "water@lists.example.org"\n'
    )
    assert docket.json("fetch", "v2-0@x")["list"] == "pipes"


def test_people_read_lines(docket: Command) -> None:
    assert docket("fetch", "v2-0@x").stdout.startswith("water: 12 read, 12 new, 0 known, ")


def test_a_message_that_the_archive_does_not_have(docket: Command) -> None:
    status, line = docket.error("fetch", "none@x")
    assert status == 1
    assert "none@x" in line


def test_an_archive_that_does_not_answer(command: Command) -> None:
    command.configure('[archive]\nurl = "http://127.0.0.1:9/all"\n')
    status, line = command.error("fetch", "v2-0@x")
    assert status == 1
    assert "127.0.0.1:9" in line


def test_what_is_no_message_id(docket: Command) -> None:
    status, _ = docket.error("fetch", "no id")
    assert status == 2
