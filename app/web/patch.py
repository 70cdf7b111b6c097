"""Patches: the diff with the remarks at the lines that they are about, and what changed since an earlier version."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.queries import patch
from app.queries.checks import checks
from app.queries.talks import LIMIT
from app.rules.check import STATES
from app.rules.followed import PLACES
from app.rules.rangediff import PatchText, difference

from . import mail
from .grid import LETTERS
from .session import session
from .sheet import LINES, beginning, sheet, text
from .since import ported

# A page reads this many bytes of a mail.
BYTES = 512 * 1024
# Lines of each of two versions that are compared. Ten times as many, sent to do harm, would take seconds.
COMPARED = 10_000

pages = Blueprint("patch", __name__, url_prefix="/patches")


@pages.get("/<name:message_id>/")
def show(message_id: str) -> str | Response:
    """One patch, whole or against an earlier version of it; of any other message the way to its own page."""
    asked = request.args.get("since")
    found = patch.whole(session(), message_id, limit=BYTES, since=asked)
    if found is None:
        return redirect(url_for("message.show", message_id=message_id))
    body = text(mail.read(found.raw))
    before = found.since
    if before is not None:
        body_before = text(mail.read(before.raw))
        earlier, later = (
            PatchText(each.message_id, each.number, each.title, beginning(said, COMPARED))
            for each, said in ((before, body_before), (found, body))
        )
        changed = difference(earlier, later)
        (stretches, loose) = ported(changed[:LINES], before.objections)
        return render_template(
            "patches/since.html",
            patch=found,
            since=before,
            stretches=stretches,
            loose=loose,
            omitted=len(changed) - LINES,
            cut=max(body.count("\n"), body_before.count("\n")) > COMPARED,
            places=PLACES,
        )
    if asked is not None:
        abort(404, "The patch was not compared with such a version.")
    results = checks(session(), [message_id]).get(message_id, ())
    tally = Counter(result.state for result in results)
    return render_template(
        "patches/show.html",
        patch=found,
        sheet=sheet(body, found.talks),
        letters=LETTERS,
        most=LIMIT,
        checks=results,
        # The worst first.
        tally={state: tally[state] for state in reversed(STATES) if tally[state]},
    )
