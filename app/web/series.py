"""Series: all of them, newest first, and each one with its versions, patches, tags and discussion."""

from __future__ import annotations

from collections import Counter, defaultdict

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.queries import charts
from app.queries.checks import checks
from app.queries.series import LinkRow, RevisionRow, SeriesWhole, whole
from app.queries.thread import discussion
from app.rules.outcome import OUTCOMES

from .grid import LETTERS, coverage, grid
from .paging import asked, listing
from .session import session
from .sides import sides
from .timeline import MARKS, timeline

# A page shows this many objections to a version.
OBJECTIONS = 200

pages = Blueprint("series", __name__)


@pages.get("/series/")
def index() -> tuple[str, int]:
    """Series on all lists."""
    return listing("series/index.html", asked)


@pages.get("/series/<name:ref>/")
def show(ref: str) -> str | Response:
    """One series; by the key of a revision, or a Message-ID in it, the way to its page."""
    series = whole(session(), ref, now=g.now)
    if series is None:
        abort(404, "No series has this name, and no message in a series; the mail may not have been read yet.")
    if series.id != ref:
        return redirect(url_for(".show", ref=series.id, version=ref))
    chosen = _chosen(series, request.args.get("version", ""))
    placed = charts.revisions(session(), series.id)
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in series.objections:
        told[one.revision][one.outcome] += 1
    follows: defaultdict[str, list[LinkRow]] = defaultdict(list)
    for link in sorted(series.links, key=lambda link: (link.earlier.version, link.earlier.minor), reverse=True):
        if link.accepted:
            follows[link.later.id].append(link)
    return render_template(
        "series/show.html",
        series=series,
        chosen=chosen,
        sides=sides(series),
        grid=grid(series, chosen),
        coverage=coverage,
        letters=LETTERS,
        checks=checks(session(), [patch.message_id for patch in chosen.patches]),
        follows=follows,
        told=told,
        outcomes=[name for name in OUTCOMES if any(name in counts for counts in told.values())],
        most=OBJECTIONS,
        discussion=discussion(session(), chosen.id),
        sizes=Counter(placed.values()),
        kinds=MARKS,
        picture=timeline(series, placed),
    )


def _chosen(series: SeriesWhole, name: str) -> RevisionRow:
    """The revision that `name` names, by its key or by a cover or patch that it brought, else the latest one."""
    for revision in series.revisions:
        brought = {patch.message_id for patch in revision.patches if patch.revision == revision.id}
        if name in {revision.id, revision.message_id, *brought}:
            return revision
    return series.revisions[-1]
