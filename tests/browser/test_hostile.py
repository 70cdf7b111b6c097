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


@pytest.mark.parametrize("name", [HEAD, "attack@x", "html@x", "posted@x"])
@pytest.mark.parametrize("noun", ["messages", "series"])
def test_nothing_in_a_mail_runs(page: Page, noun: str, name: str) -> None:
    visit(page, f"/{noun}/{quote(name, safe='')}/")
    page.wait_for_load_state("networkidle")
    assert page.locator("script, iframe, svg, img, base, style, [onerror], [onload]").count() == 0
    assert page.evaluate("getComputedStyle(document.body).display") == "block"
    hrefs = page.locator("main a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) <= {"http:", "https:"}


@pytest.mark.parametrize("path", ["/objections/?list=hostile", f"/objections/{EVERYWHERE}/?list=hostile"])
def test_nothing_in_an_objection_runs(page: Page, path: str) -> None:
    visit(page, path)
    page.wait_for_load_state("networkidle")
    assert page.locator("script, iframe, img, base, style, [onerror], [onload]").count() == 0
    assert page.locator("svg").count() == page.locator("figure.chart svg").count()
    assert page.locator(".objection").count() > 0


def test_hidden_characters_of_an_objection_are_seen(page: Page) -> None:
    visit(page, f"/objections/{EVERYWHERE}/?list=hostile")
    assert "\u2039U+202E\u203alive\u2039U+2066\u203a" in " ".join(page.locator(".words").all_inner_texts())


@pytest.mark.parametrize("path", ["/", "/series/", "/lists/hostile/"])
def test_nothing_in_a_list_runs(page: Page, path: str) -> None:
    visit(page, path)
    page.wait_for_load_state("networkidle")
    assert page.locator("script, iframe, svg, img, base, style, [onerror], [onload]").count() == 0


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
