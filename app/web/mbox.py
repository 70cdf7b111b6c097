"""A version of a series as an mbox for `git am`, with the review tags that its patches were given folded in."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, request

from app.queries import mbox
from app.queries.series import PatchRow, RevisionRow, whole

from .amendable import amendable
from .session import session

pages = Blueprint("mbox", __name__)


@pages.get("/series/<name:ref>/mbox")
def show(ref: str) -> Response:
    """The patches of the newest version, or of `version`: a number such as 2 or 1.1, the key of a revision, or the
    Message-ID of its cover or first patch."""
    series = whole(session(), ref, now=g.now)
    if series is None:
        abort(404, "No series has this name, and no message in a series; the mail may not have been read yet.")
    name = request.args.get("version", "")
    chosen = next((each for each in reversed(series.revisions) if _is_called(each, name)), None)
    if chosen is None:
        abort(404, f"The series has no version {name}.")
    # A patch that was sent twice is applied once, as it was sent last.
    newest = sorted(chosen.patches, key=lambda patch: (patch.date, patch.message_id))
    patches: dict[int, PatchRow] = {patch.number: patch for patch in newest}
    mails = mbox.raw(session(), [patch.message_id for patch in patches.values()])
    parts = (amendable(mails[patch.message_id], patch) for _, patch in sorted(patches.items()))
    response = Response(b"".join(parts), content_type="application/mbox")
    response.headers["Content-Disposition"] = f'attachment; filename="{series.id}-v{_number(chosen)}.mbox"'
    return response


def _is_called(revision: RevisionRow, name: str) -> bool:
    return not name or name.removeprefix("v") == _number(revision) or name in (revision.id, revision.message_id)


def _number(revision: RevisionRow) -> str:
    return f"{revision.version}.{revision.minor}" if revision.minor else str(revision.version)
