"""The commands that write, called as a person calls them, on an up-to-date database of each kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from docket import main
from tests.ingest.source.conftest import web

__all__ = ["web"]

ROOT = Path(__file__).resolve().parents[3]


class Command:
    """`docket` with a configuration of its own."""

    def __init__(self, directory: Path, url: str) -> None:
        self.config = directory / "config.toml"
        self.url = url
        self.configure("")

    def configure(self, text: str) -> None:
        """Write the configuration anew: the database, one worker, and `text` below that."""
        self.config.write_text(f'[database]\nurl = "{self.url}"\n[ingest]\nworkers = 1\nmessage_seconds = 5\n{text}')

    def __call__(self, *words: str | Path) -> Result:
        return CliRunner().invoke(main, [*map(str, words), "--config", str(self.config)])

    def json(self, *words: str | Path) -> Any:
        result = self(*words, "--json")
        assert (result.exit_code, result.stderr) == (0, "")
        return json.loads(result.stdout)

    def error(self, *words: str | Path) -> tuple[int, str]:
        """The exit status of a call that fails, and the one line on stderr that says why."""
        result = self(*words)
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1, result.stderr
        return result.exit_code, result.stderr.removeprefix("Error: ").strip()

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """`python docket.py` as a process of its own."""
        call = [sys.executable, str(ROOT / "docket.py"), *map(str, words), "--config", str(self.config)]
        return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


@pytest.fixture
def command(engine: Engine, tmp_path: Path) -> Command:
    return Command(tmp_path, engine.url.render_as_string(hide_password=False))


@pytest.fixture
def sqlite(tmp_path: Path) -> Command:
    """On a file that no command has touched yet."""
    return Command(tmp_path, "sqlite:///fresh.db")
