"""Every kind of page in a real browser: it can be read at any width, in light and dark, with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from .conftest import visit
from .hostile import HEAD

if TYPE_CHECKING:
    from playwright.sync_api import Page

WINDOWS = [
    {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"))
]

# Elements whose text is on a ground that it cannot be told from: WCAG 2.2, 1.4.3, asks for 4.5 to 1.
PALE = """() => {
  const colour = text => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    const [r, g, b] = text.startsWith("color(srgb") ? parts.slice(0, 3).map(c => 255 * c) : parts;
    return [r, g, b, parts.length > 3 ? parts[3] : 1];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = element => {
    if (!element) return [255, 255, 255, 1];
    const own = colour(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const below = ground(element);
    const [a, b] = [light(over(colour(getComputedStyle(element).color), below)), light(below)].sort((x, y) => y - x);
    const contrast = (a + .05) / (b + .05);
    if (contrast < 4.5) found.add(`${element.tagName} ${element.className} ${contrast.toFixed(2)}`);
  }
  return [...found];
}"""


@pytest.fixture(scope="module")
def paths() -> list[str]:
    """One page of each kind, and the hostile ones."""
    answer = "20260601080211.71204-1-hyeonwoo.baek@example.org"
    names = [HEAD, "attack@x", "html@x", "posted@x", answer]
    messages = [f"/messages/{quote(name, safe='')}/" for name in names]
    series = [f"/series/{quote(name, safe='')}/" for name in (HEAD, "posted@x", answer)]
    found = ["/objections/", "/objections/?list=hostile", "/objections/abstraction/"]
    new = ["/charts/", "/account/sign-in", f"/messages/{answer}/thread/", f"/patches/{quote(HEAD, safe='')}/"]
    return ["/", "/series/", "/lists/demo/", "/series/?q=author:ada&sort=posted", *new, *found, *series, *messages]


@pytest.mark.parametrize(
    "page", WINDOWS, indirect=True, ids=lambda window: f"{window['viewport']['width']}-{window['color_scheme']}"
)
def test_pages_fit_the_window_and_can_be_read(page: Page, paths: list[str]) -> None:
    for path in paths:
        visit(page, path)
        width = page.evaluate("document.documentElement.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        assert page.evaluate(PALE) == [], path


def test_each_page_has_its_landmarks_and_one_heading(page: Page, paths: list[str]) -> None:
    for path in paths:
        visit(page, path)
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("banner").count() == 1
        assert page.get_by_role("contentinfo").count() == 1
        assert page.get_by_role("heading", level=1).count() == 1


def test_the_first_key_leads_past_the_head_of_the_page(page: Page) -> None:
    visit(page, "/series/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_words_that_carry_a_label_are_marked(page: Page) -> None:
    visit(page, "/objections/")
    assert page.locator(".objection mark").count() > 0
    assert page.locator("figure rect").count() > 0
    ground = page.locator("mark").first.evaluate("element => getComputedStyle(element).backgroundColor")
    assert ground != page.evaluate("getComputedStyle(document.body).backgroundColor")
    fills = page.locator("figure rect").evaluate_all("bars => bars.map(bar => getComputedStyle(bar).fill)")
    assert len(set(fills)) > 1


@pytest.mark.parametrize("page", [{"color_scheme": "dark", "viewport": {"width": 720, "height": 900}}], indirect=True)
def test_on_paper_there_is_no_navigation_and_black_is_on_white(page: Page, paths: list[str]) -> None:
    page.emulate_media(media="print")
    for path in paths:
        visit(page, path)
        assert not page.get_by_role("banner").is_visible()
        assert page.get_by_role("main").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert page.evaluate(PALE) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 720, path


def test_a_page_is_light_and_waits_for_no_script(page: Page, paths: list[str]) -> None:
    asked = """() => performance.getEntries().filter(each => "encodedBodySize" in each).map(
      each => ({kind: each.initiatorType, size: each.encodedBodySize, waits: each.renderBlockingStatus}))"""
    for path in paths:
        visit(page, path)
        found = page.evaluate(asked)
        assert sum(each["size"] for each in found) <= 100_000, path
        assert [each["kind"] for each in found if each["waits"] == "blocking" and each["kind"] != "navigation"] == [
            "link"
        ]
