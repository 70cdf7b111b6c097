"""Servers on loopback: a plain web server that can be told to misbehave, and a real public-inbox-httpd."""

from __future__ import annotations

import contextlib
import functools
import gzip
import hashlib
import http.server
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .archives import Epoch, Inbox, git


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a directory, but for the paths in `answers`, where a function answers instead."""

    answers: dict[str, Callable[[Handler], None]]

    def do_GET(self) -> None:
        self.answers.get(self.path.partition("?")[0], lambda _: super(Handler, self).do_GET())(self)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@dataclass
class Web:
    """An inbox behind a plain web server. The test says by path, as in `/inbox/manifest.js.gz`, what is answered."""

    inbox: Inbox
    url: str
    answers: dict[str, Callable[[Handler], None]]

    def publish(self) -> None:
        """Let the server show what the inbox holds now, with a manifest as public-inbox writes it."""
        manifest = {}
        for number, epoch in self.inbox.epochs.items():
            git(epoch.git_dir, "update-server-info")
            refs = git(epoch.git_dir, "for-each-ref", "--format=%(objectname) %(refname)")
            digest = hashlib.sha1(f"{refs}\n".encode()).hexdigest()
            manifest[f"/inbox/git/{number}.git"] = {"fingerprint": digest, "owner": None, "reference": None}
        self.inbox.directory.mkdir(exist_ok=True)
        (self.inbox.directory / "manifest.js.gz").write_bytes(gzip.compress(json.dumps(manifest).encode()))


@contextlib.contextmanager
def web_archive(directory: Path) -> Iterator[Web]:
    answers: dict[str, Callable[[Handler], None]] = {}
    handler = functools.partial(type("Answering", (Handler,), {"answers": answers}), directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Web(Inbox(directory / "inbox"), f"http://127.0.0.1:{server.server_port}/inbox", answers)
        server.shutdown()
        thread.join()


@dataclass
class PublicInboxServer:
    """One inbox served by public-inbox-httpd, which searches and serves git as lore.kernel.org does.

    `url` is the inbox's; `mails` are what it was given, in order.
    """

    url: str
    directory: Path
    run: Callable[..., None]
    mails: list[bytes] = field(default_factory=list)

    @property
    def epoch(self) -> Epoch:
        return Epoch(self.directory / "git" / "0.git")

    def deliver(self, *mails: bytes) -> None:
        self.epoch.add(*mails)
        self.mails += mails
        self.run("public-inbox-index", str(self.directory))

    def purge(self, raw: bytes) -> None:
        """Erase a mail from the archive's history, as for a legal demand."""
        self.run("public-inbox-purge", str(self.directory), given=raw)
        self.mails.remove(raw)


@contextlib.contextmanager
def public_inbox_server(directory: Path, need: Callable[[str], str], *mails: bytes) -> Iterator[PublicInboxServer]:
    """Serve an inbox with `mails` in it. It is indexed before it is served, for a server finds no index made later."""
    programs = {f"public-inbox-{name}": need(f"public-inbox-{name}") for name in ("init", "index", "purge", "httpd")}
    environment = os.environ | {"PI_CONFIG": str(directory / "config"), "HOME": str(directory)}
    log = directory / "log"

    def run(program: str, *arguments: str, given: bytes = b"") -> None:
        with log.open("ab") as output:
            command = [programs[program], *arguments]
            done = subprocess.run(command, input=given, env=environment, stdout=output, stderr=output, timeout=60)
        assert done.returncode == 0, log.read_text()

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = PublicInboxServer(f"http://127.0.0.1:{port}/test", directory / "test", run)
    run("public-inbox-init", "-V2", "-L", "full", "test", str(server.directory), server.url, "list@example.org")
    if not server.epoch.git_dir.exists():
        server.epoch.create()
    server.deliver(*mails)
    command = [programs["public-inbox-httpd"], "-l", f"127.0.0.1:{port}"]
    with log.open("ab") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process:
        try:
            _wait_for(port, process, log)
            yield server
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"public-inbox-httpd does not answer: {log.read_text()}")
