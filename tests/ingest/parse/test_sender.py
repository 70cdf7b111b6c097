"""From, put right where a list or a relay has rewritten it."""

from __future__ import annotations

import pytest

from ingest.facts import Person
from ingest.parse.sender import sender

ANN = Person("Ann Author", "ann@example.org")
VIA = "Ann Author via Demo <demo@lists.example.org>"
RELAY = "Ann Author via B4 Relay <devnull+ann.example.org@kernel.org>"


def found(**headers: str | list[str]) -> tuple[Person, bool]:
    return sender(
        {name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in headers.items()}
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"from": "Ann Author <ann@example.org>"},
        {"from": "Ann Author <ann@example.org>", "reply_to": "Bob <bob@example.org>"},
        {"from": ["Ann Author <ann@example.org>", "Bob <bob@example.org>"]},
    ],
)
def test_most_mails_say_who_wrote_them(headers: dict[str, str | list[str]]) -> None:
    assert found(**headers) == (ANN, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"from": VIA, "x_original_from": "Ann Author <ann@example.org>"},
        {"from": VIA, "reply_to": "Ann Author <ann@example.org>"},
        {"from": VIA, "reply_to": "ann@example.org"},
        {"from": VIA, "reply_to": "Ann Author <ann@example.org>, Demo <demo@lists.example.org>"},
        {"from": VIA, "cc": ["Bob <bob@example.org>", "Bea <bea@example.org>, Ann Author <Ann@example.org>"]},
        {"from": VIA, "reply_to": "demo@lists.example.org", "cc": "Ann Author <ann@example.org>"},
        {
            "from": VIA,
            "x_original_from": "Ann Author <demo@lists.example.org>",
            "reply_to": "Ann Author <ann@example.org>",
        },
        {"from": "Demo <demo@lists.example.org>", "x_original_from": "Ann Author <ann@example.org>"},
        {"from": RELAY, "reply_to": "ann@example.org"},
        {"from": RELAY, "x_original_from": "Ann Author <ann@example.org>", "reply_to": "someone@example.org"},
        {"from": "devnull+ann.example.org@kernel.org", "reply_to": "Ann Author <ann@example.org>"},
        {"from": '"Ann Author via Demo" <demo@lists.example.org>', "cc": '"Ann Author" <ann@example.org>'},
    ],
)
def test_who_wrote_a_mail_that_was_rewritten(headers: dict[str, str | list[str]]) -> None:
    assert found(**headers) == (ANN, True)


def test_an_encoded_name_is_found_in_cc() -> None:
    headers = {"from": "=?utf-8?q?J=C3=B6rg_via_Demo?= <demo@lists.example.org>"}
    assert found(**headers, cc="=?iso-8859-1?q?J=F6rg?= <j@example.org>") == (Person("Jörg", "j@example.org"), True)


@pytest.mark.parametrize("headers", [{}, {"cc": "Bob <bob@example.org>"}, {"reply_to": "demo@lists.example.org"}])
def test_with_nothing_to_go_by_the_name_is_kept(headers: dict[str, str]) -> None:
    assert found(**{"from": VIA}, **headers) == (Person("Ann Author", "demo@lists.example.org"), True)


@pytest.mark.parametrize("value", ["Silvia Example <silvia@example.org>", "Via Demo <via@example.org>"])
def test_names_that_only_look_rewritten(value: str) -> None:
    assert found(**{"from": value})[1] is False


@pytest.mark.parametrize("junk", ["", "(" * 9000, "<" * 9000, ",".join('"' * 9000), "\0"])
def test_junk_names_nobody_and_does_no_harm(junk: str) -> None:
    assert found(**{"from": junk, "x_original_from": junk, "reply_to": junk, "cc": [junk] * 50})[0].email == ""
    assert found(**{"from": VIA, "x_original_from": junk, "reply_to": junk, "cc": [junk] * 50}) == (
        Person("Ann Author", "demo@lists.example.org"),
        True,
    )


def test_a_mail_from_nobody() -> None:
    assert found() == (Person("", ""), False)
