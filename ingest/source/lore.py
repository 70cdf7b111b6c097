"""Single threads from a public-inbox server, through liblore, and their other versions, as b4 finds them.

Only this module of the package loads b4 and liblore: they cost half a second, and change how stdlib's `email`
encodes UTF-8 in the whole process. Requests go through `ingest.source.http`, whose session both accept.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
from collections.abc import Iterable

import b4
import b4.mbox
import liblore
import liblore.utils
import requests
from liblore.utils import get_clean_msgid, parse_message

from app.errors import UsageError
from ingest.facts import RawMail

from .errors import Absent, SourceError
from .http import session
from .mbox import split

# The longest threads of the kernel's lists are some 30 MB.
_ANSWER_BYTES = 64 * 1024 * 1024
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^<>\s]{1,998})>", re.IGNORECASE | re.MULTILINE)

# b4 asks for the version before unless told which; a hundredth version is nobody's.
_VERSIONS = list(range(1, 100))


class _Node(liblore.LoreNode):
    """A server that remembers the answers to searches: b4 gives them back parsed, and not byte for byte."""

    def __init__(self, url: str, requesting: requests.Session) -> None:
        super().__init__(url, follow_upstream=False, cache_dir=None)
        self.set_requests_session(requesting)
        self.answers: list[bytes] = []

    def get_mbox_by_query(self, query: str, **options: bool) -> bytes:
        answer = super().get_mbox_by_query(query, **options)
        self.answers.append(answer)
        return answer


def thread(url: str, message_id: str, *, limit: int, timeout: float) -> list[RawMail]:
    """The thread of a message at the public-inbox `url`.

    A mail's `locator` is its Message-ID; a second copy of it, which differs, has a hash behind that.

    Raises UsageError for what is no Message-ID, Absent where the archive does not have it, Unreachable where the
    archive does not answer, SourceError where it answers with something else.
    """
    message_id = message_id.strip().removeprefix("<").removesuffix(">")
    if not message_id or not message_id.isprintable() or " " in message_id:
        raise UsageError(f"{message_id!r} is no Message-ID; expected the part between < and >")
    try:
        with session(timeout, _ANSWER_BYTES) as requesting:
            answer = _Node(url, requesting).get_mbox_by_msgid(message_id)
    except liblore.RemoteError as error:
        if error.status_code in (404, 410):
            raise Absent(f"{url}: does not have the message {message_id}") from None
        raise SourceError(f"{url}: {error}") from None
    except (requests.RequestException, OSError, EOFError) as error:
        raise SourceError(f"{url}: answers with something that is no thread: {error}") from None
    return _mails([answer], limit)


def other_versions(url: str, mails: Iterable[RawMail], *, limit: int, timeout: float) -> list[RawMail]:
    """The threads of earlier and later versions of the series in `mails`, which are a thread of the archive `url`.

    By the rules of b4's `get_extra_series`: the same change-id, else the same author and title, up to a year back.
    Raises as `thread` does, but for Absent: there may be no other version.
    """
    found: set[str | None] = set()
    with session(timeout, _ANSWER_BYTES) as requesting:
        b4.LORENODE = node = _Node(url, requesting)
        try:
            known = [parse_message(mail.raw) for mail in mails]
            for direction, versions in ((1, None), (-1, _VERSIONS)):
                found.update(map(get_clean_msgid, b4.mbox.get_extra_series(list(known), direction, versions)))
            found.difference_update(map(get_clean_msgid, known))
        except SourceError:
            raise
        except (Exception, SystemExit) as error:  # b4 is made for a terminal: it may end the program.
            raise SourceError(f"{url}: b4 cannot look for other versions: {error!r}") from None
        finally:
            b4.LORENODE = None
    return [mail for mail in _mails(node.answers, limit) if mail.locator.partition(" ")[0] in found]


def _mails(answers: Iterable[bytes], limit: int) -> list[RawMail]:
    """The mails of some mboxes, each once; copies of one mail that differ, as from two lists, are all kept."""
    mails: dict[str, RawMail] = {}
    for answer in answers:
        for mail in split(io.BytesIO(answer), limit):
            digest = hashlib.sha256(mail.raw).hexdigest()
            found = _MESSAGE_ID.search(mail.raw, 0, mail.raw.find(b"\n\n") + 1)
            name = found[1].decode(errors="replace") if found else digest
            other = mails.setdefault(name, mail)
            if other.raw != mail.raw:
                name = f"{name} {digest}"
            mails[name] = dataclasses.replace(mail, locator=name)
    return list(mails.values())
