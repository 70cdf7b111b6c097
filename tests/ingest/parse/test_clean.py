"""What becomes a value is bounded, decoded, and nothing that a database refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import Person
from ingest.parse import clean

NOON = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)
STATED = "Wed, 15 Jul 2026 12:00:00 +0000"
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (b"plain", "plain"),
        (b"a\0b\0", "ab"),
        ("grün".encode(), "grün"),
        (b"gr\xfcn", "gr\ufffdn"),
        (b"", ""),
    ],
)
def test_bytes_without_a_charset_are_read_as_utf_8_or_replaced(raw: bytes, read: str) -> None:
    assert clean.text(raw.decode("ascii", "surrogateescape")) == read


def test_half_a_character_is_replaced() -> None:
    assert clean.text("a\ud800b") == "a?b"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("plain  words", "plain words"),
        ("folded\n\twords", "folded words"),
        ("=?utf-8?q?J=C3=B6rg?= and =?iso-8859-1?q?B=E9a?=", "Jörg and Béa"),
        ("=?utf-8?b?SsO2cmc=?=", "Jörg"),
        ("=?utf-8?q?J=C3=B6rg?=\n writes\n =?utf-8?q?gr=C3=BC?=\n =?utf-8?q?n?=", "Jörg writes grün"),
        ("=?no-such-charset?q?Joerg?=", "Joerg"),
        ("=?utf-8?q?a=00b?=", "ab"),
        ("=?utf-7?q?a+2AA-b?=", "a?b"),
        ("=?undefined?q?a?=", "=?undefined?q?a?="),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("=?utf-8?q?a?= <a@example.org> " + "(" * 5000, "=?utf-8?q?a?= <a@example.org> " + "(" * 5000),
    ],
)
def test_headers_are_decoded_as_far_as_they_can_be(value: str, read: str) -> None:
    assert clean.header(value) == read


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Ann Author <Ann@Example.ORG>", "Ann Author", "ann@example.org"),
        ("ann@example.org", "", "ann@example.org"),
        ("ann@example.org (Ann Author)", "Ann Author", "ann@example.org"),
        ('"Author, Ann" <ann@example.org>', "Author, Ann", "ann@example.org"),
        ("=?utf-8?q?J=C3=B6rg?= <j@example.org>", "Jörg", "j@example.org"),
        ("Ann <ann@example.org>, Bob <bob@example.org>", "Ann", "ann@example.org"),
        ("Author, Ann <ann@example.org>", "Author, Ann", "ann@example.org"),
        ("Ann Author", "Ann Author", ""),
        ("<>", "", ""),
        ("", "", ""),
        ("Ann\0 <ann\0@example.org>", "Ann", "ann@example.org"),
        ("Ann " + "(" * 5000 + " <ann@example.org>", ("Ann " + "(" * 300)[: clean.NAME_CHARACTERS], "ann@example.org"),
    ],
)
def test_people(value: str, name: str, address: str) -> None:
    assert clean.person(value) == Person(name, address)


def test_people_are_bounded() -> None:
    found = clean.person(f"{'n' * 9000} <{'a' * 3000}@example.org>")
    assert len(found.name) <= clean.NAME_CHARACTERS
    assert len(found.email) <= clean.KEY_CHARACTERS


def test_recipients_are_counted_once_in_order_and_not_without_end() -> None:
    assert clean.addresses(['"A, B" <B@example.org>, a@example.org;', "b@example.org, list:, @, x@, <c@d@e>"]) == (
        "b@example.org",
        "a@example.org",
    )
    assert len(clean.addresses([f"{number}@example.org, " * 2 for number in range(5000)])) == clean.REFERENCES


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("<1@example.org>", "1@example.org"),
        ("  <1@example.org> (added by a relay)", "1@example.org"),
        ("1@example.org", "1@example.org"),
        ("<1@example.org", "1@example.org"),
        ("WeLink-1&type=REPLY text", "WeLink-1&type=REPLY"),
        ("<1 2@exa\n mple.org>", "12@example.org"),
        ("<1\0@example.org>", "1@example.org"),
        ("<1@example.org><2@example.org>", "1@example.org"),
        ("<>", None),
        ("< >", None),
        ("", None),
    ],
)
def test_message_ids(value: str, found: str | None) -> None:
    assert clean.message_id(value) == found


def test_an_id_too_long_for_a_key_is_the_same_wherever_it_is_named() -> None:
    long = "a" * 900 + "@example.org"
    own = clean.message_id(f"<{long}>")
    assert own is not None
    assert len(own) <= clean.KEY_CHARACTERS
    assert clean.message_ids(f"<1@example.org> <{long}>") == ["1@example.org", own]
    assert clean.message_id(f"<b{long}>") != own


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("<1@example.org> <2@example.org>\n\t<1@example.org>", ["1@example.org", "2@example.org"]),
        ("<1@example.org><2@example.org>", ["1@example.org", "2@example.org"]),
        ("Message from Ann of Wed <1@example.org>", ["1@example.org"]),
        ("1@example.org, 2@example.org", ["1@example.org", "2@example.org"]),
        ("Your message of Wed", []),
        ("Your message to ann@example.org", []),
        ("", []),
    ],
)
def test_references(value: str, found: list[str]) -> None:
    assert clean.message_ids(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (STATED, NOON),
        ("15 Jul 2026 14:00:00 +0200", NOON),
        ("Wed, 15 Jul 2026 12:00:00 -9900", NOON),
        ("Wed, 15 Jul 2026 12:00:00", NOON),
        ("Wed, 15 Jul 2026 12:00:00 -0000 (GMT)", NOON),
        ("31 Feb 2026 12:00:00 +0000", None),
        ("Wed, 15 Jul 2026 99:99:99 +0000", None),
        ("Wed, 15 Jul 20244 12:00:00 +0000", None),
        ("Wed, 15 Jul 1815 12:00:00 +0000", None),
        ("Mon, 1 Jan 9999 00:00:00 -1200", None),
        ("Wed, 15 Jul 2026 12:00:00 +" + "9" * 100, NOON),
        ("yesterday", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_dates_are_those_of_a_calendar(value: str, found: dt.datetime | None) -> None:
    assert clean.date(value) == found


def received(at: dt.datetime) -> list[str]:
    return [f"from a by b; {at:%d %b %Y %H:%M:%S +0000}", "from older by hop; 1 Jan 2020 00:00:00 +0000"]


@pytest.mark.parametrize(
    ("stated", "headers", "archived", "date", "arrived", "wrong"),
    [
        # What the list's own server wrote last counts for the time of arrival.
        (STATED, received(NOON + DAY / 24), None, NOON, NOON + DAY / 24, None),
        (STATED, received(NOON + DAY / 24), NOON + 300 * DAY, NOON, NOON + DAY / 24, None),
        # Without it, what the mail says, unless the archive had it earlier.
        (STATED, [], None, NOON, NOON, None),
        (STATED, [], NOON + DAY, NOON, NOON, None),
        (STATED, ["from a by b"], NOON + DAY, NOON, NOON, None),
        (STATED, [], NOON - DAY / 2, NOON, NOON - DAY / 2, None),
        # A clock that goes wrong.
        (STATED, received(NOON - 2 * DAY), None, NOON - 2 * DAY, NOON - 2 * DAY, None),
        (STATED, received(NOON + 31 * DAY), None, NOON + 31 * DAY, NOON + 31 * DAY, None),
        (STATED, [], NOON - 300 * DAY, NOON - 300 * DAY, NOON - 300 * DAY, None),
        ("31 Feb 2026 1:00", received(NOON), None, NOON, NOON, "impossible date"),
        ("31 Feb 2026 1:00", [], NOON, NOON, NOON, "impossible date"),
        (" ", received(NOON), None, NOON, NOON, "no date"),
    ],
)
def test_when_a_mail_was_written_and_arrived(
    stated: str,
    headers: list[str],
    archived: dt.datetime | None,
    date: dt.datetime,
    arrived: dt.datetime,
    wrong: str | None,
) -> None:
    assert clean.dates(stated, headers, archived) == (date, arrived, wrong)


def test_a_mail_without_any_time_has_always_the_same() -> None:
    assert clean.dates("", [], None) == clean.dates("", ["nonsense"], None)


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_value_becomes_a_safe_one(value: str, head: str) -> None:
    who = clean.person(value)
    for safe in [clean.text(value), clean.header(f"{head}=?utf-8?q?{value}"), who.name, who.email]:
        assert "\0" not in safe
        safe.encode()
    for key in [who.email, clean.message_id(value) or "", *clean.message_ids(value), *clean.addresses([value])]:
        assert len(key) <= clean.KEY_CHARACTERS


@given(
    st.one_of(st.sampled_from([STATED, ""]), st.text(max_size=40)),
    st.lists(st.text(max_size=40), max_size=2),
    st.one_of(st.none(), st.datetimes(timezones=st.just(dt.UTC))),
)
def test_any_dates_are_within_bounds(stated: str, headers: list[str], archived: dt.datetime | None) -> None:
    date, arrived, _wrong = clean.dates(stated, headers, archived)
    for each in (date, arrived):
        assert 1990 <= each.year <= 2200
        assert each.tzinfo is dt.UTC
    assert -DAY <= arrived - date <= 30 * DAY
