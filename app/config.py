"""`config.toml` to a frozen `Config`; an unknown key or a bad value is an error that names it."""

from __future__ import annotations

import dataclasses
import ipaddress
import math
import os
import re
import tomllib
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.errors import UsageError

DATABASE_VARIABLE = "DOCKET_DATABASE_URL"
SIGNING_VARIABLE = "DOCKET_SECRET"
OIDC_VARIABLE = "DOCKET_OIDC_SECRET"
ACCESS = ("public", "signed-in")


@dataclass(frozen=True, slots=True)
class Database:
    url: str = "sqlite:///docket.db"


@dataclass(frozen=True, slots=True)
class Archive:
    url: str = "https://lore.kernel.org/all"
    mirrors: str = "mirrors"
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class MailingList:
    """One list: `url` is its public-inbox over http(s), or a directory on this machine."""

    name: str
    address: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A git tree on this machine that patches land in: `path` is its working tree or bare repository, absolute once it
    is loaded; `branch` is HEAD or the name of a branch."""

    name: str
    path: str
    branch: str = "HEAD"


@dataclass(frozen=True, slots=True)
class User:
    """Who uses this configuration: `email` is what `is:mine` means by me."""

    email: str = ""


@dataclass(frozen=True, slots=True)
class Ingest:
    workers: int = 2
    message_seconds: float = 0.5
    message_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Oidc:
    """The OpenID provider where people can sign in: its issuer, an https URL, and what Docket is called there; none
    where both are empty."""

    issuer: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Web:
    """`access` is who may read: everybody (`public`), or whoever is `signed-in`. `proxy_header` is the header in which
    a proxy on this machine says the address of whom it has signed in; none is believed where it is empty."""

    threads: int = 8
    access: str = "public"
    proxy_header: str = ""
    oidc: Oidc = Oidc()


@dataclass(frozen=True, slots=True)
class Engine:
    url: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. `path` is the file they came from; relative paths in it are relative to its directory. `secret` is
    what forms are signed with, empty for one that lasts as long as the process; `oidc_secret` is what Docket says to
    the provider of `web.oidc`, empty where that asks for none."""

    path: Path
    secret: str = ""
    oidc_secret: str = ""
    database: Database = Database()
    archive: Archive = Archive()
    ingest: Ingest = Ingest()
    web: Web = Web()
    engine: Engine = Engine()
    user: User = User()
    lists: tuple[MailingList, ...] = ()
    trees: tuple[Tree, ...] = ()

    @property
    def mirrors(self) -> Path:
        return self.path.parent / self.archive.mirrors


def load(path: Path, environ: typing.Mapping[str, str] = os.environ) -> Config:
    """Read `path`. Raises UsageError naming the file and the key that is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"{path}: no such configuration file; copy config.toml from the project and name it with --config"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path}: {error}") from None
    config: Config = _section(
        Config,
        table,
        str(path),
        "",
        path=path.resolve(),
        secret=environ.get(SIGNING_VARIABLE, ""),
        oidc_secret=environ.get(OIDC_VARIABLE, ""),
    )
    _distinct(path, "lists", [entry.name for entry in config.lists])
    _distinct(path, "trees", [entry.name for entry in config.trees])
    here = [dataclasses.replace(entry, path=str(config.path.parent / entry.path)) for entry in config.trees]
    config = dataclasses.replace(config, trees=tuple(here))
    _positive(path, "ingest.workers", config.ingest.workers)
    _positive(path, "ingest.message_seconds", config.ingest.message_seconds)
    _positive(path, "ingest.message_bytes", config.ingest.message_bytes)
    _positive(path, "archive.timeout", config.archive.timeout)
    _positive(path, "web.threads", config.web.threads)
    if config.web.access not in ACCESS:
        raise UsageError(f"{path}: web.access: {config.web.access!r} is not one of {', '.join(ACCESS)}")
    if not re.fullmatch(r"[A-Za-z0-9-]*", config.web.proxy_header):
        raise UsageError(f"{path}: web.proxy_header: {config.web.proxy_header!r} is no name of a header")
    if bool(config.web.oidc.issuer) != bool(config.web.oidc.client_id):
        raise UsageError(f"{path}: web.oidc: issuer and client_id go together; one of them is empty")
    if config.web.oidc.issuer and not is_safe(config.web.oidc.issuer):
        raise UsageError(f"{path}: web.oidc.issuer: {config.web.oidc.issuer!r} is no https URL")
    if config.engine.url:
        raise UsageError(f"{path}: engine.url: only the inline engine is there yet; leave it empty")
    if url := environ.get(DATABASE_VARIABLE):
        config = dataclasses.replace(config, database=Database(url))
    return config


def is_safe(url: str) -> bool:
    """Whether what is sent to a URL goes over TLS, or stays on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_local(host)))


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _distinct(path: Path, key: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{path}: {key}: two {key} have the name {name!r}")


def _positive(path: Path, key: str, value: float) -> None:
    if not (value > 0 and math.isfinite(value)):
        raise UsageError(f"{path}: {key}: {value} is not above 0")


def _section(kind: type[Any], table: dict[str, Any], where: str, prefix: str, **given: Any) -> Any:
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind) if field.name not in given}
    for key in table:
        if key not in fields:
            raise UsageError(f"{where}: {prefix}{key}: unknown key; known here: {', '.join(fields)}")
    values = {key: _value(hints[key], value, where, prefix + key) for key, value in table.items()}
    for name, field in fields.items():
        if name not in values and field.default is dataclasses.MISSING:
            raise UsageError(f"{where}: {prefix}{name}: missing")
    return kind(**values, **given)


def _value(hint: Any, value: Any, where: str, key: str) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise UsageError(f"{where}: {key}: must be a table")
        return _section(hint, value, where, f"{key}.")
    if isinstance(hint, types.GenericAlias):
        (item, _) = typing.get_args(hint)
        if not isinstance(value, list):
            raise UsageError(f"{where}: {key}: must be an array of tables")
        return tuple(_value(item, entry, where, f"{key}[{number}]") for number, entry in enumerate(value))
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise UsageError(f"{where}: {key}: {value!r} is not {_WORDS[hint]}")
    return value


_WORDS = {str: "a string", int: "a whole number", float: "a number"}
