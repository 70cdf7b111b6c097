"""Who wrote: an address is called as it called itself first, and addresses with one full name are one person."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from app.models import Address, Person
from ingest.store.people import key
from tests.ingest.conftest import Docket

from .letters import at, letter


def people(docket: Docket) -> list[tuple[object, ...]]:
    query = select(Person.key, Person.name, Address.email, Address.name)
    return docket.rows(query.join_from(Address, Person, Address.person_id == Person.id))


@pytest.mark.parametrize(
    ("name", "found"), [("Ann Author", "ann author"), ("  ANN   Author ", "ann author"), ("Ann", "a@x"), ("", "a@x")]
)
def test_a_person_is_told_by_a_name_of_two_words_or_the_address(name: str, found: str) -> None:
    assert key(name, "a@x") == found


WORDS = {"A Bee <a@x>": at(1), "Ann <a@x>": at(0), "Ann Bee <b@x>": at(3), "ANN BEE <a@x>": at(2)}


@pytest.mark.parametrize("order", list(itertools.permutations(WORDS))[::5])
def test_names_do_not_depend_on_which_mail_came_first(docket: Docket, order: tuple[str, ...]) -> None:
    for number, sender in enumerate(order):
        docket.mails([letter(f"{number}@x", "water", WORDS[sender], sender=sender)])
    assert people(docket) == [("a@x", "Ann", "a@x", "Ann"), ("ann bee", "Ann Bee", "b@x", "Ann Bee")]


def test_two_addresses_with_one_full_name_are_one_person_called_by_the_first(docket: Docket) -> None:
    docket.mails([letter("1@x", "w", at(2), sender="Ann Bee <b@x>"), letter("2@x", "w", at(1), sender="ann bee <a@x>")])
    assert people(docket) == [("ann bee", "ann bee", "a@x", "ann bee"), ("ann bee", "ann bee", "b@x", "Ann Bee")]


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_names_at_one_moment_the_lesser_counts(docket: Docket, first: int) -> None:
    mails = [letter(f"{name}@x", "water", at(0), sender=f"Fay {name} <fay@x>") for name in ("Zest", "ash")]
    docket.mails([mails[first]])
    docket.mails([mails[1 - first]])
    assert people(docket) == [("fay zest", "Fay Zest", "fay@x", "Fay Zest")]


def test_a_person_whose_address_turns_out_to_be_anothers_goes(docket: Docket) -> None:
    docket.mails([letter("1@x", "water", at(1), sender="Ann Bee <a@x>")])
    docket.mails([letter("2@x", "water", at(0), sender="Ann Cee <a@x>")])
    assert docket.rows(select(Person.key)) == [("ann cee",)]


def test_a_mail_without_an_address_makes_nobody(docket: Docket) -> None:
    docket.mails([letter("1@x", "water", at(1), sender="nobody")])
    assert docket.rows(select(Person.key)) == []
