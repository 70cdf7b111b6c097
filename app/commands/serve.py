"""`docket serve`: the web face on gunicorn."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app import config, db
from app.config import Config
from app.errors import DocketError
from app.serial import dumps

from . import Command, config_option, json_option

if TYPE_CHECKING:
    from app.web.grouping import Regroup


@click.command("serve", cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 takes a free one."
)
@config_option
@json_option
@click.pass_obj
def serve(regroup: Regroup | None, host: str, port: int, config_path: Path, as_json: bool) -> None:
    """Serve the web pages until Ctrl-C or SIGTERM.

    There is no TLS: a reverse proxy in front brings it where others than you can reach it.
    """
    settings = config.load(config_path)
    engine = db.connect(settings)
    db.ready(engine)
    engine.dispose()
    listener = _listen(host, port)
    address, port = listener.getsockname()[:2]
    url = f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"
    click.echo(dumps({"url": url}) if as_json else f"Serving at {url} - Ctrl-C stops it.")
    # From here on the socket is gunicorn's to close.
    _run(settings, listener.detach(), regroup)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        raise DocketError(f"serve: cannot listen at {host}, port {port}: {reason}") from None


def _run(settings: Config, listener: int, regroup: Regroup | None) -> None:
    # The other commands need not wait for these to load.
    from gunicorn.app.base import BaseApplication

    from app.web import create_app

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": f"fd://{listener}",
                "worker_class": "gthread",
                "threads": settings.web.threads,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return create_app(settings, regroup=regroup)

    Server().run()
