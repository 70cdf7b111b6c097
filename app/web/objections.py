"""Objections on all lists or on one: label by label, and over time."""

from __future__ import annotations

import datetime as dt
import re

from flask import Blueprint, abort, g, render_template, request

from app.queries import lists
from app.queries.objections import explorer, listing
from app.rules.remark import GROUP_OF, GROUPS, LABELS

from .chart import monthly, stacked
from .paging import before, nowhere, place
from .session import session

PAGE = 50
# How many objections the overview shows for each label.
NEWEST = 3

pages = Blueprint("objections", __name__, url_prefix="/objections")


@pages.get("/")
def index() -> str:
    """All labels with their newest objections."""
    name = _list()
    overview = explorer.overview(session(), g.now, newest=NEWEST, on=name)
    columns = monthly((month.year, month.month, month.counts) for month in overview.months)
    return render_template(
        "objections/index.html",
        overview=overview,
        chart=stacked(columns),
        columns=columns,
        classes={group: group for group in GROUPS} | {explorer.UNLABELLED: "none"},
        groups=GROUPS,
        meanings=LABELS,
        name=name,
    )


@pages.get("/<label>/")
def show(label: str) -> str:
    """The objections with one label."""
    if label not in LABELS:
        abort(404, f"No label is called {label}.")
    name = _list()
    found = listing.page(session(), label, limit=PAGE + 1, on=name, before=_before())
    older = _place(found[PAGE - 1]) if len(found) > PAGE else None
    return render_template(
        "objections/show.html",
        found=found[:PAGE],
        older=older,
        label=label,
        group=GROUP_OF[label],
        meaning=LABELS[label],
        name=name,
    )


def _list() -> str | None:
    """The list that the page is confined to."""
    name = request.args.get("list")
    if name is not None and not lists.exists(session(), name):
        abort(404, f"No list is called {name} here.")
    return name


def _place(last: listing.Found) -> str:
    objection = last.objection
    return place(objection.date, f"{objection.number}_{objection.message_id}")


def _before() -> tuple[dt.datetime, int, str] | None:
    asked_for = before()
    if asked_for is None:
        return None
    (at, key) = asked_for
    number, _, message_id = key.partition("_")
    # Databases keep no number of more digits in an integer column.
    if not re.fullmatch(r"[0-9]{1,9}", number):
        nowhere()
    return at, int(number), message_id
