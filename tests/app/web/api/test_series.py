"""Series and their revisions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.queries.language import parse
from app.queries.series import summaries, whole
from app.serial import dumps
from tests import factories as make
from tests.app.remarks import remark
from tests.app.standings import derived
from tests.factories import NOW, days_ago

from .conftest import Ask, Asked


def test_a_list_says_what_the_command_says(ask: Ask, session: Session) -> None:
    for title in ("mend the pump", "mend the valve"):
        make.post(session, make.series(session, title))
    derived(session)
    assert [row["title"] for row in ask("/series/", q="valve state:new")] == ["mend the valve"]
    for query in ("", "valve"):
        expected = dumps(summaries(session, parse(query), now=NOW, limit=9))
        assert ask("/series/", q=query) == json.loads(expected)


def test_a_series_says_what_the_command_says(ask: Ask, session: Session) -> None:
    series = make.series(session, key="5e41e5")
    posted = make.post(session, series)
    remark(session, make.reply(session, posted[1]), "logic: Why?")
    derived(session)
    expected = json.loads(dumps(whole(session, "5e41e5", now=NOW)))
    assert expected["state"]
    assert expected["objections"]
    archived = f"https://lore.example.org/all/{posted[1].message_id}/T"
    for ref in ("5e41e5", posted.revision.key, posted[2].message_id, archived):
        assert ask(f"/series/{ref}/") == expected
        assert ask(f"/series/{ref}/revisions/") == expected["revisions"]


@pytest.mark.parametrize("path", ["/series/nothing@example.org/", "/series/nothing/revisions/", "/series/%00/"])
def test_an_unknown_series(problem: Callable[..., str], path: str) -> None:
    assert problem(path, 404).startswith("No series has this name")


def test_pages_follow_each_other_without_gap_or_repetition(pages: Callable[[str], list[Any]], session: Session) -> None:
    for number in range(5):
        make.post(session, make.series(session, f"pump {number}", updated=days_ago(number // 2)))
    everything = [row["id"] for page in pages("/series/") for row in page]
    assert len(everything) == 5
    for limit in (1, 2, 5):
        found = pages(f"/series/?q=pump&limit={limit}")
        assert [row["id"] for page in found for row in page] == everything
        assert {len(page) for page in found[:-1]} <= {limit}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"q": "stat:new"}, "q: stat: is not a term; did you mean state:"),
        ({"q": "version:x"}, "q: version: expects a number or a range"),
        ({"q": "pump\0"}, "q: the query has characters that no text can have"),
        ({"limit": 0}, "limit: expects a number from 1 to 250, not 0"),
        ({"limit": 251}, "limit: expects"),
        ({"limit": "ten"}, "limit: expects"),
        ({"limit": "\u0661"}, "limit: expects"),
        ({"limit": ""}, "limit: expects"),
        ({"cursor": ""}, "cursor: names no place in this list"),
        ({"cursor": "a"}, "cursor: names no place"),
        ({"cursor": "_w"}, "cursor: names no place"),
        ({"cursor": "YQBi"}, "cursor: names no place"),
        ({"cursor": "x" * 10_000}, "cursor: names no place"),
        ({"querry": "pump"}, "querry: is no parameter here; known: q, limit, cursor"),
    ],
)
def test_what_cannot_be_understood_is_told(problem: Callable[..., str], query: dict[str, str | int], says: str) -> None:
    assert problem("/series/", 400, **query).startswith(says)


def test_a_parameter_that_is_given_twice(problem: Callable[..., str]) -> None:
    assert problem("/series/?q=a&q=b", 400) == "q: is given more than once"


@pytest.mark.parametrize(
    ("path", "most"), [("/series/", 7), ("/series/SIZE-0/", 28), ("/series/SIZE-0/revisions/", 28)]
)
def test_it_asks_as_often_whatever_the_size(ask: Ask, asked: Asked, session: Session, path: str, most: int) -> None:
    statements = set()
    for size in (1, 5):
        for number in range(size):
            series = make.series(session, key=f"{size}-{number}")
            make.series_list(session, series, make.mailing_list(session, f"list-{size}-{number}"))
            for version in range(1, size + 1):
                patch = make.post(session, series, version=version, total=size)[1]
                reply = make.reply(session, patch)
                make.tag(session, reply, "Reviewed-by", "Bea")
                remark(session, reply, "logic")
        with asked() as seen:
            ask(path.replace("SIZE", str(size)))
        statements.add(len(seen))
    assert len(statements) == 1
    assert max(statements) <= most
