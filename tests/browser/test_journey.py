"""The way of a maintainer through the pages: with and without scripts, with the keyboard, and as axe-core sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.app.web.accounts import PASSWORD

from .conftest import ROOT_USER, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

with_and_without_scripts = pytest.mark.parametrize(
    "page", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no-scripts"]
)
REFUSED = "mm: let a process choose the colours of its pages"
# The second version of a series of three patches.
COVER, FIRST, SECOND = (f"20260609013000.80811-{number}-hyeonwoo.baek@example.org" for number in (1, 2, 3))


@with_and_without_scripts
def test_from_the_dashboard_to_the_words_of_a_reviewer(page: Page) -> None:
    visit(page, "/?list=demo")
    page.get_by_role("region", name="Contested").get_by_role("link", name=REFUSED).click()
    assert page.get_by_role("heading", level=1).inner_text() == REFUSED
    page.get_by_role("region", name="Patches of v1").get_by_role("link", name="mm/pagelot").click()
    remark = page.locator(".one-file .talk").first
    words = remark.locator("mark").first.inner_text()
    remark.locator(".facts a").first.click()
    page.wait_for_url(re.compile("/messages/.+/#remark-"))
    assert page.locator("#" + page.url.partition("#")[2]).locator("mark").first.inner_text() == words
    page.get_by_role("link", name="raw").click()
    assert words.split("\n")[0] in page.inner_text("body")


@with_and_without_scripts
def test_one_signs_in_overrules_and_takes_it_back(page: Page) -> None:
    visit(page, "/series/?q=list:demo")
    page.get_by_role("link", name="Sign in").click()
    sign_in(page)
    page.wait_for_url(re.compile(r"/series/\?q=list"))
    page.get_by_role("link", name=REFUSED).click()
    standing = page.locator(".standing .state")
    assert standing.inner_text() == "contested"
    page.get_by_text("Set by hand").click()
    page.get_by_label("state", exact=True).select_option("rejected")
    page.locator("#why-state").fill("see <the> list")
    page.get_by_role("button", name="Set the state").click()
    assert standing.inner_text() == "rejected"
    assert "see <the> list" in page.locator(".standing").inner_text()
    page.get_by_text("Set by hand").click()
    page.get_by_role("button", name="Take back the state").click()
    assert standing.inner_text() == "contested"
    page.get_by_text("What people have said").click()
    assert "taken back" in page.locator("#log").inner_text()


def sign_in(page: Page) -> None:
    page.get_by_label("Mail address").fill(ROOT_USER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_query_is_completed_with_the_keyboard_and_followed(page: Page) -> None:
    visit(page, "/series/")
    page.focus("#q")
    page.keyboard.type("stat")
    page.locator(".suggestions:visible li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#q") == "state:"
    box, offers = (page.locator(each).bounding_box() for each in ("#q", ".suggestions:visible"))
    assert box
    assert offers
    assert offers["y"] >= box["y"] + box["height"], "one sees what one writes"
    page.keyboard.type("c")
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    assert page.locator(".suggestions:visible").count() == 0, "what was shut stays so"
    page.keyboard.type("on")
    page.locator(".suggestions:visible li:only-child", has_text="state:contested").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#q") == "state:contested "
    page.keyboard.press("Enter")
    page.wait_for_url("**/series/?q=state%3Acontested*")
    assert page.locator(".series tbody tr").count() == 1
    feed = page.request.get(page.get_by_role("link", name="Atom feed").get_attribute("href") or "")
    assert feed.ok
    assert feed.text().count("<entry>") == 1
    assert REFUSED in feed.text()


def test_the_keyboard_alone_leads_everywhere(page: Page) -> None:
    visit(page, f"/patches/{FIRST}/")
    page.keyboard.press("n")
    page.wait_for_url(f"**/patches/{SECOND}/")
    page.keyboard.press("p")
    page.wait_for_url(f"**/patches/{FIRST}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main"), "the first key skips the head of the page"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        assert page.evaluate("document.activeElement.closest('main') !== null")
    page.get_by_role("combobox", name="Find series").focus()
    page.keyboard.type("no pump")
    assert page.url.endswith(f"/patches/{FIRST}/#main"), "in a box, n is a letter"
    page.keyboard.press("Enter")
    page.wait_for_url("**/series/?q=no+pump")


def test_axe_finds_nothing_serious(page: Page) -> None:
    """In light alone: what dark changes is contrast, which every page is looked at for elsewhere."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    message = f"/messages/{FIRST}/"
    visit(page, f"/patches/{FIRST}/")
    since = page.get_by_role("link", name="since v1").get_attribute("href") or ""
    pages = ["/lists/", "/lists/demo/", "/objections/", "/objections/abstraction/", "/charts/", "/series/nothing/"]
    pages += [f"/patches/{FIRST}/", since, message, f"{message}thread/", "/account/sign-in"]
    for_who_is_signed_in = ["/", "/series/?q=list:demo", f"/series/{COVER}/", "/account/"]
    # A window of its own: axe and the answer that nothing is there say so on the console.
    page = page.context.new_page()
    for path in [*pages, *for_who_is_signed_in]:
        page.goto(path)
        if path == "/account/sign-in":
            assert serious(page, axe) == [], path
            sign_in(page)
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        assert serious(page, axe) == [], path


def serious(page: Page, axe: object) -> list[tuple[str, str]]:
    found = axe.run(page).response["violations"]  # type: ignore[attr-defined]
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]
