"""What the commands share: where the database comes from, and how they end when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from app.commands.export import export_
from app.commands.list import list_
from app.commands.show import show

COMMANDS = {"list": (list_, []), "show": (show, ["x@example.org"]), "export": (export_, [])}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_missing_configuration_is_one_line_and_the_callers_fault(name: str, tmp_path: Path) -> None:
    (command, arguments) = COMMANDS[name]
    result = CliRunner().invoke(command, [*arguments, "--config", str(tmp_path / "none.toml")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {tmp_path / 'none.toml'}: no such configuration file")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_a_database_that_cannot_be_opened_is_one_line(name: str, tmp_path: Path) -> None:
    (command, arguments) = COMMANDS[name]
    (tmp_path / "config.toml").write_text('[database]\nurl = "sqlite:///no/where/docket.db"\n')
    result = CliRunner().invoke(command, [*arguments, "--config", str(tmp_path / "config.toml")])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: database: cannot be opened: unable to open database file\n"


def test_a_database_that_fails_while_it_is_read_is_one_line(engine: Engine, config_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE series_list"))
    result = CliRunner().invoke(list_, ["--config", str(config_path), "list:x"])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: database: ")
    assert "series_list" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_empty_sqlite_database_is_made_ready(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    result = CliRunner().invoke(export_, ["--config", str(tmp_path / "config.toml")])
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "docket.db").exists()
