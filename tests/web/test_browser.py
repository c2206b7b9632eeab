"""Pages as a person uses them: in Chromium, on a phone, without JavaScript, in the dark."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.clock import wall_time
from tests.web.browsing import PHONE, Web, people, write, wrong_on

pytestmark = pytest.mark.browser


@pytest.mark.slow
@pytest.mark.usefixtures("senders")
def test_sign_in_by_link_schedule_a_broadcast_and_see_it_move(chromium: Any, web: Web) -> None:
    people(web.clarion, 40)
    page = chromium.new_context().new_page()
    wrong = wrong_on(page)
    page.goto(web.link())
    page.get_by_label("New password").fill("four plain words here")
    page.get_by_label("The same again").fill("four plain words here")
    page.get_by_role("button", name="Set it").click()
    page.wait_for_url("**/console/")

    write(page, web.url)
    meter = page.locator("[data-lang=en] .meter")
    meter.wait_for(state="visible")
    assert "1 part" in meter.inner_text()
    page.get_by_role("button", name="Look at it").click()
    assert "40 people" in page.locator(".big").inner_text()
    page.get_by_label("Type the number of people").fill("40")
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url(re.compile(r"/console/broadcasts/\d+$"))

    # 15 a second: it is seen on its way, and ends without a reload by hand.
    page.wait_for_selector("#progress[data-state=sending]", timeout=20_000)
    moving = 'progress:not([value="0"]):not([value="100"])'
    page.wait_for_selector(moving, timeout=20_000)
    page.wait_for_selector("#progress[data-state=done]", timeout=30_000)
    cells = page.locator("#progress tbody td[data-state]")
    numbers = [int(cells.nth(i).inner_text().replace(",", "")) for i in range(cells.count())]
    assert sum(numbers) == 40 == int(page.locator("td[data-state=all]").inner_text())
    assert wrong == []


def test_broadcast_can_be_written_without_javascript(chromium: Any, web: Web) -> None:
    people(web.clarion, 2)
    page = chromium.new_context(java_script_enabled=False).new_page()
    web.enter(page)
    write(page, web.url, when="at")
    page.locator("#at").fill("2031-03-03T10:00")
    page.get_by_role("button", name="Look at it").click()
    assert "more than a year away" in page.content()
    page.locator("#at").fill(f"{wall_time().year + 1}-01-11T10:00")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Type the number of people").fill("2")
    page.get_by_role("button", name="Schedule it").click()
    assert "Scheduled" in page.content()


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without"])
def test_script_page_can_be_read_with_and_without_javascript(
    chromium: Any, web: Web, has_javascript: bool
) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=has_javascript)
    page = context.new_page()
    wrong = wrong_on(page)
    page.goto(web.share())
    assert page.locator(".script p").first.is_visible()
    assert "eight six six" in page.locator(".ear").inner_text()
    assert page.locator("#copy").is_visible() is has_javascript
    if has_javascript:
        size = "e => parseFloat(getComputedStyle(e).fontSize)"
        assert page.locator(".script p").first.evaluate(size) >= 24
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.click("#copy")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.strip().startswith(page.locator(".script p").first.inner_text()[:20])
        page.emulate_media(media="print")
        assert not page.locator("#copy").is_visible()
    assert wrong == []


PAGES = (
    "/console/", "/console/broadcasts/", "/console/broadcasts/new", "/console/organizers/",
    "/console/calendar/", "/console/segments/", "/console/campaign/",
    "/console/people/", "/console/people/1", "/console/acts/",
    "/console/campaign/flows/call", "/console/actions/", "/console/why/", "/console/audit/",
    "/console/account/phone/",
    "/console/account/", "/console/password", "/console/tf-setup", "/console/mf-recovery-codes",
    "/", "/live", "/nothing-here", "/console/sign-in",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_page_scrolls_sideways_on_a_phone(chromium: Any, web: Web, lang: str) -> None:
    """In English most pages are asked for in test_accessible.py."""
    page = chromium.new_context(viewport=PHONE, locale=lang).new_page()
    web.enter(page)
    write(page, web.url)
    page.get_by_role("button").last.click()
    pages = PAGES if lang == "es" else ()
    for path in ("", *pages, web.share(lang).removeprefix(web.url)):
        if path:
            page.goto(web.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], path


def test_keys_begin_with_the_way_to_the_page(chromium: Any, web: Web) -> None:
    page = chromium.new_context().new_page()
    web.enter(page)
    page.goto(web.url + "/console/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"


def test_dark_is_dark(chromium: Any, web: Web) -> None:
    page = chromium.new_context(color_scheme="dark").new_page()
    for path in ("/console/sign-in", "/"):
        page.goto(web.url + path)
        color = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(int(part) for part in re.findall(r"\d+", color)[:3]) < 60, path
