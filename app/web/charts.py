"""Charts of the series on all lists or on one, and the timeline of one series."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template, request

from app.queries import charts, lists
from app.queries.objections.explorer import UNLABELLED
from app.rules.remark import GROUPS

from .chart import Column, monthly, spans, stacked
from .session import session

pages = Blueprint("charts", __name__)


@pages.get("/charts/")
def index() -> str:
    """Review latency, backlog, objections and versions, each as a drawing and as a table."""
    name = request.args.get("list")
    if name is not None and not lists.exists(session(), name):
        abort(404, f"No list is called {name} here.")
    drawn = charts.charts(session(), g.now, name)
    waits = [(each.year, each.month, {"half": each.half, "nine of ten": each.most}) for each in drawn.latency]
    open_ = [
        (each.year, each.month, {"unanswered": each.unanswered, "discussed": each.discussed}) for each in drawn.backlog
    ]
    latency, backlog = monthly(waits), monthly(open_)
    objections = monthly((each.year, each.month, each.counts) for each in drawn.objections)
    versions = [_version(each) for each in drawn.versions]
    return render_template(
        "charts/index.html",
        name=name,
        latency=spans(latency),
        answered=[
            Column(column.name, "", {"posted": each.posted, "answered": each.answered, **column.counts})
            for column, each in zip(latency, drawn.latency, strict=True)
        ],
        backlog=stacked(backlog),
        # Those that were given up are many times the others, which nobody would see beside them.
        open=[
            Column(column.name, "", {**column.counts, "quiet": each.quiet})
            for column, each in zip(backlog, drawn.backlog, strict=True)
        ],
        objections=(stacked(objections), objections),
        versions=(stacked(versions), versions),
        groups={group: group for group in GROUPS} | {UNLABELLED: "none"},
        quiet=charts.QUIET.days,
    )


def _version(row: charts.Versions) -> Column:
    name = f"v{row.version}" + (" and more" if row.version == charts.VERSIONS else "")
    return Column(name, name, {"applied": row.applied, "other": row.other})
