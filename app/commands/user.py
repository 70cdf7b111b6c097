"""`docket user`: who has an account, what they maintain, and the tokens of their programs."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy.orm import Session

from app import config, db
from app.accounts import tokens, users
from app.commands import Command, config_option, json_option, reading
from app.commands.terminal import safe
from app.serial import dumps


@click.group("user")
def user() -> None:
    """Make accounts, and say who maintains which list."""


@contextmanager
def _writing(config_path: Path) -> Iterator[Session]:
    engine = db.connect(config.load(config_path))
    try:
        db.ready(engine)
        with db.writing(db.sessions(engine)) as session:
            yield session
    finally:
        engine.dispose()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _password() -> str:
    """Asked for twice on a terminal, else the first line of stdin."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")


def _tell(answer: object, text: str, as_json: bool) -> None:
    click.echo(dumps(answer) if as_json else safe(text))


@user.command("add", cls=Command)
@click.argument("email")
@click.option("--name", default="", help="What to call them; the address without.")
@click.option("--admin", is_flag=True, help="Let them act on every series.")
@click.option("--no-password", is_flag=True, help="Let nobody but the proxy of [web] proxy_header sign them in.")
@config_option
@json_option
def add(email: str, name: str, admin: bool, no_password: bool, config_path: Path, as_json: bool) -> None:
    """Make an account for the address EMAIL; the password is asked for, or is the first line of stdin."""
    password = None if no_password else _password()
    with _writing(config_path) as session:
        made = users.add(session, email, name, "admin" if admin else "reader", password, _now())
    _tell({"email": made.email, "name": made.name, "role": made.role}, f"{made.email} has an account.", as_json)


@user.command("list", cls=Command)
@config_option
@json_option
def list_(config_path: Path, as_json: bool) -> None:
    """Show who has an account."""
    with reading(config_path) as session:
        found = users.everybody(session)
    if as_json:
        click.echo(dumps([asdict(each) for each in found]))
        return
    for each in found:
        lists = f"maintains {', '.join(each.maintains)}" if each.maintains else ""
        marks = ("disabled" if each.disabled else "", "" if each.password else "no password")
        click.echo(safe("  ".join(filter(None, (each.email, each.name, each.role, lists, *marks)))))


@user.command("disable", cls=Command)
@click.argument("email")
@click.option("--undo", is_flag=True, help="Let them in again.")
@config_option
@json_option
def disable(email: str, undo: bool, config_path: Path, as_json: bool) -> None:
    """Let a user in no longer, nor their tokens; what they have said stays."""
    with _writing(config_path) as session:
        one = users.named(session, email)
        users.disable(session, one, not undo)
    text = f"{one.email} can sign in again." if undo else f"{one.email} can sign in no longer."
    _tell({"email": one.email, "disabled": one.disabled}, text, as_json)


@user.command("password", cls=Command)
@click.argument("email")
@config_option
@json_option
def password(email: str, config_path: Path, as_json: bool) -> None:
    """Give a user another password, asked for or the first line of stdin, and end their sessions."""
    given = _password()
    with _writing(config_path) as session:
        one = users.named(session, email)
        users.set_password(session, one, given)
    _tell({"email": one.email}, f"{one.email} has another password, and is signed in nowhere.", as_json)


@user.command("maintainer", cls=Command)
@click.argument("email")
@click.argument("list_name", metavar="LIST")
@click.option("--undo", is_flag=True, help="They are its maintainer no longer.")
@config_option
@json_option
def maintainer(email: str, list_name: str, undo: bool, config_path: Path, as_json: bool) -> None:
    """Make a user maintainer of a list: they may say where its series stand."""
    with _writing(config_path) as session:
        one = users.named(session, email)
        users.maintain(session, one, list_name, not undo)
        session.flush()
        maintains = users.maintained(session, one.id)
    text = f"{one.email} maintains {', '.join(maintains) or 'no list'}."
    _tell({"email": one.email, "maintains": maintains}, text, as_json)


@user.command("token", cls=Command)
@click.argument("email")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(users.SCOPES), help="What it is good for; read.")
@config_option
@json_option
def token(email: str, name: str, scopes: tuple[str, ...], config_path: Path, as_json: bool) -> None:
    """Make a token called NAME for a program of a user, and print it this once; they revoke it on their page."""
    with _writing(config_path) as session:
        secret = tokens.make(session, users.named(session, email).id, name, scopes or ("read",), _now())
    _tell({"token": secret}, secret, as_json)
