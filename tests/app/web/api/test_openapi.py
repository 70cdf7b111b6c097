"""The description of the API: made from types, and held against what the running app answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from sqlalchemy.orm import Session

from app import models
from app.accounts import tokens
from app.derive import words
from app.rules.override import Word
from app.web.api import DOCUMENT
from app.web.api.openapi import schema
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.app.web.accounts import account
from tests.factories import NOW


@dataclass(frozen=True, slots=True)
class Part:
    """One part."""

    number: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Whole(Part):
    """A part with parts."""

    at: dt.datetime | None
    parts: tuple[Whole, ...]
    cells: Mapping[str, int]
    done: bool


def test_types_become_schemas() -> None:
    known: dict[str, Any] = {}
    assert schema(tuple[Whole, ...], known) == {"type": "array", "items": {"$ref": "#/components/schemas/Whole"}}
    assert known == {
        "Whole": {
            "type": "object",
            "description": "A part with parts.",
            "properties": {
                "number": {"type": "integer"},
                "ratio": {"type": "number"},
                "at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
                "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Whole"}},
                "cells": {"type": "object", "additionalProperties": {"type": "integer"}},
                "done": {"type": "boolean"},
            },
            "required": ["number", "ratio", "at", "parts", "cells", "done"],
            "additionalProperties": False,
        }
    }


@pytest.mark.parametrize("hint", [bytes, tuple[int, str], Mapping[int, str], set[str]])
def test_what_has_no_json_has_no_schema(hint: object) -> None:
    with pytest.raises(TypeError, match="has no JSON Schema"):
        schema(hint, {})


def test_two_rows_with_one_name_are_an_error() -> None:
    known: dict[str, Any] = {}
    schema(Part, known)
    other = dataclass(type("Part", (), {"__doc__": "Another part."}))
    with pytest.raises(TypeError, match="two rows are called Part"):
        schema(other, known)


def test_it_is_served(client: FlaskClient) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.json == DOCUMENT
    assert DOCUMENT["openapi"] == "3.1.0"
    named = {address for address in client.get("/api/v1/").json.values() if address != "/api/v1/openapi.json"}
    assert named < set(DOCUMENT["paths"])


def test_every_route_is_described(client: FlaskClient) -> None:
    rules = {str(rule) for rule in client.application.url_map.iter_rules() if str(rule).startswith("/api/v1/")}
    described = {path.replace("{", "<name:").replace("}", ">") for path in DOCUMENT["paths"]}
    assert rules == described | {"/api/v1/openapi.json"}
    for path in DOCUMENT["paths"].values():
        for described_as in path.values():
            assert described_as["summary"]
            assert all(parameter["description"] for parameter in described_as["parameters"])


CHECK = {
    "message_id": "patch@example.org",
    "context": "build",
    "state": "success",
    "target": "https://ci.example.org/1",
    "description": "ok",
    "by": "mia@example.org",
    "at": NOW,
}


@pytest.fixture
def filled(client: FlaskClient, session: Session) -> Flask:
    """The app on a database that has something to answer at every path."""
    water = make.mailing_list(session, "water")
    brought_by = make.source(session, water)
    series = make.series(session, "pump", key="5e41e5")
    make.series_list(session, series, water)
    first = make.post(session, series)
    second = make.post(session, series, version=2, numbers=[2], mail={"message_id": "patch@example.org"}, cover=False)
    make.revision_link(session, second.revision, first.revision, "patch@example.org")
    for patch in (*first.patches.values(), *second.patches.values()):
        make.patch_file(session, patch, "pump.c")
        make.copy(session, patch, brought_by)
        make.tag(session, patch, "Fixes")
        reply = make.reply(session, patch)
        make.tag(session, reply, "Reviewed-by", "Bea")
        remark(session, reply, "logic: Why?")
        make.address(session, f"{reply.id}@example.org", make.person(session, "Bea"))
    session.add(models.Check(**CHECK))
    words.say(session, "patch@example.org", Word("note", "wait", None, False, "mia@example.org", NOW, ""))
    derived(session)
    session.commit()
    return client.application


PATHS = [path for path, methods in DOCUMENT["paths"].items() if "get" in methods]
POSTS = [path for path, methods in DOCUMENT["paths"].items() if "post" in methods]
# What asks here takes nothing compressed.
PLAIN = {"Accept-Encoding": "identity"}
# How an answer is described does not hang on where the rows come from.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAMES = {"ref": "5e41e5", "message_id": "patch@example.org"}


def operation(app: Flask, path: str, method: str = "GET") -> schemathesis.APIOperation:
    found: schemathesis.APIOperation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)[path][method]
    return found


def names(path: str) -> dict[str, str]:
    return {name: value for name, value in NAMES.items() if f"{{{name}}}" in path}


@ON_SQLITE
@pytest.mark.parametrize("path", PATHS)
def test_what_is_there_is_as_described(filled: Flask, path: str) -> None:
    query = {"label": "logic", "limit": 1} if path == "/api/v1/objections/" else {}
    assert (
        operation(filled, path).Case(path_parameters=names(path), query=query).call_and_validate(headers=PLAIN).json()
    )


# No schema says what a query and a cursor may hold and which lists there are: there a 400 is right, if it says so.
BEYOND_SCHEMAS = ("q: ", "cursor: ", "list: ")


@ON_SQLITE
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("named", [True, False], ids=["named", "any-name"])
def test_what_is_asked_as_described_is_answered_as_described(filled: Flask, path: str, named: bool) -> None:
    cases = operation(filled, path).as_strategy(path_parameters=names(path) if named else None)

    @settings(max_examples=25)
    @given(case=cases)
    def holds(case: schemathesis.Case) -> None:
        response = case.call(headers=PLAIN)
        case.validate_response(response, excluded_checks=[schemathesis.checks.positive_data_acceptance])
        if response.status_code == 400:
            assert response.json()["detail"].startswith(BEYOND_SCHEMAS)
        else:
            assert response.status_code in ({200} if named or not names(path) else {200, 404})

    holds()


@ON_SQLITE
@pytest.mark.parametrize(
    "path", [path for path in PATHS if DOCUMENT["paths"][path]["get"]["parameters"] and not names(path)]
)
def test_what_is_asked_otherwise_is_refused_as_described(filled: Flask, path: str) -> None:
    @settings(max_examples=25)
    @given(case=operation(filled, path).as_strategy(schemathesis.GenerationMode.NEGATIVE))
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=PLAIN)

    holds()


@ON_SQLITE
@pytest.mark.parametrize("path", POSTS)
def test_what_is_written_is_answered_as_described(filled: Flask, session: Session, path: str) -> None:
    root = account(session, "root@example.org", role="admin")
    by = {"Authorization": f"Bearer {tokens.make(session, root.id, 't', ['read', 'write'], NOW)}"}
    session.commit()

    @settings(max_examples=25)
    @given(case=operation(filled, path, "POST").as_strategy(path_parameters=names(path)))
    def holds(case: schemathesis.Case) -> None:
        response = case.call(headers=PLAIN | by)
        # No schema says which words a field of a series takes.
        checks = schemathesis.checks
        case.validate_response(response, excluded_checks=[checks.positive_data_acceptance, checks.ignored_auth])
        assert response.status_code in {200, 201, 400, 404, 415}

    holds()
    assert operation(filled, path, "POST").Case(path_parameters=names(path)).call(headers=PLAIN).status_code == 401
