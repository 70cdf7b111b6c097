"""What went wrong, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, request
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.routing import RoutingException
from werkzeug.wrappers import Response

from app.queries.language import QueryError
from app.serial import dumps


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was not answered: `title` is what the status means, `detail` what is wrong with this request.
    `type` is `about:blank`, which says that the status tells the kind of problem."""

    type: str
    title: str
    status: int
    detail: str


def install(pages: Blueprint, address: str) -> None:
    """Answer what goes wrong below `address` with problems."""

    @pages.before_app_request
    def unrouted() -> Response | None:
        # No blueprint is asked about what no route takes; a redirect to the address with a slash is no error.
        error = request.routing_exception
        if error is None or isinstance(error, RoutingException) or not f"{request.path}/".startswith(f"{address}/"):
            return None
        return told(error)

    @pages.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        return told(error)

    @pages.errorhandler(QueryError)
    def misunderstood(error: QueryError) -> Response:
        return _problem(Problem("about:blank", "Bad Request", 400, f"q: {error}"))

    @pages.errorhandler(exc.OperationalError)
    @pages.errorhandler(exc.TimeoutError)
    def unreachable(error: Exception) -> Response:
        current_app.logger.error("database: %s", error)
        return told(ServiceUnavailable("The database does not answer; try again in a moment."))


def told(error: HTTPException) -> Response:
    """The problem that an error of HTTP is. What else it carries, such as the methods that are allowed, stays."""
    response = _problem(Problem("about:blank", error.name, error.code or 500, error.description or ""))
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _problem(problem: Problem) -> Response:
    response = Response(dumps(problem), problem.status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response
