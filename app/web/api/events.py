"""What happened to all series, for those who follow along."""

from __future__ import annotations

from flask import g

from app.queries.events import Place, SeriesEvent, events
from app.web.session import session

from .parameters import PAGING, limit, moment, number, place, written
from .route import Page, Route


def index() -> Page[SeriesEvent]:
    """What happened to all series: versions posted, review tags given, what mails say to have been done with patches
    (such as `applied`), results of checks, and what people say in place of the rules.

    A page that is not empty has a next one, though that may be empty until more has happened: keep its address and ask
    there again, and nothing is missed. Mails come in the order in which archives took them, what is done here as it was
    done, and half a minute later.
    """
    (found, after) = events(session(), limit=limit(), now=g.now, after=_began())
    if not found:
        return Page(found, None)
    return Page(found, written(*(after.mail or ("", "")), *(after.act or ("", "", ""))))


def _began() -> Place:
    parts = place(5)
    if parts is None:
        return Place()
    (taken, message_id, done, table, row) = parts
    return Place(
        (moment(taken), message_id) if taken else None,
        (moment(done), table, number(row)) if done else None,
    )


ROUTES = (Route("/events/", index, PAGING),)
