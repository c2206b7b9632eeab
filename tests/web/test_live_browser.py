"""The counter on a screen, in a browser: it moves, takes turns, fits, and can be read by all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.clock import wall_time
from tests.web.browsing import Web
from tests.web.test_accessible import faults_here

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def count(web: Web, calls: int) -> None:
    with web.clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO report (kind, count, at) VALUES ('called', %s, %s)", [calls, wall_time()]
        )


def wait_until_shown(page: Any, calls: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('[data-count=called]').textContent === words",
        arg=calls,
        timeout=45_000,  # turns at the record are half a minute apart where a look takes long
        polling=200,  # else sixty times a second
    )


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page of a reader who wants no motion; it fails the test where it complains."""
    made, wrong = chromium.new_context(reduced_motion="reduce").new_page(), []
    made.on("console", lambda message: wrong.append(message.text))
    made.on("pageerror", lambda error: wrong.append(str(error)))
    yield made
    assert wrong == []


def test_it_moves_by_itself(web: Web, page: Any) -> None:
    count(web, 1000)
    page.goto(f"{web.url}/live")
    wait_until_shown(page, "1,000")  # what was shown to a test before may be shown first
    count(web, 234)
    wait_until_shown(page, "1,234")
    page.wait_for_function("() => document.title.startsWith('1,234 ')")


def test_its_languages_take_turns(web: Web, page: Any) -> None:
    page.clock.install()
    page.goto(f"{web.url}/live")
    turns = set()
    for _ in range(3):
        page.clock.run_for(12_000)
        turns.add(
            (
                page.locator("#live").get_attribute("data-turn"),
                page.evaluate("document.documentElement.lang"),
                page.locator("h1 .what").inner_text(),
            )
        )
    assert turns == {
        ("en", "en", "calls to the White House"),
        ("es", "es", "llamadas a la Casa Blanca"),
    }


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1280, 720), (1920, 1080)])
def test_it_fits_every_screen_and_can_be_read(
    web: Web, chromium: Any, width: int, height: int
) -> None:
    page = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme="light"
    ).new_page()
    page.goto(f"{web.url}/live?lang=es")
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wide, tall = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert wide <= width
        if width >= 1280:  # nobody scrolls on a wall
            assert tall <= height
        assert faults_here(page) == [], scheme
