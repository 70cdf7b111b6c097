from __future__ import annotations

import gzip
import time

import pytest

from ingest.source import SourceError, Unreachable
from ingest.source.http import session

from .servers import Handler, Web


def get(web: Web, timeout: float = 5) -> bytes:
    with session(timeout, 1000) as requesting:
        return requesting.get(f"{web.url}/x").content


def test_the_archive_learns_who_asks(web: Web) -> None:
    web.answers["/inbox/x"] = lambda handler: handler.reply(200, handler.headers["User-Agent"].encode())
    assert get(web).startswith(b"docket")


def test_a_missing_page_is_an_answer(web: Web) -> None:
    web.answers["/inbox/x"] = lambda handler: handler.reply(404, b"no such page")
    assert get(web) == b"no such page"


def test_redirects_are_followed(web: Web) -> None:
    web.answers["/inbox/x"] = lambda handler: handler.reply(302, Location="/inbox/y")
    web.answers["/inbox/y"] = lambda handler: handler.reply(200, b"here")
    assert get(web) == b"here"


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
def test_a_refusal_is_one_clear_error(web: Web, status: int) -> None:
    web.answers["/inbox/x"] = lambda handler: handler.reply(status)
    with pytest.raises(Unreachable, match=f"/inbox/x: the archive answers {status} .+; try again later"):
        get(web)


def test_an_answer_beyond_its_bound_is_refused(web: Web) -> None:
    web.answers["/inbox/x"] = lambda handler: handler.reply(200, b"x" * 1000)
    assert len(get(web)) == 1000
    web.answers["/inbox/x"] = lambda handler: handler.reply(200, b"x" * 1001)
    with pytest.raises(SourceError, match="longer than 1000 bytes"):
        get(web)


@pytest.mark.parametrize("encoding", [{}, {"Content_Encoding": "gzip"}])
def test_an_answer_that_unpacks_beyond_its_bound_is_refused(web: Web, encoding: dict[str, str]) -> None:
    body = gzip.compress(b"x" * 600) + gzip.compress(b"x" * 600)
    web.answers["/inbox/x"] = lambda handler: handler.reply(200, body, **encoding)
    with pytest.raises(SourceError, match=r"more than 1000 bytes|longer than 1000 bytes"):
        get(web)


def test_an_answer_that_breaks_off_is_no_answer(web: Web) -> None:
    web.answers["/inbox/x"] = lambda handler: handler.reply(200, b"half", Content_Length="8", Connection="close")
    with pytest.raises(Unreachable, match="cannot be reached"):
        get(web)


def test_silence_ends_with_the_timeout(web: Web) -> None:
    web.answers["/inbox/x"] = lambda handler: time.sleep(0.5)
    with pytest.raises(Unreachable, match=r"no whole answer within 0\.1 seconds"):
        get(web, 0.1)


def test_an_answer_that_drips_ends_with_the_timeout(web: Web) -> None:
    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    web.answers["/inbox/x"] = drip
    with pytest.raises(Unreachable, match=r"no whole answer within 0\.2 seconds"):
        get(web, 0.2)


def test_nobody_there_is_told_with_the_reason() -> None:
    with pytest.raises(Unreachable, match=r"cannot be reached: .*Connection refused"), session(5, 1000) as requesting:
        requesting.get("http://127.0.0.1:9/")
