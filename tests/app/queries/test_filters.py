"""What each term of a query finds. `-` finds all the others, whatever the term."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.queries import filters, standings
from app.queries.language import OF_OBJECTION, TERMS, QueryError, parse
from tests import factories as make
from tests.app.queries.matches import found
from tests.factories import NOW, days_ago


@pytest.fixture
def archive(session: Session) -> Session:
    """Four series: pump and valve (whole, reviewed in part), meter (in part), and one that has lost its revisions."""
    lists = {name: make.mailing_list(session, name) for name in ("water", "air")}
    people = {name: make.person(session, name) for name in ("Ada", "Bea")}
    for email, name in (("ada@example.org", "Ada"), ("bea@example.org", "Bea"), ("bea@example.com", "Bea")):
        make.address(session, email, people[name])

    pump = make.series(session, "pump", started=days_ago(30), updated=days_ago(20))
    make.series_list(session, pump, lists["water"])
    make.post(session, pump, total=1, cover=False, mail={"subject": "[PATCH] old 100% pump"})
    first = make.post(
        session, pump, version=2, mail={"subject": "[PATCH] new pump", "recipients": "a@example.org b@example.org"}
    )
    make.patch_file(session, first[1], "drivers/pump/Core.c")
    make.patch_file(session, first[2], "drivers/pump/core_x.h")
    make.tag(
        session,
        make.reply(session, first[1], "Bea", from_email="bea@example.com"),
        "Reviewed-by",
        "Bea",
        email="bea@example.com",
    )
    make.tag(session, first[2], "Acked-by", "Cem", how="written")

    valve = make.series(
        session, "valve", author_name="Cem", author_email="cem@example.org", started=days_ago(8), updated=days_ago(3)
    )
    for each in lists.values():
        make.series_list(session, valve, each)
    second = make.post(session, valve, version=3, mail={"from_name": "Cem", "from_email": "cem@example.org"})
    assert second.cover
    make.patch_file(session, second[1], "drivers/pumps.c")
    make.tag(session, make.reply(session, second.cover, "Ada"), "Reviewed-by", "Ada")
    make.reply(session, second[2], "Cem")

    meter = make.series(session, "meter", started=days_ago(1), updated=days_ago(0.5))
    make.post(session, meter, total=3, numbers=[1, 3])
    make.series(session, "lost", started=days_ago(400), updated=days_ago(300))
    return session


FINDS = {
    "": "lost meter pump valve",
    "list:water": "pump valve",
    "list:air@example.org": "valve",
    "list:wat": "",
    "list:water list:air": "valve",
    "author:ada@example.org": "lost meter pump",
    "author:ADA@example.org": "lost meter pump",
    "author:ce": "valve",
    "author:@example.org": "lost meter pump valve",
    "author:nobody@example.org": "",
    "reviewer:bea@example.org": "pump",
    "reviewer:bea": "pump",
    "reviewer:cem@example.org": "pump",
    "reviewer:ada": "valve",
    "to:b@example.org": "pump",
    "to:@example.org": "meter pump valve",
    "to:demo@example.org": "meter pump valve",
    "to:emo@example.org": "",
    'subject:"new PUMP"': "pump",
    "subject:%": "pump",
    "subject:_": "",
    "pump": "meter pump valve",
    "valve": "valve",
    "meter": "meter",
    "old pump": "pump",
    "file:drivers/pump/Core.c": "pump",
    "file:drivers/pump": "pump",
    "file:drivers/pump/": "pump",
    "file:drivers": "pump valve",
    "file:drivers/pum*.c": "pump valve",
    "file:*.h": "pump",
    "file:*_x.h": "pump",
    "file:drivers/pump_": "",
    "file:drivers/pump%": "",
    "tag:Reviewed-by": "pump valve",
    "tag:reviewed-by=bea@example.org": "pump",
    "tag:Acked-by=bea@example.org": "",
    "tag:Tested-by": "",
    "missing:patches": "meter",
    "missing:Reviewed-by": "meter pump",
    "missing:acked-by": "meter pump valve",
    "version:2": "pump",
    "version:>=2": "pump valve",
    "version:1..2": "meter pump",
    "age:>2w": "lost pump",
    "age:<2d": "meter",
    "age:1w..2w": "valve",
    "updated:<1w": "meter valve",
    "updated:2026-07-12": "valve",
    "updated:2026-06-01..2026-07-12": "pump valve",
    "list:water OR missing:patches": "meter pump valve",
    "list:water -author:cem": "pump",
    "missing:Reviewed-by missing:Acked-by -list:air": "meter pump",
}


def test_each_term_finds_what_it_says(archive: Session) -> None:
    assert {query: found(archive, query) for query in FINDS} == FINDS


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("version:new", "version: expects a number or a range, such as 3, >=3 or 2..4, not new"),
        ("age:2w", "age: expects an age, such as >14d, <2w or 1w..2w, not 2w"),
        (
            "updated:July",
            "updated: expects a day, a range of days or an age, such as 2026-07-01, 2026-07-01..2026-07-15 or <2w, "
            "not July",
        ),
        ("tag:=x", "tag: expects a tag such as Reviewed-by, or Reviewed-by=ADDRESS, not =x"),
        ("tag:Acked-by=bea", "tag: expects a tag such as Reviewed-by, or Reviewed-by=ADDRESS, not Acked-by=bea"),
        ("missing:tests", "missing: expects patches, or a tag such as Reviewed-by, not tests"),
    ],
)
def test_a_value_that_a_term_cannot_have_is_named(session: Session, query: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        filters.condition(parse(query), NOW)
    assert str(refused.value) == message


def test_a_patch_that_a_partial_re_roll_brings_anew_needs_its_tag_anew(session: Session) -> None:
    series = make.series(session, "pump")
    base = make.post(session, series, total=3, date=days_ago(9))
    assert base.cover
    part = {"total": 3, "cover": False, "partial": True}
    second = make.post(session, series, numbers=[2], date=days_ago(8), base_id=base.revision.id, **part)
    third = make.post(session, series, numbers=[3], date=days_ago(7), base_id=second.revision.id, **part)
    assert found(session, "missing:Reviewed-by") == "pump"
    make.tag(session, make.reply(session, base.cover), "Reviewed-by", "Bea")
    assert found(session, "missing:Reviewed-by") == "pump", "two patches came after the cover that has the tag"
    make.tag(session, make.reply(session, second[2]), "Reviewed-by", "Bea")
    make.tag(session, make.reply(session, third[3]), "Reviewed-by", "Cem")
    assert found(session, "missing:Reviewed-by") == ""


def test_bases_in_a_circle_come_to_an_end(session: Session) -> None:
    series = make.series(session, "pump")
    part = {"total": 2, "cover": False, "partial": True}
    one = make.post(session, series, numbers=[1], **part)
    two = make.post(session, series, version=2, numbers=[2], base_id=one.revision.id, **part)
    one.revision.base_id = two.revision.id
    session.flush()
    for posted, number in ((one, 1), (two, 2)):
        assert found(session, "missing:Tested-by") == "pump"
        make.tag(session, posted[number], "Tested-by", "Bea", how="written")


def test_values_are_never_part_of_the_statement(session: Session) -> None:
    hostile = "x';--"
    words = (*standings.TERMS, *OF_OBJECTION, "version", "age", "updated", "missing", "tag")
    names = (name for name in TERMS if name not in words)
    query = " ".join(f'{name}:"{hostile}"' for name in (*names, "text"))
    assert hostile not in str(filters.condition(parse(query), NOW))


def test_every_term_has_a_meaning() -> None:
    assert filters.CONDITIONS.keys() == TERMS.keys() - {*standings.TERMS, *OF_OBJECTION} | {"text"}
