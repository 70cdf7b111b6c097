"""Answers in gzip, for whoever takes it: a list of 100 series is 110 kB of HTML, and 13 kB so.

Where an answer holds a secret and repeats what the address says, its compressed length tells the one from the other,
a guess a request (BREACH). Such guesses have to be sent by a page elsewhere, in the name of somebody who is signed in;
browsers say so (Sec-Fetch-Site), and those are answered in full, as are pages that show a new secret. What is left to
guess would be the token of a form, and that one carries a signature over the second in which it was made.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, g, request

# Below this, the headers of an answer outweigh what is saved.
LEAST = 1000
# A third of the time of the best level, for a tenth more.
LEVEL = 3
TEXT = ("application/atom+xml", "application/json", "application/mbox", "image/svg+xml")
"""What compresses, beside text/*."""


def install(app: Flask) -> None:
    """Compress after each request. Comes before whatever else looks at answers, and so is done after it."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not ((response.mimetype or "").startswith("text/") or response.mimetype in TEXT):
            return response
        response.vary.add("Accept-Encoding")
        if not (response.status_code == 200 and request.accept_encodings["gzip"] and _harmless(response)):
            return response
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) < LEAST:
            return response
        # Without a time in it, the same answer is the same bytes.
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        name, _ = response.get_etag()
        if name is not None:
            # It names what is said, no longer the bytes that say it.
            response.set_etag(name, weak=True)
        return response


def _harmless(response: Response) -> bool:
    """Whether nobody elsewhere can learn from the length what the answer says to somebody who is signed in."""
    elsewhere = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    return not response.cache_control.no_store and not (elsewhere and g.get("actor") is not None)
