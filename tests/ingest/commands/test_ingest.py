"""`docket ingest`: what it reads, what it says, and how it ends when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text

from app.models import Message
from tests.ingest.source.archives import Epoch
from tests.ingest.store.letters import archive, at, epoch, letter, mboxrd, patch, posting, reply

from .conftest import Command

KEYS = (
    "list source read new duplicate removed quarantined patches covers replies series revisions tags remarks "
    "objections seconds"
)
WORDS = [letter(f"{n}@x", "water", at(n)) for n in range(3)]


def names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(select(Message.message_id)))


def test_a_report_has_the_keys_that_scripts_use(command: Command, tmp_path: Path) -> None:
    box = mboxrd(tmp_path / "box", archive())
    report = command.json("ingest", "--list", "water", "--from", box)
    assert sorted(report) == sorted(KEYS.split())
    assert (report.pop("list"), report.pop("source")) == ("water", box)
    assert report.pop("seconds") > 0
    assert all(type(value) is int for value in report.values())
    assert report["read"] == len(archive())
    again = command.json("ingest", "--list", "water", "--from", box)
    assert (again["read"], again["new"], again["duplicate"]) == (report["read"], 0, report["read"])
    assert (report["objections"] > 0, again["objections"]) == (True, 0)


def test_people_read_lines(command: Command, tmp_path: Path) -> None:
    mails = posting("pump", "PATCH", ["a", "b"], at(0), cover="pump")
    result = command("ingest", "--list", "water", "--from", mboxrd(tmp_path / "box", mails))
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = result.stdout.splitlines()
    assert first.startswith("water: 3 read, 3 new, 0 known, 0 withdrawn in ")
    assert second == "  1 series, 1 revisions, 1 covers, 2 patches, 0 replies, 2 tags, 0 remarks, 0 new objections"


def test_people_hear_of_mail_that_could_not_be_read(command: Command, tmp_path: Path) -> None:
    raw = WORDS[0].replace(b"Message-ID", b"X-No-Message-ID")
    result = command("ingest", "--list", "water", "--from", mboxrd(tmp_path / "box", [raw]))
    assert result.stdout.endswith("  1 could not be read whole; `docket doctor` says why\n")


@pytest.mark.parametrize(("place", "name"), [("water/git/0.git", "water"), ("earth.mbox", "earth"), ("air", "air")])
def test_a_source_names_its_list_where_nobody_does(command: Command, tmp_path: Path, place: str, name: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    locator = epoch(path, WORDS) if place.endswith(".git") else mboxrd(path, WORDS)
    assert command.json("ingest", "--from", locator)["list"] == name


def test_the_configured_lists_are_read_one_after_the_other(command: Command, engine: Engine, tmp_path: Path) -> None:
    boxes = [mboxrd(tmp_path / name, [raw]) for name, raw in zip(("water", "fire"), WORDS, strict=False)]
    command.configure("".join(f'[[lists]]\nname = "{Path(box).name}"\nurl = "{box}"\n' for box in boxes))
    reports = command.json("ingest")
    assert [(each["list"], each["new"]) for each in reports] == [("water", 1), ("fire", 1)]
    assert names(engine) == ["0@x", "1@x"]


def test_one_of_the_configured_lists_is_read_alone(command: Command, engine: Engine, tmp_path: Path) -> None:
    box = mboxrd(tmp_path / "fire", WORDS[:1])
    command.configure(f'[[lists]]\nname = "water"\nurl = "nowhere"\n[[lists]]\nname = "fire"\nurl = "{box}"\n')
    assert command.json("ingest", "--list", "fire")["new"] == 1
    assert names(engine) == ["0@x"]


def test_a_configured_list_is_read_from_another_source_under_its_address(
    command: Command, engine: Engine, tmp_path: Path
) -> None:
    command.configure('[[lists]]\nname = "water"\naddress = "water@lists.example.org"\nurl = "nowhere"\n')
    command.json("ingest", "--list", "water", "--from", mboxrd(tmp_path / "box", WORDS))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name, address FROM mailing_list")).all() == [
            ("water", "water@lists.example.org")
        ]


def test_mail_that_arrived_before_a_day_is_passed_over(command: Command, engine: Engine, tmp_path: Path) -> None:
    box = mboxrd(tmp_path / "box", WORDS)
    report = command.json("ingest", "--from", box, "--since", at(1).date().isoformat())
    assert (report["read"], report["new"]) == (3, 2)
    assert names(engine) == ["1@x", "2@x"]


def test_classification_can_be_left_for_later(command: Command, tmp_path: Path) -> None:
    mails = [patch("p@x", "[PATCH] pump", at(0)), reply("r@x", "p@x", "[PATCH] pump", at(1), body="> +x\n\nNAK.\n")]
    box = mboxrd(tmp_path / "box", mails)
    report = command.json("ingest", "--from", box, "--no-classify")
    assert (report["new"], report["remarks"], report["objections"]) == (2, 1, 0)
    report = command.json("ingest", "--from", box)
    assert (report["new"], report["remarks"], report["objections"]) == (0, 0, 1)


class TestWrongCalls:
    def test_an_unknown_list(self, command: Command) -> None:
        command.configure('[[lists]]\nname = "water"\nurl = "x"\n[[lists]]\nname = "fire"\nurl = "x"\n')
        assert command.error("ingest", "--list", "earth") == (
            2,
            "--list: 'earth' is not configured; known: water, fire; or give --from SOURCE",
        )

    def test_no_list_at_all(self, command: Command) -> None:
        assert command.error("ingest") == (
            2,
            "config.toml: lists: none is configured; add a [[lists]] table, or give --from SOURCE",
        )

    def test_a_list_without_a_source(self, command: Command) -> None:
        command.configure('[[lists]]\nname = "water"\n')
        assert command.error("ingest") == (2, "config.toml: lists: 'water' has no url to read from")

    def test_a_source_that_is_not_there(self, command: Command, tmp_path: Path) -> None:
        status, line = command.error("ingest", "--from", tmp_path / "nowhere")
        assert status == 2
        assert line.startswith(f"{tmp_path / 'nowhere'}: there is no such file or directory; expected ")

    def test_a_day_that_no_calendar_has(self, command: Command) -> None:
        result = command("ingest", "--since", "2026-02-31")
        assert result.exit_code == 2
        assert "--since" in result.stderr

    def test_a_configuration_that_is_not_there(self, command: Command) -> None:
        command.config.unlink()
        status, line = command.error("ingest")
        assert status == 2
        assert line.startswith(f"{command.config}: no such configuration file")


class TestFailures:
    def test_an_archive_that_does_not_answer(self, command: Command) -> None:
        status, line = command.error("ingest", "--from", "http://127.0.0.1:9/water")
        assert status == 1
        assert "127.0.0.1:9" in line

    def test_an_archive_that_is_damaged(self, command: Command, tmp_path: Path) -> None:
        damaged = Epoch(tmp_path / "0.git").create()
        commits = damaged.add(*WORDS)
        damaged.lose("master:m")
        status, line = command.error("ingest", "--from", damaged.git_dir)
        assert status == 1
        assert commits[-1] in line

    def test_a_schema_that_is_not_up_to_date_is_upgraded_or_named(self, database_url: str, tmp_path: Path) -> None:
        command = Command(tmp_path, database_url)
        box = mboxrd(tmp_path / "box", WORDS)
        if database_url.startswith("sqlite"):
            assert command.json("ingest", "--from", box)["new"] == 3
        else:
            expected = (1, "database: the schema is not up to date; run: docket db upgrade")
            assert command.error("ingest", "--from", box) == expected

    def test_a_table_that_is_gone(self, command: Command, tmp_path: Path) -> None:
        engine = create_engine(command.url)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE thread_node"))
        engine.dispose()
        status, line = command.error("ingest", "--from", mboxrd(tmp_path / "box", WORDS))
        assert status == 1
        assert line.startswith("database: ")
        assert "thread_node" in line
