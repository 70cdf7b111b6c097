"""How values are shown: pure functions, used in templates.

`visible` is the environment's `finalize`: Jinja calls it on whatever a template prints, before escaping, so no text
from a mail can reach a page past it.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
from urllib.parse import quote

from markupsafe import Markup, escape

# Unicode's Cc (but newline and tab), Cf, Cs, Zl and Zp: characters that show nothing, or turn the text around them.
HIDDEN = re.compile(
    "(["
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\ud800-\udfff"
    "])\\1*"
)
# Angle quotation marks stand around a character's name; no name is taken for a part of an address.
OPEN, CLOSE = "\u2039", "\u203a"
URL = re.compile(rf"\bhttps?://[^\s<>{OPEN}{CLOSE}\"'`]+")
LORE = "https://lore.kernel.org/r/"


def visible(value: object) -> object:
    """Text with its hidden characters named, as in `<U+202E>` (`<U+0000 x40>` for a run of them); all else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return HIDDEN.sub(_named, value)
    return value


def _named(match: re.Match[str]) -> str:
    run = f" x{len(match[0])}" if len(match[0]) > 1 else ""
    return f"{OPEN}U+{ord(match[1]):04X}{run}{CLOSE}"


def linked(text: str) -> Markup:
    """Text with its http and https addresses made links, and no other ones."""
    shown = str(visible(text))
    pieces: list[str] = []
    end = 0
    for match in URL.finditer(shown):
        # A sentence may end in an address, and an address may stand in brackets.
        url = match[0].rstrip(".,;:!?)]}")
        address = escape(url)
        pieces += [escape(shown[end : match.start()]), f'<a href="{address}" rel="nofollow noopener">{address}</a>']
        end = match.start() + len(url)
    return _html("".join([*pieces, escape(shown[end:])]))


def age(then: dt.datetime, now: dt.datetime) -> str:
    """How long ago, in the largest unit that says enough: `5 min`, `7 h`, `12 d`, `5 mo`, `3 y`."""
    seconds = max((now - then).total_seconds(), 0)
    for unit, size, below in (("min", 60, 60), ("h", 3600, 48), ("d", 86400, 100), ("mo", 2629746, 24)):
        if seconds < size * below:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds // 31556952:.0f} y"


def moment(at: dt.datetime) -> Markup:
    """A point in time, to the minute."""
    stamp = _minute(at)
    return _html(f'<time datetime="{stamp}Z">{stamp[:10]} {stamp[11:]}</time>')


def ago(at: dt.datetime, now: dt.datetime) -> Markup:
    """How long ago it was; the point in time shows where one points at it."""
    stamp = _minute(at)
    return _html(f'<time datetime="{stamp}Z" title="{stamp[:10]} {stamp[11:]} UTC">{age(at, now)}</time>')


def _minute(at: dt.datetime) -> str:
    # A page has hundreds of these, and strftime takes several times as long.
    return at.astimezone(dt.UTC).isoformat(timespec="minutes")[:16]


def command(message_id: str) -> str:
    """A Message-ID as one word of a shell command: whoever copies the line runs nothing but the command it shows."""
    return shlex.quote(f"<{message_id}>" if message_id.startswith("-") else message_id)


def lore(message_id: str) -> str:
    """Where the public archive shows a message."""
    return LORE + quote(message_id, safe="@")


def _html(text: str) -> Markup:
    """Markup of what is of our own making, or was escaped."""
    return Markup(text)  # noqa: S704
