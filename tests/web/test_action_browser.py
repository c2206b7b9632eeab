"""Events in the console on a phone: looked at, changed without JavaScript, seen as a calendar."""

from __future__ import annotations

from typing import Any

import pytest

from bot.people import samples
from tests.factories import rows
from tests.web.browsing import Web
from tests.web.eventing import make_event
from tests.web.test_accessible import faults_here
from tests.web.test_events_browser import PHONE, fits

pytestmark = pytest.mark.browser


@pytest.fixture
def code(web: Web) -> str:
    samples.seed(web.clarion)
    make_event(web.clarion, what="Marcha por el voto", is_approved=False)
    return make_event(web.clarion, what="Vigilia por las familias", capacity=30)


def sign_in(chromium: Any, web: Web, **options: Any) -> Any:
    page = chromium.new_context(**options).new_page()
    web.enter(page)
    return page


@pytest.mark.parametrize("path", ["", "new", "thin", "calendar", "CODE"])
def test_pages_fit_a_phone_without_a_serious_fault(
    chromium: Any, web: Web, code: str, path: str
) -> None:
    page = sign_in(chromium, web, viewport=PHONE, is_mobile=True)
    page.goto(f"{web.url}/console/actions/{path.replace('CODE', code)}")
    assert fits(page)
    assert faults_here(page) == []


def test_one_is_led_and_changed_without_javascript(chromium: Any, web: Web, code: str) -> None:
    page = sign_in(chromium, web, viewport=PHONE, java_script_enabled=False)
    page.goto(f"{web.url}/console/actions/")
    page.get_by_role("link", name="Lead an action").click()
    page.get_by_label("Its own name").fill("Lunch of neighbors")
    day = rows(web.clarion, "SELECT day::text FROM event WHERE code = %s", code)[0][0]
    page.get_by_label("Day", exact=True).fill(day)
    page.get_by_label("Begins").fill("12:30")
    page.get_by_label("ZIP").fill("60608")
    page.get_by_label("Where people meet").fill("Casa Roja, 12 Elm")
    page.get_by_label("Number of whoever leads it").fill("(312) 555-0150")
    page.get_by_role("button", name="Put it on the list").click()
    assert page.locator("h1").inner_text() == "Lunch of neighbors"
    page.get_by_label("Seats").fill("12")
    page.get_by_role("button", name="Save it").click()
    assert page.get_by_label("Seats").input_value() == "12"
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".notice-success .code").inner_text()
    page.goto(link)
    assert page.locator("h1").inner_text() == "Lunch of neighbors"
    assert "/ 12" in page.locator(".tally").inner_text()
