"""Objections, label by label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from tests import factories as make
from tests.app.remarks import remark

from .conftest import Ask, Asked


def objected(session: Session, on: str, *labels: str, count: int = 1) -> None:
    series = make.series(session, f"on {on}")
    make.series_list(session, series, make.mailing_list(session, on))
    reply = make.reply(session, make.post(session, series)[1])
    for number in range(count):
        remark(session, reply, *labels, number=number, text=f"{on} {number}")


def texts(rows: list[Any]) -> list[str]:
    return sorted(row["objection"]["text"] for row in rows)


def test_of_a_label_or_a_group_and_of_one_list(ask: Ask, session: Session) -> None:
    objected(session, "water", "logic")
    objected(session, "air", "security", "naming")
    assert texts(ask("/objections/", label="logic")) == ["water 0"]
    assert texts(ask("/objections/", label="naming")) == ["air 0"]
    assert texts(ask("/objections/", label="behaviour")) == ["air 0", "water 0"]
    assert texts(ask("/objections/", label="behaviour", list="air")) == ["air 0"]
    (found,) = ask("/objections/", label="logic")
    assert found["title"] == "on water"
    assert found["objection"]["labels"][0]["label"] == "logic"


def test_pages_follow_each_other_without_gap_or_repetition(pages: Callable[[str], list[Any]], session: Session) -> None:
    for on in ("water", "air"):
        objected(session, on, "logic", count=3)
    everything = [row for page in pages("/objections/?label=logic") for row in page]
    assert len(everything) == 6
    for limit in (1, 2, 6):
        found = pages(f"/objections/?label=logic&limit={limit}")
        assert [row for page in found for row in page] == everything


def test_what_cannot_be_understood_is_told(problem: Callable[..., str]) -> None:
    assert problem("/objections/", 400) == "label: is missing"
    assert problem("/objections/", 400, label="taste").startswith("label: taste is unknown; known: abstraction, ")
    assert problem("/objections/", 400, label="logic", list="fire") == "list: none is called fire here"
    for cursor in ("MjAyNi0wMS0wMQAwAGFAeA", "MjAyNi0wMS0wMVQwMDowMDowMCswMDowMAAtMQBhQHg"):
        assert problem("/objections/", 400, label="logic", cursor=cursor).startswith("cursor: names no place")


def test_it_asks_as_often_whatever_the_size(ask: Ask, asked: Asked, session: Session) -> None:
    for on, size in (("water", 1), ("air", 5)):
        objected(session, on, "logic", count=size)
        with asked() as seen:
            assert len(ask("/objections/", label="logic", list=on)) == size
        assert len(seen) == 6
