"""A script's page as a studio uses it: prompter, paper, a cheap phone, and no JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.people import samples
from tests.web.browsing import Web

PHONE = {"width": 360, "height": 640}

pytestmark = pytest.mark.browser


@pytest.fixture
def page_url(web: Web) -> str:
    """The address of a :10 of the shipped campaign."""
    samples.seed(web.clarion)
    return web.share("en", length="10", code="k7q2-ab_CD")


def open_page(chromium: Any, url: str, **context: Any) -> Any:
    page = chromium.new_context(**context).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda line: page.wrong.append(line.text) if line.type == "error" else None)
    page.goto(url)
    return page


def height_of_words(page: Any) -> float:
    moved = "e => new DOMMatrix(getComputedStyle(e).transform).m42"
    return -float(page.locator("#words").evaluate(moved))


def wait_until(page: Any, percent: int) -> float:
    """Wait until the prompter has come so far. Seconds it took."""
    return float(
        page.evaluate(
            "percent => new Promise(done => { const from = performance.now(); const look = () =>"
            " document.querySelector('#passed').value >= percent"
            " ? done((performance.now() - from) / 1000) : requestAnimationFrame(look); look(); })",
            percent,
        )
    )


@pytest.mark.slow
def test_prompter_runs_pauses_by_space_and_tap_and_ends(chromium: Any, page_url: str) -> None:
    page = open_page(chromium, page_url)
    page.get_by_role("button", name="Start the prompter").click()
    prompter = page.locator("#prompter")
    assert prompter.get_attribute("data-state") == "running"
    wait_until(page, 3)
    first = height_of_words(page)
    assert first > 0

    page.keyboard.press("Space")
    assert prompter.get_attribute("data-state") == "paused"
    stands = height_of_words(page)
    page.wait_for_timeout(300)
    assert height_of_words(page) == stands >= first
    assert page.locator("#pause").inner_text() == "Go on"

    page.locator("#window").click()
    assert prompter.get_attribute("data-state") == "running"
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    assert page.locator("#pace").inner_text() == "260"
    page.wait_for_selector("#prompter[data-state=over]", timeout=15_000)
    # At the end the last line stands where the eye reads.
    rest = page.evaluate(
        "() => { const w = document.querySelector('#words'), s = getComputedStyle(w);"
        " return w.scrollHeight - parseFloat(s.paddingTop) - parseFloat(s.paddingBottom); }"
    )
    assert abs(height_of_words(page) - rest * 1.02) < rest * 0.05
    assert page.locator("#clock").inner_text().startswith("0:0")

    page.keyboard.press("Escape")
    assert prompter.is_hidden()
    assert page.wrong == []


@pytest.mark.slow
def test_prompter_takes_as_long_as_the_script(chromium: Any, page_url: str) -> None:
    page = open_page(chromium, page_url, viewport=PHONE)  # less to draw, sixty times a second
    seconds = int(page.locator("#prompter").get_attribute("data-seconds"))
    assert seconds <= 10
    page.keyboard.press("Space")  # from anywhere on the page
    took = wait_until(page, 100)
    assert seconds - 0.5 <= took <= seconds + 1.0


def test_copy_and_switches(chromium: Any, page_url: str) -> None:
    page = open_page(chromium, page_url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#copy")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#script").inner_text().strip()

    page.get_by_role("link", name="Español").click()
    page.get_by_role("link", name=":60").click()
    assert "número por número" in page.locator("#script").inner_text()
    assert page.locator("[aria-current=true]").all_inner_texts() == [":60", "Español"]
    assert page.get_by_role("button", name="Iniciar el teleprompter").is_visible()
    page.get_by_role("link", name="En vivo").click()
    page.get_by_role("link", name="English").click()
    assert "call the White House" in page.locator("#script").inner_text()
    assert page.wrong == []


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without"])
def test_page_fits_a_cheap_phone(chromium: Any, page_url: str, has_javascript: bool) -> None:
    page = open_page(
        chromium, page_url, viewport=PHONE, java_script_enabled=has_javascript, is_mobile=True
    )
    assert page.locator(".script p").first.is_visible()
    assert "eight six six" in page.locator(".ear").inner_text()
    assert page.locator("#start").is_visible() is has_javascript
    assert page.locator(".scan").evaluate("e => e.naturalWidth > 0 && e.complete")
    if has_javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.locator("#start").click()
        assert page.locator("#prompter").bounding_box()["width"] == PHONE["width"]
        assert page.locator(".prompter-bar").evaluate("e => e.scrollWidth") <= PHONE["width"]
    assert page.wrong == []


def test_printed_sheet_has_the_words_and_numbers_to_tear_off(chromium: Any, page_url: str) -> None:
    page = open_page(chromium, page_url)
    assert page.locator(".tear-off").first.is_hidden()
    page.emulate_media(media="print")
    assert page.locator(".tear-off").count() == 10
    assert page.locator(".tear-off").first.is_visible()
    assert page.locator(".tear-off b").first.inner_text() == "(866) 473-5915"
    assert page.locator("#script").is_visible()
    assert page.locator(".tools").is_hidden()
    assert page.locator("#prompter").is_hidden()
    sheet = page.pdf(format="Letter")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1


def test_card_of_a_forwarded_link_is_a_picture(chromium: Any, page_url: str) -> None:
    page = open_page(chromium, page_url)
    image = page.locator("meta[property='og:image']").get_attribute("content")
    assert image.endswith("/on-air/k7q2-ab_CD/card.png")
    answer = page.request.get(image)
    assert answer.headers["content-type"] == "image/png"
    size = page.evaluate(
        "async url => { const i = new Image(); i.src = url; await i.decode();"
        " return [i.naturalWidth, i.naturalHeight]; }",
        image,
    )
    assert size == [1200, 630]


def test_volunteers_page_says_what_to_text(chromium: Any, page_url: str) -> None:
    page = open_page(chromium, page_url.replace("/on-air/k7q2-ab_CD", "/dj/elm7?lang=es"))
    assert "Escribe DJ ELM7 al (202) 555-0100." in page.locator("main").inner_text()
    assert "sms:+12025550100?body=DJ%20ELM7" in page.content()
    assert page.wrong == []
