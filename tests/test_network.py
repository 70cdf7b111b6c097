"""The tests themselves: nothing they do leaves this machine."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest


def test_a_name_on_the_network_is_not_even_looked_up() -> None:
    with pytest.raises(ConnectionRefusedError, match=r"lists\.example\.org"):
        socket.create_connection(("lists.example.org", 80), timeout=1)


def test_an_address_on_the_network_is_not_called() -> None:
    with socket.socket() as caller, pytest.raises(ConnectionRefusedError, match=r"192\.0\.2\.1"):
        caller.connect(("192.0.2.1", 80))


def test_a_child_process_is_led_to_a_closed_door() -> None:
    call = "import urllib.request; urllib.request.urlopen('https://lists.example.org/', timeout=5)"
    child = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True)
    assert child.returncode == 1
    assert "Connection refused" in child.stderr


def test_a_server_on_this_machine_can_be_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
