"""The description of the API (OpenAPI 3.1), made from its routes and from the rows that they give."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import re
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from .problem import Problem
from .route import FORMS, Made, Page, Parameter, Route

Schema = dict[str, Any]

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dt.datetime: {"type": "string", "format": "date-time"},
    types.NoneType: {"type": "null"},
}
_ETAG = {"ETag": {"description": "Names these rows; send it back as If-None-Match.", "schema": {"type": "string"}}}
_LINK = {
    "Link": {"description": 'The address of the next page, as in `<...>; rel="next"`.', "schema": {"type": "string"}}
}


def document(address: str, routes: Iterable[Route]) -> Schema:
    """The OpenAPI document of the routes below `address`."""
    known: dict[str, Schema] = {}
    paths: dict[str, Schema] = {}
    for route in routes:
        paths.setdefault(_path(address, route), {})[route.method.lower()] = _operation(route, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Docket",
            "version": "1",
            "description": "Where every patch series on a mailing list stands. Text comes from mails as it is.",
            "license": {"name": "GPL-2.0-or-later", "identifier": "GPL-2.0-or-later"},
        },
        # Whoever runs it says whether those may read who are not signed in.
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {"schemas": known, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def schema(hint: Any, known: dict[str, Schema]) -> Schema:
    """The JSON Schema of what `app.serial` makes of a value of this type; those of rows are put into `known` by name.

    Raises TypeError for a type that has none, and for two rows with one name.
    """
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if dataclasses.is_dataclass(hint):
        return _row(typing.cast(type, hint), known)
    (origin, parts) = (typing.get_origin(hint), typing.get_args(hint))
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [schema(part, known) for part in parts]}
    if origin is tuple and parts[1:] == (...,):
        return {"type": "array", "items": schema(parts[0], known)}
    if isinstance(origin, type) and issubclass(origin, Mapping) and parts[0] is str:
        return {"type": "object", "additionalProperties": schema(parts[1], known)}
    raise TypeError(f"{hint} has no JSON Schema")


def _row(row: type, known: dict[str, Schema]) -> Schema:
    name = row.__name__
    description = inspect.getdoc(row) or ""
    if name not in known:
        # It is there before its fields are looked at: a row may hold rows of its own type.
        known[name] = {"type": "object", "description": description}
        properties = {field: schema(hint, known) for field, hint in typing.get_type_hints(row).items()}
        known[name] |= {"properties": properties, "required": [*properties], "additionalProperties": False}
    elif known[name]["description"] != description:
        raise TypeError(f"two rows are called {name}")
    return {"$ref": f"#/components/schemas/{name}"}


def _path(address: str, route: Route) -> str:
    return address + re.sub(r"<\w+:(\w+)>", r"{\1}", route.rule)


def _operation(route: Route, known: dict[str, Schema]) -> Schema:
    (summary, _, text) = (inspect.getdoc(route.view) or "").partition("\n\n")
    given = typing.get_type_hints(route.view)["return"]
    responses = {
        **(_read(given, known) if route.method == "GET" else _written(given, known)),
        "400": _problem("What was sent cannot be understood; the detail says what of it.", known),
        "401": _problem("Only somebody who is signed in may do this, or the token is none.", known),
        "404": _problem("Nothing here has this name.", known),
        "429": _problem("There were too many requests; Retry-After says when it is worth to ask again.", known),
    }
    described = {
        "operationId": route.name,
        "summary": " ".join(summary.split()),
        "description": " ".join(text.split()),
        "parameters": [_parameter(route, parameter) for parameter in route.parameters],
        "responses": responses,
    }
    if route.body is None:
        return described
    # A browser that is signed in may write as well, as its forms do; a program comes with a token.
    return described | {"security": [{"token": []}], "requestBody": _body(route.body)}


def _read(given: Any, known: dict[str, Schema]) -> Schema:
    paged = typing.get_origin(given) is Page
    rows = {"type": "array", "items": schema(typing.get_args(given)[0], known)} if paged else schema(given, known)
    found = {"description": "The rows.", "headers": _ETAG | (_LINK if paged else {}), "content": _json(rows)}
    return {"200": found, "304": {"description": "The rows are those that If-None-Match names."}}


def _written(given: Any, known: dict[str, Schema]) -> Schema:
    makes = typing.get_origin(given) is Made
    holds = _json(schema(typing.get_args(given)[0] if makes else given, known))
    return {
        "200": {"description": "What holds now.", "content": holds},
        **({"201": {"description": "What was made.", "content": holds}} if makes else {}),
        "403": _problem("The account or its token may not do this.", known),
        "413": _problem("The body is too long.", known),
        "415": _problem("The body is neither JSON nor a form.", known),
    }


def _body(kind: type) -> Schema:
    """The schema of what is sent: texts, of which those without a default must be there."""
    fields = dataclasses.fields(kind)
    hints = typing.get_type_hints(kind, include_extras=True)

    def text(field: dataclasses.Field[Any]) -> Schema:
        (more,) = getattr(hints[field.name], "__metadata__", ({},))
        return {"type": "string" if field.default is dataclasses.MISSING else ["string", "null"]} | more

    content = {
        "type": "object",
        "description": inspect.getdoc(kind) or "",
        "properties": {field.name: text(field) for field in fields},
        "required": [field.name for field in fields if field.default is dataclasses.MISSING],
        "additionalProperties": False,
    }
    return {"required": True, "content": {media: {"schema": content} for media in ("application/json", *FORMS)}}


def _json(content: Schema) -> Schema:
    return {"application/json": {"schema": content}}


def _parameter(route: Route, parameter: Parameter) -> Schema:
    in_path = route.in_path(parameter)
    return {
        "name": parameter.name,
        "in": "path" if in_path else "query",
        "required": in_path or parameter.required,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def _problem(description: str, known: dict[str, Schema]) -> Schema:
    return {"description": description, "content": {"application/problem+json": {"schema": schema(Problem, known)}}}
