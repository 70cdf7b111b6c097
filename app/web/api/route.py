"""What the API is made of: routes, whose views give rows, and the JSON that is answered with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Generic, TypeVar

from flask import abort, g, request, url_for
from werkzeug.wrappers import Response

from app.queries.text import is_text
from app.serial import dumps
from app.web.access import demand

Row = TypeVar("Row")

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""The types of what forms send; JSON is taken as well."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the path or the query of an address; `schema` is its JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, object]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of a longer list, and the cursor of the page that follows, None after the last one."""

    rows: tuple[Row, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Made(Generic[Row]):
    """What a POST gives: the row that holds now, and whether it is `new`."""

    row: Row
    new: bool


@dataclass(frozen=True, slots=True)
class Route:
    """An address below that of the API, as Flask has it, and what answers there.

    `view` takes the parameters in the path, and for a POST `body`: a `body` of this class, whose fields are texts, with
    what a JSON Schema adds to that as annotation. Its docstring and the type that it gives describe the answer.
    """

    rule: str
    view: Callable[..., Any]
    parameters: tuple[Parameter, ...] = ()
    method: str = "GET"
    body: type[Any] | None = None

    @property
    def name(self) -> str:
        """The noun and what is done with it, such as `series_show`."""
        return f"{self.view.__module__.rpartition('.')[2]}_{self.view.__name__}"

    def in_path(self, parameter: Parameter) -> bool:
        """Whether it stands in the path, not in the query."""
        return f":{parameter.name}>" in self.rule


def answering(route: Route) -> Callable[..., Response]:
    """The view of a route as Flask calls it."""
    known = [parameter for parameter in route.parameters if not route.in_path(parameter)]

    def view(**names: str) -> Response:
        if route.method != "GET":
            demand(g.actor is not None)
        _understood(known)
        found = route.view(**names) if route.body is None else route.view(**names, body=_body(route.body))
        if isinstance(found, Page):
            return answer(found.rows, found.next)
        if route.method != "GET":
            return _done(found.row, 201 if found.new else 200) if isinstance(found, Made) else _done(found, 200)
        return answer(found)

    return view


def answer(value: object, following: str | None = None) -> Response:
    """JSON with its ETag (304 where the client has it already), and the way to the page with the cursor `following`."""
    body = dumps(value)
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = "private, max-age=0"
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32], weak=True)
    if following is not None:
        query: dict[str, Any] = (request.view_args or {}) | request.args.to_dict() | {"cursor": following}
        address = url_for(str(request.endpoint), **query)
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response.make_conditional(request)


def _done(value: object, status: int) -> Response:
    response = Response(dumps(value), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _body(kind: type[Row]) -> Row:
    """What was sent, as a JSON object or as a form sends it; a field that is left out, or null, has its default."""
    if request.mimetype == "application/json":
        given = _json()
    elif request.mimetype in FORMS:
        given = _form()
    else:
        abort(415, "The body has to be application/json, or what a form sends.")
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    given = {
        name: value
        for name, value in given.items()
        if value is not None or name not in known or known[name].default is MISSING
    }
    for name, value in given.items():
        if name not in known:
            abort(400, f"{name[:40]}: is no field here; known: {', '.join(known)}")
        if not isinstance(value, str) or not is_text(value):
            abort(400, f"{name}: expects text")
    for name, field in known.items():
        if name not in given and field.default is MISSING:
            abort(400, f"{name}: is missing")
    return kind(**given)


def _json() -> dict[str, Any]:
    try:
        given = request.get_json(silent=True)
    except RecursionError:
        given = None
    if not isinstance(given, dict):
        abort(400, "The body is no JSON object.")
    return given


def _form() -> dict[str, Any]:
    if request.files:
        abort(400, f"{next(iter(request.files))[:40]}: is a file; expects text")
    for name, values in request.form.lists():
        if len(values) > 1:
            abort(400, f"{name[:40]}: is given more than once")
    return {name: value for name, value in request.form.items() if name != "csrf_token"}


def _understood(known: list[Parameter]) -> None:
    """See that the query has what the route knows, and that once: a filter with a slip in it would give other rows."""
    names = [parameter.name for parameter in known]
    for name, values in request.args.lists():
        if name not in names:
            abort(400, f"{name}: is no parameter here; known: {', '.join(names) or 'none'}")
        if len(values) > 1:
            abort(400, f"{name}: is given more than once")
    for parameter in known:
        if parameter.required and parameter.name not in request.args:
            abort(400, f"{parameter.name}: is missing")
