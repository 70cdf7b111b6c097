"""Requests to an archive that end: in time, within bounds, and with an answer or one clear error.

What an archive sends is as foreign as its mail. An answer is taken whole within the time-out or not at all, and
neither it nor what it unpacks to may exceed its bound, so that no answer fills the memory.
"""

from __future__ import annotations

import gzip
import io
import time
import zlib
from importlib import metadata
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from .errors import SourceError, Unreachable

_PIECE = 64 * 1024


class _Bounded(HTTPAdapter):
    def __init__(self, timeout: float, bound: int) -> None:
        super().__init__()
        self._timeout, self._bound = timeout, bound

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        url = str(request.url)
        try:
            response = super().send(request, **options | {"stream": True, "timeout": self._timeout})
            body = self._body(url, response)
        except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
            raise Unreachable(f"{url}: no whole answer within {self._timeout:g} seconds") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreachable(f"{url}: cannot be reached: {_reason(error)}") from None
        if response.status_code >= 400 and response.status_code not in (404, 410):
            raise Unreachable(f"{url}: the archive answers {response.status_code} {response.reason}; try again later")
        self._check_unpacked(url, body)
        response.raw = io.BytesIO(body)
        return response

    def _body(self, url: str, response: requests.Response) -> bytes:
        # The time-out of the connection is for each piece; a server that drips would hold it for ever.
        deadline = time.monotonic() + self._timeout
        body = bytearray()
        with response:
            while piece := response.raw.read1(_PIECE, decode_content=True):
                body += piece
                if len(body) > self._bound:
                    raise SourceError(f"{url}: the answer is longer than {self._bound} bytes")
                if time.monotonic() > deadline:
                    raise TimeoutError
        return bytes(body)

    def _check_unpacked(self, url: str, body: bytes) -> None:
        if not body.startswith(b"\x1f\x8b"):
            return
        size = 0
        try:
            with gzip.open(io.BytesIO(body)) as unpacked:
                while piece := unpacked.read(_PIECE):
                    size += len(piece)
                    if size > self._bound:
                        raise SourceError(f"{url}: the answer unpacks to more than {self._bound} bytes")
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"{url}: the answer cannot be unpacked: {error}") from None


def session(timeout: float, bound: int) -> requests.Session:
    """A session whose answers come whole within `timeout` seconds and are, unpacked, no longer than `bound` bytes.

    Its requests raise Unreachable for every answer of 400 and above but 404 and 410, and SourceError for an answer
    out of bounds, whoever makes them: liblore and b4 are given such a session too.
    """
    made = requests.Session()
    made.headers["User-Agent"] = _user_agent()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Bounded(timeout, bound))
    return made


def _user_agent() -> str:
    try:
        return f"docket/{metadata.version('docket')}"
    except metadata.PackageNotFoundError:
        return "docket"


def _reason(error: Exception) -> str:
    """The innermost cause, which is the one that says something: `[Errno 111] Connection refused`."""
    inner: BaseException = error
    while following := inner.__cause__ or inner.__context__:
        inner = following
    return str(inner) or type(inner).__name__
