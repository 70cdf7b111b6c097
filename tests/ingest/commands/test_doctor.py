"""`docket doctor`: what is configured, reachable, behind, broken."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, update

from app.models import Classifier, Revision, Source, Thread
from ingest import classify
from tests.ingest.source.archives import Epoch
from tests.ingest.source.servers import Web
from tests.ingest.store.letters import at, letter, mboxrd, patch, reply
from tests.mails import mail

from .conftest import Command


def found(command: Command, *words: str) -> dict[str, tuple[str, str]]:
    """The state and the text of each thing looked at."""
    result = command("doctor", *words)
    lines = [line.split(maxsplit=1) for line in result.stdout.splitlines()]
    return {rest.partition(": ")[0]: (state, rest.partition(": ")[2]) for state, rest in lines}


def test_all_is_well(command: Command, tmp_path: Path) -> None:
    command("ingest", "--from", mboxrd(tmp_path / "water", [letter("1@x", "water", at(0))]))
    result = command("doctor", "--offline")
    assert (result.exit_code, result.stderr) == (0, "")
    states = found(command, "--offline")
    assert states["git"] == ("ok", "found")
    assert states["configuration"] == ("ok", "config.toml, 0 lists, 0 trees")
    assert states["database"][0] == "ok"
    assert states["list water"] == ("ok", "1 mails, last mail 2026-07-15, read today")


def test_json_has_one_object_a_thing(command: Command) -> None:
    findings = command.json("doctor", "--offline")
    assert {tuple(sorted(each)) for each in findings} == {("state", "text", "what")}


def test_a_mail_that_could_not_be_read_is_named(command: Command, tmp_path: Path) -> None:
    command("ingest", "--from", mboxrd(tmp_path / "water", [mail("w", date="31 Feb 2026", message_id="bad@x")]))
    assert found(command, "--offline")["mail"] == ("warning", "1 with 'impossible date', for instance bad@x")


def test_messages_that_nobody_brought_are_counted(command: Command, tmp_path: Path) -> None:
    command("ingest", "--from", mboxrd(tmp_path / "water", [reply("r@x", "unseen@x", "water", at(0))]))
    assert found(command, "--offline")["missing messages"] == ("ok", "1 are referred to that no list brought")


def test_what_a_broken_run_has_left_is_named(command: Command, tmp_path: Path) -> None:
    command("ingest", "--from", mboxrd(tmp_path / "water", [patch("p@x", "[PATCH] pump", at(0))]))
    engine = create_engine(command.url)
    with engine.begin() as connection:
        connection.execute(update(Thread).values(dirty=True))
        connection.execute(update(Revision).values(fresh=True))
    engine.dispose()
    lines = command("doctor", "--offline").stdout
    assert "warning  work left: 1 threads to be placed; run docket ingest again\n" in lines
    assert "warning  work left: 1 revisions to be linked; run docket ingest again\n" in lines


def test_remarks_that_wait_to_be_classified_are_counted(command: Command, tmp_path: Path) -> None:
    box = mboxrd(tmp_path / "water", [reply("r@x", "unseen@x", "water", at(0))])
    command("ingest", "--from", box, "--no-classify")
    waiting = ("warning", "1 remarks to be classified; run docket ingest again")
    assert found(command, "--offline")["work left"] == waiting
    command("ingest", "--from", box)
    states = found(command, "--offline")
    assert "work left" not in states
    assert states["classifier"] == ("ok", f"1 remarks by version {classify.version()}")


def test_what_another_classifier_found_is_named(command: Command, tmp_path: Path) -> None:
    command("ingest", "--from", mboxrd(tmp_path / "water", [reply("r@x", "unseen@x", "water", at(0))]))
    engine = create_engine(command.url)
    with engine.begin() as connection:
        connection.execute(update(Classifier).values(version="old"))
    engine.dispose()
    text = "1 remarks by version old, to be done anew; run docket ingest again"
    assert found(command, "--offline")["classifier"] == ("warning", text)


def test_a_list_that_was_not_read_to_its_end_is_named(command: Command, tmp_path: Path) -> None:
    damaged = Epoch(tmp_path / "0.git").create()
    damaged.add(letter("1@x", "water", at(0)))
    damaged.lose("master:m")
    command("ingest", "--list", "water", "--from", damaged.git_dir)
    state, text = found(command, "--offline")["list water"]
    assert (state, text) == ("warning", "was never read to its end; run docket ingest again")


def test_a_list_that_is_behind_is_named(command: Command, tmp_path: Path) -> None:
    command("ingest", "--from", mboxrd(tmp_path / "water", [letter("1@x", "water", at(0))]))
    engine = create_engine(command.url)
    with engine.begin() as connection:
        connection.execute(update(Source).values(read_at=at(0)))
    engine.dispose()
    assert found(command, "--offline")["list water"][0] == "warning"


def test_archives_are_asked_whether_they_answer(command: Command, web: Web) -> None:
    web.publish()
    command.configure(f'[archive]\nurl = "{web.url}/"\n[[lists]]\nname = "water"\nurl = "http://127.0.0.1:9/water"\n')
    result = command("doctor")
    assert result.exit_code == 1
    states = found(command)
    assert states["archive"] == ("ok", f"{web.url}/ answers")
    assert states["source of water"][0] == "problem"


def test_a_source_that_is_not_there_is_a_problem(command: Command, web: Web) -> None:
    web.publish()
    command.configure(f'[archive]\nurl = "{web.url}/"\n[[lists]]\nname = "water"\nurl = "nowhere"\n')
    assert command("doctor").exit_code == 1
    assert found(command)["source of water"] == ("problem", "nowhere: there is no such directory")


def test_a_database_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    command = Command(tmp_path, "sqlite:///no/where/docket.db")
    assert command("doctor", "--offline").exit_code == 1
    assert found(command, "--offline")["database"][0] == "problem"


def test_a_mail_does_nothing_to_the_terminal(command: Command, tmp_path: Path) -> None:
    raw = mail("w", date="31 Feb 2026", message_id="\x1b[31mred@x")
    command("ingest", "--from", mboxrd(tmp_path / "water", [raw]))
    said = command("doctor", "--offline").stdout
    assert "red@x" in said
    assert "\x1b" not in said
