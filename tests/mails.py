"""Mails of our own making, as bytes: `mail` for any, `patch_body` and `diff` for what stands in a patch.

People are at example.org. Without a date a mail is written on 15 July 2026 at noon; without a Received header it has
arrived a minute later.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import itertools
from collections.abc import Iterable

WRITTEN = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)

_numbers = itertools.count(1)


def mail(
    subject: str | None = "hello",
    body: str | bytes = "Some words.\n",
    *,
    message_id: str | None = "",
    parent: str | None = None,
    sender: str = "Ann Author <ann@example.org>",
    date: dt.datetime | str | None = WRITTEN,
    received: dt.datetime | str | None = "",
    headers: Iterable[tuple[str, str]] = (),
    **more: str | None,
) -> bytes:
    """One mail.

    `message_id` and `parent` are without angle brackets; an empty `message_id` gives a new one, None none. A header
    that is None is left away. `more` are headers by name (`reply_to` is Reply-To); `headers` are for those that
    occur twice. Text is sent as UTF-8 and says so, unless a Content-Type is given.
    """
    when = date if isinstance(date, dt.datetime) else WRITTEN
    if message_id == "":
        message_id = f"{next(_numbers)}@example.org"
    if received == "":
        received = when + dt.timedelta(minutes=1)
    lines = {
        "Received": f"from example.org by lists.example.org; {_date(received)}" if received else None,
        "From": sender,
        "To": "demo@lists.example.org",
        "Subject": subject,
        "Date": _date(date) if date is not None else None,
        "Message-ID": f"<{message_id}>" if message_id is not None else None,
        "In-Reply-To": f"<{parent}>" if parent else None,
        "References": f"<{parent}>" if parent else None,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    # Names are compared as mail compares them, so that `cc` and `content_type` replace what is there.
    names = {name.lower(): name for name in lines}
    for key, value in more.items():
        name = key.replace("_", "-")
        lines[names.get(name.lower(), name.title())] = value
    pairs = [*((name, value) for name, value in lines.items() if value is not None), *headers]
    head = "".join(f"{name}: {value}\n" for name, value in pairs)
    return head.encode("utf-8", "surrogateescape") + b"\n" + (body.encode() if isinstance(body, str) else body)


def patch_body(
    message: str = "Count them, so that none is lost.", *trailers: str, notes: str = "", diffs: Iterable[str] = ()
) -> str:
    """What `git format-patch` writes below the headers: message, trailers, notes below `---`, diffstat and diff."""
    trailers = trailers or ("Signed-off-by: Ann Author <ann@example.org>",)
    text = "".join(diffs) or diff()
    files = text.count("diff --git ")
    plural = "s" if files > 1 else ""
    return (
        f"{message}\n\n" + "".join(f"{each}\n" for each in trailers) + f"---\n{notes and notes + chr(10)}"
        f" {files} file{plural} changed, {files} insertion{plural}(+), {files} deletion{plural}(-)\n\n{text}"
        "-- \n2.50.0\n\n"
    )


def diff(path: str = "fs/tree.c", old: str = "return 0;", new: str = "return count;", line: int = 10) -> str:
    """A diff of one file that replaces one line."""
    return (
        f"diff --git a/{path} b/{path}\nindex 0123456789ab..ba9876543210 100644\n--- a/{path}\n+++ b/{path}\n"
        f"@@ -{line},3 +{line},3 @@ int tree_count(void)\n {{\n-\t{old}\n+\t{new}\n }}\n"
    )


def _date(value: dt.datetime | str) -> str:
    return value if isinstance(value, str) else email.utils.format_datetime(value)
