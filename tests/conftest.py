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
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, create_engine, text

from app import db
from app.accounts import passwords
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
def _hasty_passwords() -> Iterator[None]:
    """Hashing a password takes long on purpose, which no test needs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher.from_parameters(CHEAPEST))
        yield


@pytest.fixture(autouse=True, scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of our own: b4 keeps caches there, clears them by age, and reads settings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], Connection]]:
    """A connection that makes and drops databases, on the PostgreSQL server of DOCKET_TEST_POSTGRESQL."""
    url = os.environ.get("DOCKET_TEST_POSTGRESQL")
    engine = create_engine(url, isolation_level="AUTOCOMMIT") if url else None
    yield lambda: engine.connect() if engine else _missing("PostgreSQL (DOCKET_TEST_POSTGRESQL=URL)")
    if engine:
        engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file whose schema is up to date: the ladder takes a while to climb, most tests start at its top."""
    path = tmp_path_factory.mktemp("template") / "docket.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Callable[[], Connection]) -> Iterator[str]:
    """The name of a database whose schema is up to date."""
    name = f"docket_{uuid.uuid4().hex}"
    with postgresql() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        _upgrade(_at(connection, name))
        yield name
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _at(connection: Connection, name: str) -> str:
    return connection.engine.url.set(database=name).render_as_string(hide_password=False)


def _upgrade(url: str) -> None:
    engine = db.connect(Config(Path(os.devnull), database=Database(url)))
    db.upgrade(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database, once on SQLite and once on PostgreSQL; empty, unless the test asks for `engine` too."""
    upgraded = "engine" in request.fixturenames
    if request.param == "sqlite":
        if upgraded:
            shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "docket.db")
        yield f"sqlite:///{tmp_path / 'docket.db'}"
        return
    name = f"docket_{uuid.uuid4().hex}"
    template = request.getfixturevalue("postgresql_template") if upgraded else "template1"
    with request.getfixturevalue("postgresql")() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
        yield _at(connection, name)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database of each kind whose schema is up to date."""
    engine = db.connect(Config(tmp_path / "config.toml", database=Database(database_url)))
    yield engine
    engine.dispose()
