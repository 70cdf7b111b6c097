"""The API for programs, below `/api/v1/`: the rows of `app.queries` as JSON, the same as the commands print.

Each noun has its routes in a file of its own; what describes them is made from the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for

from . import checks, events, lists, messages, objections, openapi, overrides, patches, people, problem, rate, series
from .route import Route, answering

ADDRESS = "/api/v1"

pages = Blueprint("api", __name__, url_prefix=ADDRESS)
problem.install(pages, ADDRESS)
rate.install(pages)


def index() -> Mapping[str, str]:
    """Where each noun is, and what describes them all."""
    nouns = ("series", "objections", "people", "lists", "events")
    return {noun: url_for(f".{noun}_index") for noun in nouns} | {"openapi": url_for(".openapi")}


NOUNS = (series, overrides, patches, checks, objections, messages, people, lists, events)
ROUTES = (
    Route("/", index),
    *(route for noun in NOUNS for route in noun.ROUTES),
)
DOCUMENT = openapi.document(ADDRESS, ROUTES)


def _described() -> Mapping[str, Any]:
    return DOCUMENT


for _route in ROUTES:
    pages.add_url_rule(_route.rule, _route.name, answering(_route), methods=[_route.method])
pages.add_url_rule("/openapi.json", "openapi", answering(Route("/openapi.json", _described)))
