"""Pages of calling lists at 360 pixels, with and without JavaScript, in two languages."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest

from bot.calling_lists import callers, lists
from bot.calling_lists.importing import OntoList
from bot.conversations import inbound
from bot.imports.people import Person
from tests.factories import add_person, make_form
from tests.web.browsing import Web
from tests.web.test_accessible import faults_here
from tests.web.test_events_browser import fits

pytestmark = pytest.mark.browser
ANA, SOL = "+13125550181", "+13125550182"
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def calling(web: Web) -> int:
    """A list that two call, with an outcome of each kind."""
    clarion = web.clarion
    day = (clarion.clock.now() + timedelta(days=5)).date()
    given = lists.Settings(
        "Parroquia San Pío, comité de llamadas del sábado por la tarde", day, is_paper=True,
        scripts={"en": "Hi, I volunteer for the Week.", "es": "Hola, soy de la Semana."},
    )  # fmt: skip
    list_id = lists.make(clarion, given, None)
    people = [Person(n, f"+131255503{n:02}", "mobile", "Rosa", "es", "60608") for n in range(12)]
    OntoList(clarion, list_id).bring(1, people, lambda _: None)
    for phone, name, tags in ((ANA, "Ana", ("on_screen",)), (SOL, "Sol", ())):
        add_person(clarion, phone, name=name, zip="60608", tags=tags)
        callers.let_in(clarion, list_id, phone, None)
    for word in ("1", "2", "3", "4", "5"):
        inbound.receive(clarion, make_form(ANA, "NEXT NAME"))
        inbound.receive(clarion, make_form(ANA, word))
    return list_id


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_list_fits_a_small_phone_and_is_worked_there(
    web: Web, chromium: Any, calling: int, lang: str, has_javascript: bool
) -> None:
    page = chromium.new_page(viewport=NARROW, java_script_enabled=has_javascript)
    web.enter(page)
    page.goto(f"{web.url}/console/calling/{calling}?lang={lang}")
    assert page.locator("html").get_attribute("lang") == lang
    assert fits(page)
    text = page.locator("main").inner_text()
    assert ("wants no calls: 1" if lang == "en" else "no quiere llamadas: 1") in text
    assert "Ana" in text
    assert "Sol" not in text  # she has not agreed to her name being read
    assert "0301" not in text
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/calling-{lang}-{has_javascript}.png", full_page=True)
    if has_javascript:
        assert faults_here(page) == []
    page.locator('button[value="pause"]').click()
    assert page.locator('button[value="open"]').count() == 1
    page.locator('button[value="open"]').click()
    page.goto(f"{web.url}/console/calling/?lang={lang}")
    assert fits(page)
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/callings-{lang}-{has_javascript}.png", full_page=True)
    page.close()
