"""Mails that try to act on their readers, in a browser that would let them. The window's fixture hears what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from .conftest import visit
from .hostile import HEAD, NAMES
from .objections import EVERYWHERE

if TYPE_CHECKING:
    from playwright.sync_api import Page


# Our own pictures stand in figures, and our own scripts are files of ours.
FOREIGN = (
    "script:not([src^='/static/']), iframe, svg:not(figure.chart svg), img, base, style, object, embed, "
    "[onerror], [onload], meta[http-equiv]"
)


def harmless(page: Page, path: str) -> None:
    """See a page in which nothing of a mail has become a part of the page."""
    visit(page, path)
    page.wait_for_load_state("networkidle")
    assert page.locator(FOREIGN).count() == 0


@pytest.mark.parametrize("name", [HEAD, "attack@x", "html@x", "posted@x"])
def test_nothing_in_a_mail_runs(page: Page, name: str) -> None:
    for noun in ("messages", "series"):
        harmless(page, f"/{noun}/{quote(name, safe='')}/")
        assert page.evaluate("getComputedStyle(document.body).display") == "block"
        hrefs = page.locator("main a").evaluate_all("links => links.map(link => link.protocol).filter(it => it)")
        assert set(hrefs) <= {"http:", "https:"}


@pytest.mark.parametrize("name", [HEAD, "posted@x"])
def test_nothing_in_a_patch_runs(page: Page, name: str) -> None:
    harmless(page, f"/patches/{quote(name, safe='')}/")
    assert page.evaluate("getComputedStyle(document.body).display") == "block"
    hrefs = page.locator("main a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) <= {"http:", "https:"}


@pytest.mark.parametrize("path", ["/objections/?list=hostile", f"/objections/{EVERYWHERE}/?list=hostile"])
def test_nothing_in_an_objection_runs(page: Page, path: str) -> None:
    harmless(page, path)
    assert page.locator(".objection").count() > 0


def test_hidden_characters_of_an_objection_are_seen(page: Page) -> None:
    visit(page, f"/objections/{EVERYWHERE}/?list=hostile")
    assert "\u2039U+202E\u203alive\u2039U+2066\u203a" in " ".join(page.locator(".words").all_inner_texts())


@pytest.mark.parametrize("path", ["/", "/?list=hostile", "/series/", "/lists/hostile/", "/charts/?list=hostile"])
def test_nothing_in_a_list_runs(page: Page, path: str) -> None:
    harmless(page, path)


def test_hidden_characters_are_seen(page: Page) -> None:
    visit(page, "/messages/html@x/")
    assert "\u2039U+202E\u203alive\u2039U+2066\u203a" in page.inner_text("pre.body")


def test_raw_html_is_text(page: Page) -> None:
    visit(page, "/messages/html@x/raw")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.contentType") == "text/plain"
    assert "<script>alert('runs')</script>" in page.inner_text("body")


def test_a_click_leads_to_the_message_whatever_its_name_is(page: Page) -> None:
    for number in range(len(NAMES)):
        visit(page, f"/series/{quote(HEAD, safe='')}/")
        discussion = page.get_by_role("region", name="Discussion")
        discussion.get_by_role("link", name=f"Nasty {number}", exact=True).click()
        assert f"This is mail {number}." in page.inner_text("pre.body")
        page.get_by_role("link", name="raw").click()
        assert page.evaluate("document.contentType") == "text/plain"
        assert f"This is mail {number}." in page.inner_text("body")
