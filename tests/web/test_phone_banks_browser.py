"""Pages of phone banks on a cheap phone: the room's screen, the kit on paper, the board."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.conversations import inbound
from tests.factories import add_person, make_form, rows
from tests.web.browsing import Web
from tests.web.eventing import make_event
from tests.web.test_accessible import faults_here
from tests.web.test_events_browser import PHONE, fits, open_page

pytestmark = pytest.mark.browser
ROSA, LUIS = "+13125553001", "+13125553002"


@pytest.fixture
def link(web: Web) -> str:
    """The screen of a room that calls today, with two who called."""
    make_event(web.clarion, kind="phone_bank", in_days=0)
    now = web.clarion.clock.now()
    rows(
        web.clarion,
        "UPDATE event SET goal = 100, zone = 'UTC', day = %s, starts_at = %s, ends_at = %s,"
        " reviewed_at = %s RETURNING 1",
        (now - timedelta(minutes=30)).date(), (now - timedelta(minutes=30)).time(),
        (now + timedelta(hours=2)).time(), now,
    )  # fmt: skip
    for phone, name, tags in ((ROSA, "Rosa", ["on_screen"]), (LUIS, "Luis", [])):
        guest = add_person(web.clarion, phone, name=name, zip="60608", tags=tags)
        rows(web.clarion, "INSERT INTO rsvp (event_id, contact_id, state)"
             " SELECT id, %s, 'going' FROM event RETURNING 1", guest)  # fmt: skip
    rows(web.clarion, "UPDATE event SET host_id = %s RETURNING 1", guest)
    for phone, text in ((ROSA, "TALLY 12"), (LUIS, "TALLY 5"), (ROSA, "CALLED 3")):
        inbound.receive(web.clarion, make_form(phone, text))
    answer = inbound.receive(web.clarion, make_form(LUIS, "SCREEN")).body or ""
    return f"{web.url}/room/{answer.partition('/room/')[2].partition(' ')[0]}"


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without"])
def test_the_screen_fits_a_phone_and_refreshes_itself(
    chromium: Any, link: str, lang: str, has_javascript: bool
) -> None:
    page = open_page(
        chromium, f"{link}?lang={lang}", viewport=PHONE, java_script_enabled=has_javascript
    )
    text = page.locator("main").inner_text()
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator(".counts strong").first.inner_text() == "20"
    assert "Rosa 15" in text.replace("\n", " ")
    assert "Luis" not in text
    assert ("Everybody else 5" if lang == "en" else "Los demás 5") in text
    assert '<meta http-equiv="refresh" content="20">' in page.request.get(page.url).text()
    assert page.locator("svg.curve rect").count() == 12
    if has_javascript:
        assert fits(page)
        assert faults_here(page) == []
    assert page.wrong == []


def test_the_screen_moves_by_itself(chromium: Any, web: Web, link: str) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.goto(link)
    assert page.locator(".counts strong").first.inner_text() == "20"
    inbound.receive(web.clarion, make_form(LUIS, "TALLY 4"))
    page.clock.fast_forward(21_000)
    page.locator(".counts strong", has_text="24").wait_for()
    assert page.title().endswith("24")


def test_a_link_that_is_none_says_what_to_do(chromium: Any, web: Web) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{web.url}/room/nothing-at-all")
    assert answer.status == 404
    assert "texts SCREEN" in page.locator("main").inner_text()


@pytest.mark.parametrize("path", ["/phone-bank-kit", "/board"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_kit_and_board_fit_a_phone_without_a_serious_fault(
    chromium: Any, web: Web, link: str, path: str, lang: str
) -> None:
    page = open_page(chromium, f"{web.url}{path}?lang={lang}", viewport=PHONE, is_mobile=True)
    assert page.locator("html").get_attribute("lang") == lang
    assert fits(page)
    assert faults_here(page) == []
    assert page.wrong == []


def test_the_kit_has_both_languages_and_a_sheet_to_print(chromium: Any, web: Web) -> None:
    page = open_page(chromium, f"{web.url}/phone-bank-kit?lang=es")
    assert page.locator("section[lang]").first.get_attribute("lang") == "es"
    text = page.locator("main").inner_text()
    assert "Si el buzón está lleno" in text
    assert "When the mailbox is full" in text
    assert page.locator(".tally-sheet tbody tr").count() == 20
    page.emulate_media(media="print")
    assert page.locator(".tally-sheet").is_visible()
    assert page.locator(".languages").is_hidden()
