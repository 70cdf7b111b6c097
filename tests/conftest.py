"""What all tests share: no network but this machine's own, no settings from outside, and a database of each kind."""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, make_url, text

from app import db
from app.config import Config, Database

KEPT = ("DOCKET_TEST_POSTGRESQL", "DOCKET_REQUIRE_ALL")
CLOSED_DOOR = "http://127.0.0.1:9"

# How long an example takes says something about the machine, not about the code.
settings.register_profile("docket", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("docket")


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith("DOCKET_") and name not in KEPT]:
        del os.environ[name]
    # Child processes are not watched by the hook below; what they use to reach out (git, requests) obeys these.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        os.environ[name] = CLOSED_DOOR
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1,::1,localhost"
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    sys.addaudithook(_stay_at_home)


def _stay_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_this_machine(host):
        raise ConnectionRefusedError(f"tests reach nothing but this machine, and {host!r} is not on it")


def _is_this_machine(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost", "0.0.0.0", "::"}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _missing(what: str) -> NoReturn:
    if os.environ.get("DOCKET_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is missing, and DOCKET_REQUIRE_ALL=1 says that nothing may be")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """`need("chromium")` gives the path of a program that the project does not bring along.

    Without it the test is skipped, or fails where DOCKET_REQUIRE_ALL=1 says that all parts are there.
    """

    def find(program: str) -> str:
        return shutil.which(program) or _missing(program)

    return find


@pytest.fixture(autouse=True, scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of our own: b4 keeps caches there, clears them by age, and reads settings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            patch.delenv(name)
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on SQLite and once on the server of DOCKET_TEST_POSTGRESQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'docket.db'}"
        return
    server = os.environ.get("DOCKET_TEST_POSTGRESQL") or _missing("PostgreSQL (DOCKET_TEST_POSTGRESQL=URL)")
    name = f"docket_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        admin.dispose()


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database of each kind whose schema is up to date."""
    engine = db.connect(Config(tmp_path / "config.toml", database=Database(database_url)))
    db.upgrade(engine)
    yield engine
    engine.dispose()
