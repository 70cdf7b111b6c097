"""From the list of lists to the mail behind a tag, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True, ids=["no-script"])
TITLE = "quillfs: keep the checkpoint consistent when a flush fails"


def test_one_click_leads_from_a_tag_to_the_mail_that_gave_it(page: Page) -> None:
    page.get_by_role("link", name="demo", exact=True).first.click()
    page.get_by_role("link", name=TITLE).click()
    assert page.get_by_role("heading", level=1).inner_text() == TITLE
    tag = page.locator(".grid a.tag").first
    kind = (tag.get_attribute("title") or "").partition(",")[0]
    tag.click()
    assert kind in page.locator("pre.body").inner_text()
    page.get_by_role("link", name="raw").click()
    assert f"\n{kind}: " in page.inner_text("body")


def test_from_a_label_to_the_words_and_the_series(page: Page) -> None:
    page.get_by_role("link", name="Objections", exact=True).click()
    label = page.locator(".label h3 a").first
    name = label.inner_text()
    label.click()
    assert page.get_by_role("heading", level=1).inner_text() == name
    words = page.locator(".objection mark").first.inner_text()
    page.locator(".objection a").first.click()
    remark = page.locator("#" + page.url.partition("#")[2])
    assert words.split()[0] in remark.locator("mark").first.inner_text()
    page.locator(".place a").first.click()
    assert page.locator(".objections .objection").count() > 0


def test_each_version_can_be_looked_at(page: Page) -> None:
    visit(page, "/lists/demo/")
    page.get_by_role("link", name=TITLE).click()
    versions = page.locator(".versions tbody th a")
    assert versions.count() > 1
    for number in range(versions.count()):
        name = versions.nth(number).inner_text()
        versions.nth(number).click()
        assert page.get_by_role("heading", name=f"Patches of {name}").is_visible()
        assert page.get_by_role("region", name=f"Discussion of {name}").get_by_role("listitem").count() > 0
        assert versions.nth(number).get_attribute("aria-current") == "true"


def test_the_filter_is_used_with_the_keyboard(page: Page) -> None:
    visit(page, "/series/")
    box = page.get_by_role("searchbox", name="Filter")
    box.fill('list:demo subject:"keep the checkpoint"')
    box.press("Enter")
    assert page.locator(".series tbody tr").count() == 1
    assert page.get_by_role("searchbox", name="Filter").input_value() == 'list:demo subject:"keep the checkpoint"'
