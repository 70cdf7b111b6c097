"""People with accounts, and forms sent as a browser sends them, for the tests of the web face."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import models
from app.accounts import users
from tests.factories import NOW

PASSWORD = "correct horse battery"


def account(session: Session, email: str, *maintains: str, role: str = "reader") -> models.User:
    """An account with PASSWORD, of a maintainer of these lists."""
    user = users.add(session, email, email.partition("@")[0].title(), role, PASSWORD, NOW)
    for name in maintains:
        users.maintain(session, user, name, True)
    session.commit()
    return user


def csrf(client: FlaskClient, path: str = "/account/sign-in", **headers: str) -> str:
    """What the forms of a page are checked against."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path, headers=headers).text)
    assert found is not None, f"no form on {path}"
    return found[1]


def send(client: FlaskClient, path: str, on: str = "/account/sign-in", **fields: str) -> TestResponse:
    """Send a form that stands on the page `on`."""
    return client.post(path, data={"csrf_token": csrf(client, on), **fields})


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
    return send(client, "/account/sign-in", email=email, password=password, **fields)
