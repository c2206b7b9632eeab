"""A host's page at the door: a cheap phone without JavaScript, and on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.events import pages
from tests.factories import add_person, rows
from tests.web.browsing import Web
from tests.web.eventing import make_event
from tests.web.test_accessible import faults_here
from tests.web.test_events_browser import PHONE, fits, open_page

pytestmark = pytest.mark.browser
NAMES = ("Rosa", "Luis", "Guadalupe", "José", "Ana María", "Wilhelmina", "Bo", "Xóchitl")


@pytest.fixture
def link(web: Web) -> str:
    """The page of an event of today, with guests."""
    code = make_event(web.clarion, what="Vigilia por las familias", in_days=0, capacity=30)
    rows(web.clarion, "UPDATE event SET starts_at = '23:00' RETURNING 1")
    rows(web.clarion, "UPDATE event SET day = (now() AT TIME ZONE zone)::date RETURNING 1")
    rows(web.clarion, "INSERT INTO event_need SELECT id, 'driver', 3 FROM event RETURNING 1")
    for number, name in enumerate(NAMES):
        guest = add_person(web.clarion, f"+1312555{3000 + number}", name=f"{name} Apellido")
        rows(web.clarion, "INSERT INTO rsvp (event_id, contact_id, state, party, needs)"
             " SELECT id, %s, 'going', %s, %s FROM event RETURNING 1",
             guest, 1 + number % 3, ["driver"] if number == 1 else [])  # fmt: skip
    return pages.make(web.clarion, code, None)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_it_fits_a_phone_without_a_serious_fault(chromium: Any, link: str, lang: str) -> None:
    page = open_page(chromium, f"{link}?lang={lang}", viewport=PHONE, is_mobile=True)
    assert page.locator("html").get_attribute("lang") == lang
    assert fits(page)
    assert faults_here(page) == []
    assert page.locator(".share-card").evaluate("e => e.complete && e.naturalWidth") == 1200
    assert page.wrong == []


def test_who_came_is_tapped_without_javascript(chromium: Any, web: Web, link: str) -> None:
    page = open_page(chromium, f"{link}?lang=es", viewport=PHONE, java_script_enabled=False)
    luis = page.locator(".door li", has_text="Luis")
    luis.get_by_role("button", name="Llegó", exact=True).click()
    assert "ya llegó" in luis.inner_text()
    assert "lang=es" in page.url
    page.locator(".door li", has_text="Rosa").get_by_role("button", name="No llegó").click()
    rosa = page.locator(".door li", has_text="Rosa")
    assert "no llegó" in rosa.inner_text()
    rosa.get_by_role("button", name="Deshacer").click()
    assert "no llegó" not in rosa.inner_text()
    assert rows(web.clarion, "SELECT count(*)::int FROM rsvp WHERE came = 'here'") == [(1,)]
    assert "Apellido" not in page.content()


def test_on_paper_it_is_a_list_with_boxes_to_tick(chromium: Any, link: str) -> None:
    page = open_page(chromium, f"{link}?lang=en")
    assert page.locator(".box-print").first.is_hidden()
    assert page.get_by_role("button", name="Here", exact=True).first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".box-print").first.is_visible()
    assert page.locator(".door:not(.paper-only) .box-print").count() == len(NAMES)
    assert page.locator(".paper-only li").count() == 12
    for hidden in (".taps", ".share-card", ".languages"):
        assert page.locator(hidden).first.is_hidden(), hidden
    sheet = page.pdf(format="Letter")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1
