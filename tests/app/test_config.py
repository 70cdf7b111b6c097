"""Settings: what is read, and which mistake is named how."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Config, Database, MailingList, Tree, User, load
from app.errors import UsageError


@pytest.fixture
def config(tmp_path: Path):
    """Write a configuration file and load it, with nothing in the environment but what is given."""

    def write(text: str, **environ: str) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return load(path, environ)

    return write


def test_an_empty_file_gives_every_default(config, tmp_path: Path) -> None:
    assert config("") == Config(path=(tmp_path / "config.toml").resolve())


def test_each_section_is_read(config) -> None:
    read = config(
        """
        [database]
        url = "postgresql://db.example.org/docket"
        [archive]
        url = "https://lore.example.org/all"
        timeout = 5
        [ingest]
        workers = 4
        [web]
        threads = 2
        [[lists]]
        name = "storage"
        address = "storage@lists.example.org"
        url = "https://lore.example.org/storage"
        [[lists]]
        name = "net"
        """
    )
    assert read.database.url == "postgresql://db.example.org/docket"
    assert (read.archive.url, read.archive.timeout) == ("https://lore.example.org/all", 5.0)
    assert (read.ingest.workers, read.web.threads) == (4, 2)
    assert read.lists == (
        MailingList("storage", "storage@lists.example.org", "https://lore.example.org/storage"),
        MailingList("net"),
    )


def test_trees_are_read_and_lie_beside_the_file(config, tmp_path: Path) -> None:
    read = config(
        """
        [[trees]]
        name = "water"
        path = "trees/water.git"
        branch = "next"
        [[trees]]
        name = "main"
        path = "/srv/main"
        """
    )
    beside = str(tmp_path.resolve() / "trees/water.git")
    assert read.trees == (Tree("water", beside, "next"), Tree("main", "/srv/main", "HEAD"))


def test_mirrors_lie_beside_the_file(config, tmp_path: Path) -> None:
    assert config('[archive]\nmirrors = "m"').mirrors == tmp_path.resolve() / "m"


def test_who_uses_it_is_read(config) -> None:
    assert config("").user == User("")
    assert config('[user]\nemail = "ada@example.org"').user == User("ada@example.org")


def test_the_environment_wins_for_the_database(config) -> None:
    read = config('[database]\nurl = "sqlite:///file.db"', DOCKET_DATABASE_URL="sqlite:///environment.db")
    assert read.database == Database("sqlite:///environment.db")


def test_who_may_read_and_who_is_believed(config) -> None:
    assert (config("").web.access, config("").web.proxy_header) == ("public", "")
    read = config('[web]\naccess = "signed-in"\nproxy_header = "X-Forwarded-Email"')
    assert (read.web.access, read.web.proxy_header) == ("signed-in", "X-Forwarded-Email")


def test_what_signs_forms_is_in_the_environment(config) -> None:
    assert config("").secret == ""
    assert config("", DOCKET_SECRET="s").secret == "s"
    assert config("", DOCKET_OIDC_SECRET="o").oidc_secret == "o"


def test_an_empty_variable_is_none(config) -> None:
    assert config("", DOCKET_DATABASE_URL="").database == Database()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("workers = 2", ["workers", "unknown key", "database"]),
        ("[ingest]\nworker = 2", ["ingest.worker", "unknown key", "workers"]),
        ("path = 'x'", ["path", "unknown key"]),
        ("[[lists]]\nname = 'a'\nadress = 'a@example.org'", ["lists[0].adress", "unknown key", "address"]),
        ("[ingest]\nworkers = '2'", ["ingest.workers", "'2'", "a whole number"]),
        ("[ingest]\nworkers = true", ["ingest.workers", "True", "a whole number"]),
        ("[ingest]\nworkers = 1.5", ["ingest.workers", "1.5", "a whole number"]),
        ("[archive]\ntimeout = 'soon'", ["archive.timeout", "'soon'", "a number"]),
        ("[user]\nmail = 'ada@example.org'", ["user.mail", "unknown key", "email"]),
        ("[archive]\nurl = 1", ["archive.url", "1", "a string"]),
        ("ingest = 3", ["ingest", "a table"]),
        ("lists = {}", ["lists", "an array of tables"]),
        ("lists = ['demo']", ["lists[0]", "a table"]),
        ("[[lists]]\naddress = 'demo@example.org'", ["lists[0].name", "missing"]),
        ("[[lists]]\nname = 'a'\n[[lists]]\nname = 'a'", ["lists", "'a'"]),
        ("[[trees]]\nname = 'a'", ["trees[0].path", "missing"]),
        ("[[trees]]\nname = 'a'\npath = 'a'\n[[trees]]\nname = 'a'\npath = 'b'", ["trees", "'a'"]),
        ("[ingest]\nworkers = 0", ["ingest.workers", "0"]),
        ("[ingest]\nmessage_seconds = -1", ["ingest.message_seconds", "-1"]),
        ("[ingest]\nmessage_bytes = 0", ["ingest.message_bytes", "0"]),
        ("[archive]\ntimeout = 0.0", ["archive.timeout", "0.0"]),
        ("[web]\nthreads = 0", ["web.threads", "0"]),
        ("[archive]\ntimeout = nan", ["archive.timeout", "nan"]),
        ("[web]\naccess = 'all'", ["web.access", "'all'", "public, signed-in"]),
        ("[web]\nproxy_header = 'X-User: x'", ["web.proxy_header", "no name of a header"]),
        ("[web.oidc]\nissuer = 'https://id.example.org'", ["web.oidc", "issuer and client_id go together"]),
        ("[web.oidc]\nissuer = 'http://id.example.org'\nclient_id = 'd'", ["web.oidc.issuer", "no https URL"]),
        ("[web.oidc]\nsecret = 'x'", ["web.oidc.secret", "unknown key", "issuer, client_id"]),
        ("secret = 'x'", ["secret", "unknown key"]),
        ("[engine]\nurl = 'redis://127.0.0.1'", ["engine.url"]),
        ("[ingest\n", ["line 1"]),
    ],
)
def test_a_mistake_is_an_error_that_names_file_and_key(config, text: str, names: list[str]) -> None:
    with pytest.raises(UsageError) as error:
        config(text)
    assert "\n" not in str(error.value)
    assert all(name in str(error.value) for name in ["config.toml", *names])


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.toml: no such configuration file.*--config"):
        load(tmp_path / "nowhere.toml", {})


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"config\.toml: "):
        load(tmp_path / "config.toml", {})


def test_a_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="directory"):
        load(tmp_path, {})
