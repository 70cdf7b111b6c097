"""`config.toml` to a frozen `Config`; an unknown key or a bad value is an error that names it."""

from __future__ import annotations

import dataclasses
import math
import os
import tomllib
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import UsageError

DATABASE_VARIABLE = "DOCKET_DATABASE_URL"


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
class Web:
    threads: int = 8


@dataclass(frozen=True, slots=True)
class Engine:
    url: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. `path` is the file they came from; relative paths in it are relative to its directory."""

    path: Path
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
    config: Config = _section(Config, table, str(path), "", path=path.resolve())
    _distinct(path, "lists", [entry.name for entry in config.lists])
    _distinct(path, "trees", [entry.name for entry in config.trees])
    here = [dataclasses.replace(entry, path=str(config.path.parent / entry.path)) for entry in config.trees]
    config = dataclasses.replace(config, trees=tuple(here))
    _positive(path, "ingest.workers", config.ingest.workers)
    _positive(path, "ingest.message_seconds", config.ingest.message_seconds)
    _positive(path, "ingest.message_bytes", config.ingest.message_bytes)
    _positive(path, "archive.timeout", config.archive.timeout)
    _positive(path, "web.threads", config.web.threads)
    if config.engine.url:
        raise UsageError(f"{path}: engine.url: only the inline engine is there yet; leave it empty")
    if url := environ.get(DATABASE_VARIABLE):
        config = dataclasses.replace(config, database=Database(url))
    return config


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
