"""People."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from tests import factories as make

from .conftest import Ask, Asked


def test_somebody_is_found_by_an_address_or_part_of_a_name(ask: Ask, session: Session) -> None:
    ada = make.person(session, "Ada", key="ada pump")
    make.address(session, "ada@example.org", ada, since=make.days_ago(2))
    make.address(session, "pump@example.org", ada, name="A. Pump", since=make.days_ago(9))
    make.address(session, "bea@example.org", make.person(session, "Bea"))
    (found,) = ask("/people/", q="ADA@example.org")
    assert (found["id"], found["name"]) == ("ada pump", "Ada")
    assert [each["email"] for each in found["addresses"]] == ["pump@example.org", "ada@example.org"]
    assert ask("/people/", q="a. pu") == [*ask("/people/", q="pump@e"), found]
    assert [row["name"] for row in ask("/people/")] == ["Ada", "Bea"]
    assert ask("/people/", q="%") == []


def test_pages_follow_each_other_without_gap_or_repetition(pages: Callable[[str], list[Any]], session: Session) -> None:
    for name in ("Cy", "Ada", "Eve", "Bea", "D\u00f6ra"):
        make.address(session, f"{name}@example.org", make.person(session, name))
    everything = [row["name"] for page in pages("/people/") for row in page]
    assert len(everything) == 5
    for limit in (1, 2, 5):
        assert [row["name"] for page in pages(f"/people/?limit={limit}") for row in page] == everything


def test_what_cannot_be_understood_is_told(problem: Callable[..., str]) -> None:
    assert problem("/people/", 400, q="\0") == "q: has characters that no text can have"


def test_it_asks_as_often_whatever_the_size(ask: Ask, asked: Asked, session: Session) -> None:
    for size in (1, 5):
        for number in range(size):
            make.address(session, f"{size}-{number}@example.org", make.person(session, "Ada"))
        with asked() as seen:
            ask("/people/")
        assert len(seen) == 3
