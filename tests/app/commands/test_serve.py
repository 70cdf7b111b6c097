"""`docket serve`, as the process that it is."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.db import ROOT

Serve = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """`serve(*arguments)` starts it on a database of its own, in a session of its own."""
    (tmp_path / "config.toml").write_text('[database]\nurl = "sqlite:///docket.db"\n[web]\nthreads = 2\n')
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(ROOT / "docket.py"), "serve", "--config", str(tmp_path / "config.toml")]
        process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_serves_and_stops_when_told_to(serve: Serve, stop: signal.Signals) -> None:
    process = serve("--port", "0")
    words = said(process).split()
    assert words[:2] == ["Serving", "at"]
    with urllib.request.urlopen(words[2] + "healthz", timeout=60) as answer:
        assert json.load(answer)["healthy"] is True
    process.send_signal(stop)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (0, "")
    assert "Traceback" not in stderr


def test_a_program_gets_the_address_as_json(serve: Serve) -> None:
    url = json.loads(said(serve("--port", "0", "--json")))["url"]
    with urllib.request.urlopen(url, timeout=60) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_port_in_use_is_one_line(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = serve("--port", port)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (1, "")
    assert stderr == f"Error: serve: cannot listen at 127.0.0.1, port {port}: Address already in use\n"


def test_an_address_of_another_machine_is_one_line(serve: Serve) -> None:
    process = serve("--host", "192.0.2.1", "--port", "0")
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (1, "")
    assert stderr == "Error: serve: cannot listen at 192.0.2.1, port 0: Cannot assign requested address\n"
