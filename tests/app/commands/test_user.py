"""`docket user`: accounts from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models
from app.accounts import actors, logins, passwords
from app.commands.user import user
from tests import factories as make
from tests.factories import NOW

ADA, PASSWORD = "ada@example.org", "correct horse battery"


@pytest.fixture
def run(config_path: Path, session: Session):
    """`run("list")` is `docket user list`; the session sees what it did."""
    session.commit()

    def call(*arguments: str, typed: str = f"{PASSWORD}\n") -> Result:
        result = CliRunner().invoke(user, [*arguments, "--config", str(config_path)], input=typed)
        session.rollback()
        return result

    return call


def answer(result: Result) -> Any:
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def ada(session: Session) -> models.User:
    return session.scalars(select(models.User)).one()


def test_an_account_is_made_and_listed(run, session: Session) -> None:
    made = answer(run("add", "Ada@Example.org", "--name", "Ada Lovelace", "--json"))
    assert made == {"email": ADA, "name": "Ada Lovelace", "role": "reader"}
    assert passwords.right(ada(session).password, PASSWORD)
    assert answer(run("add", "root@example.org", "--admin", "--no-password", "--json"))["role"] == "admin"
    (one, other) = answer(run("list", "--json"))
    assert (one["email"], one["password"], one["disabled"], one["maintains"]) == (ADA, True, False, [])
    assert (other["name"], other["password"]) == ("root@example.org", False)
    assert run("list").stdout.splitlines() == [
        "ada@example.org  Ada Lovelace  reader",
        "root@example.org  root@example.org  admin  no password",
    ]


@pytest.mark.parametrize(
    ("arguments", "typed", "problem", "status"),
    [
        (("add", "ada"), PASSWORD, "is no address", 2),
        (("add", "a b@x"), PASSWORD, "is no address", 2),
        (("add", f"{'a' * 255}@x"), PASSWORD, "is no address", 2),
        (("add", "bea@example.org"), "short", "12 to 200", 2),
        (("add", "bea@example.org"), "", "12 to 200", 2),
        (("add", "bea@example.org", "--name", "a\x1bb"), PASSWORD, "a name has", 2),
        (("add", ADA.upper()), PASSWORD, "has an account already", 2),
        (("disable", "bea@example.org"), "", "nobody has an account", 1),
        (("password", "bea@example.org"), PASSWORD, "nobody has an account", 1),
        (("password", ADA), "short", "12 to 200", 2),
        (("maintainer", ADA, "fire"), "", "no list of this name", 1),
        (("token", "bea@example.org", "ci"), "", "nobody has an account", 1),
        (("token", ADA, " "), "", "a name has", 2),
    ],
)
def test_what_cannot_be_is_one_line_that_says_so(
    run, session: Session, arguments: tuple[str, ...], typed: str, problem: str, status: int
) -> None:
    run("add", ADA)
    result = run(*arguments, typed=f"{typed}\n")
    assert result.exit_code == status
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1
    assert ada(session).email == ADA


def test_who_is_disabled_is_signed_out_and_let_in_again(run, session: Session) -> None:
    run("add", ADA)
    secret = logins.begin(session, ada(session), PASSWORD, None, NOW)
    session.commit()
    assert actors.by_login(session, secret, NOW)
    assert answer(run("disable", ADA, "--json")) == {"email": ADA, "disabled": True}
    assert logins.known(session, ADA, PASSWORD) is None
    assert run("list").stdout.endswith("disabled\n")
    run("disable", ADA, "--undo")
    assert logins.known(session, ADA, PASSWORD)
    assert actors.by_login(session, secret, NOW) is None


def test_another_password_ends_the_sessions(run, session: Session) -> None:
    run("add", ADA)
    secret = logins.begin(session, ada(session), PASSWORD, None, NOW)
    session.commit()
    assert run("password", ADA, typed="another horse battery\n").exit_code == 0
    assert logins.known(session, ADA, PASSWORD) is None
    assert logins.known(session, ADA, "another horse battery")
    assert actors.by_login(session, secret, NOW) is None


def test_a_maintainer_of_a_list(run, session: Session) -> None:
    for name in ("water", "air"):
        make.mailing_list(session, name)
    session.commit()
    run("add", ADA)
    run("maintainer", ADA, "water")
    assert answer(run("maintainer", ADA, "air", "--json"))["maintains"] == ["air", "water"]
    assert answer(run("maintainer", ADA, "air", "--json"))["maintains"] == ["air", "water"]
    assert answer(run("maintainer", ADA, "air", "--undo", "--json"))["maintains"] == ["water"]
    assert run("maintainer", ADA, "water", "--undo").stdout == f"{ADA} maintains no list.\n"


def test_a_token_is_printed_and_only_its_hash_kept(run, session: Session) -> None:
    run("add", ADA)
    secret = run("token", ADA, "ci", "--scope", "checks", "--scope", "read").stdout.strip()
    row = session.scalars(select(models.Token)).one()
    assert (row.name, row.scopes) == ("ci", "read checks")
    assert secret not in row.secret
    actor = actors.by_token(session, secret)
    assert actor is not None
    assert (actor.email, actor.scopes) == (ADA, {"read", "checks"})
    run("disable", ADA)
    assert actors.by_token(session, secret) is None
    assert len(answer(run("token", ADA, "other", "--json"))["token"]) > 40


def test_a_hash_of_old_parameters_is_made_anew_at_sign_in(run, session: Session) -> None:
    import argon2

    run("add", ADA)
    user = ada(session)
    user.password = old = argon2.PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    session.commit()
    logins.begin(session, user, PASSWORD, None, NOW)
    session.commit()
    session.refresh(user)
    assert user.password != old
    assert passwords.right(user.password, PASSWORD)
