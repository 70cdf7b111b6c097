"""How a query that somebody is writing may go on."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.queries import standings
from app.queries.completion import MOST, PEOPLE, VALUES, completions
from app.queries.language import TERMS, parse
from tests import factories as make


def so(session: Session, query: str) -> list[str]:
    return [each.query for each in completions(session, query)]


def test_the_last_word_is_completed(session: Session) -> None:
    assert so(session, "re") == ["reviewer:"]
    assert so(session, "age:<4w -st") == ["age:<4w -state:"]
    assert so(session, "(RE") == ["(reviewer:"]
    assert so(session, "state:re") == ["state:ready", "state:rejected"]
    assert so(session, "tag:rev") == ["tag:Reviewed-by"]
    assert so(session, "a state:cont") == ["a state:contested"]
    assert len(so(session, "")) == len(TERMS)


@pytest.mark.parametrize("query", ["nothing", "colour:red", '"a b', "state:x", "\0", "a" * 1001, "file:fs/"])
def test_nothing_is_offered_where_nothing_is_known(session: Session, query: str) -> None:
    assert so(session, query) == []


def test_lists_and_people_are_found_by_how_they_begin(session: Session) -> None:
    make.mailing_list(session, "linux-water")
    for number in range(MOST + 2):
        make.address(session, f"bea{number:02}@example.org", make.person(session, "Bea"))
    make.address(session, "ada@example.org", make.person(session, "Ada"))
    assert so(session, "list:linux") == ["list:linux-water"]
    assert so(session, "author:ad") == ["author:ada@example.org"]
    assert so(session, "turn:a") == ["turn:author", "turn:ada@example.org"]
    assert len(so(session, "author:bea")) == MOST
    assert so(session, "author:") == []


def test_what_is_offered_is_understood() -> None:
    for name, values in VALUES.items():
        for value in values:
            parse(f"{name}:{value}")
    assert {*VALUES, *PEOPLE} <= {*TERMS}
    assert set(VALUES["is"]) == set(standings._IS)
