"""The phones page in Chromium, as a person uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from twilio.rest import Client

from tests.simulator.conftest import ANA, BO, CY, DEE, INBOUND, table
from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import FROM, Simulator
from tests.web.browsing import CHROMIUM, FLAGS, need_chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    need_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, simulator: Simulator) -> Iterator[Page]:
    """The phones on a desk-top screen; fails when the page's scripts do."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(simulator.url)
    expect(page.locator("#live-words")).to_have_text("Live")
    expect(page.locator(".phone")).to_have_count(4)
    yield page
    context.close()
    assert failures == []


def phone(page: Page, number: str) -> Locator:
    return page.locator(f'.phone[data-number="{number}"]')


def test_person_texts_and_sees_reply_ticks_and_parts(page: Page, bot: RecordingBot) -> None:
    bot.says(INBOUND, "<Response><Message>Llama ya: reunión</Message></Response>")
    ana = phone(page, ANA)
    ana.get_by_label("Text as Ana").fill("Hola")
    ana.get_by_label("Text as Ana").press("Enter")
    mine, theirs = ana.locator(".text").nth(0), ana.locator(".text").nth(1)
    expect(mine.locator(".bubble")).to_have_text("Hola")
    expect(mine.locator(".meta")).to_contain_text("1 part · GSM-7")
    expect(theirs.locator(".bubble")).to_have_text("Llama ya: reunión")
    expect(theirs.locator(".meta")).to_contain_text("1 part · Unicode")
    expect(theirs.locator(".meta")).to_contain_text("✓✓ Delivered")
    expect(phone(page, DEE).locator(".text")).to_have_count(0)


def test_quick_words_send_at_once(page: Page, bot: RecordingBot) -> None:
    for word in ("CALL", "LLAMAR", "JOIN", "DJ", "SCRIPT", "MENU"):
        phone(page, CY).get_by_role("button", name=word, exact=True).click()
    hits = bot.wait_for(INBOUND, 6)
    assert {hit.fields["Body"] for hit in hits} == {
        "CALL",
        "LLAMAR",
        "JOIN",
        "DJ",
        "SCRIPT",
        "MENU",
    }
    assert {hit.fields["From"] for hit in hits} == {CY}


def test_failed_text_says_why(page: Page, client: Client) -> None:
    client.messages.create(to=DEE, from_=FROM, body="Rally error30006")
    text = phone(page, DEE).locator(".text")
    expect(text.locator(".meta")).to_contain_text("! Not delivered")
    expect(text.locator(".why")).to_have_text("This is a landline; it cannot take texts. (30006)")


def test_stopped_phone_has_a_banner_until_it_starts(page: Page) -> None:
    expect(phone(page, BO).locator(".stopped")).to_be_visible()
    ana = phone(page, ANA)
    expect(ana.locator(".stopped")).to_be_hidden()
    ana.get_by_role("button", name="STOP", exact=True).click()
    expect(ana.locator(".stopped")).to_contain_text("Ana has stopped at the carrier")
    expect(ana.locator(".bubble").last).to_contain_text("successfully been unsubscribed")
    ana.get_by_role("button", name="START", exact=True).click()
    expect(ana.locator(".stopped")).to_be_hidden()


def test_silent_bot_is_told_in_plain_words(page: Page, simulator: Simulator) -> None:
    simulator.set_webhook("http://127.0.0.1:9/x")
    phone(page, ANA).get_by_role("button", name="CALL", exact=True).click()
    words = "The bot did not answer: connection refused at http://127.0.0.1:9."
    expect(phone(page, ANA).locator(".note")).to_have_text(words)
    page.get_by_role("button", name="Debugger").click()
    expect(page.locator("#error-rows")).to_contain_text(words)


def test_texts_of_strangers_stay_text(page: Page, client: Client) -> None:
    hostile = "<img src=x onerror=alert(1)> javascript:alert(2) https://example.org/a?b=<c>, end"
    client.messages.create(to=ANA, from_=FROM, body=hostile)
    bubble = phone(page, ANA).locator(".bubble")
    expect(bubble).to_have_text(hostile)
    assert bubble.locator("img").count() == 0
    links = bubble.locator("a")
    assert [link.get_attribute("href") for link in links.all()] == ["https://example.org/a?b="]
    assert links.first.get_attribute("rel") == "noopener noreferrer nofollow"


def test_phone_can_be_added_and_wrong_numbers_are_explained(page: Page) -> None:
    page.get_by_role("button", name="Add a phone").click()
    dialog = page.get_by_role("dialog", name="Add a phone")
    dialog.get_by_label("Number").fill("12")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "'12' is no phone number; write it as +1 312 555 0142."
    )
    dialog.get_by_label("Number").fill("(312) 555-0151")
    dialog.get_by_label("Name").fill("Max")
    dialog.get_by_role("button", name="Add", exact=True).click()
    added = phone(page, "+13125550151")
    expect(added).to_contain_text("Max")
    expect(added).to_contain_text("unknown number")
    expect(added.get_by_label("Text as Max")).to_be_focused()


def test_faults_are_switched_on_and_cleared(page: Page, simulator: Simulator) -> None:
    page.get_by_role("button", name="Faults").click()
    dialog = page.get_by_role("dialog", name="Make something go wrong")
    dialog.get_by_label("What happens").select_option("500_after")
    dialog.get_by_label("For").select_option("Dee")
    dialog.get_by_role("button", name="Switch on").click()
    expect(page.locator("#standing")).to_have_text("Server error, but sent · Dee · 1 more")
    [rule] = simulator.state()["faults"]
    assert (rule["do"], rule["when"]["to"], rule["times"]) == (["500_after"], DEE, 1)
    dialog.get_by_role("button", name="Clear all faults").click()
    expect(page.locator("#standing")).to_have_text("Nothing. All goes well.")
    assert simulator.state()["faults"] == []


def test_long_conversation_shows_the_last_200_and_earlier_ones_on_demand(
    page: Page, simulator: Simulator
) -> None:
    simulator.settings(callbacks=False)
    for number in range(230):
        form = {"To": CY, "From": FROM, "Body": f"Text {number}"}
        simulator.api("POST", "/Messages.json", form)
    page.reload()
    cy = phone(page, CY)
    expect(cy.locator(".text")).to_have_count(200)
    expect(cy.locator(".bubble").first).to_have_text("Text 30")
    cy.get_by_role("button", name="Show earlier texts").click()
    expect(cy.locator(".text")).to_have_count(230)
    expect(cy.get_by_role("button", name="Show earlier texts")).to_be_hidden()


def test_page_catches_up_after_a_restart(
    browser: Browser, tmp_path: Path, bot: RecordingBot
) -> None:
    journal = tmp_path / "simulator.jsonl"
    with Simulator(bot.url + INBOUND, journal=journal) as first:
        port = int(first.url.rsplit(":", 1)[1])
        page = browser.new_page()
        page.goto(first.url)
        expect(page.locator("#live-words")).to_have_text("Live")
        first.stop()
        expect(page.locator("#live-words")).to_have_text("Reconnecting …")
    with Simulator(bot.url + INBOUND, journal=journal, port=port) as second:
        second.inbound(ANA, "While you were away")
        expect(phone(page, ANA).locator(".bubble")).to_have_text("While you were away")
        expect(page.locator("#live-words")).to_have_text("Live")
        page.close()


def test_small_screen_shows_one_phone_and_never_scrolls_sideways(
    page: Page, client: Client
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    client.messages.create(to=DEE, from_=FROM, body="https://example.org/" + "a" * 300)
    expect(phone(page, ANA)).to_be_visible()
    expect(phone(page, DEE)).to_be_hidden()
    tab = page.get_by_role("navigation").get_by_role("button", name="Dee")
    expect(tab).to_have_class(re.compile("fresh"))
    tab.click()
    expect(phone(page, DEE)).to_be_visible()
    expect(tab).to_have_attribute("aria-current", "true")
    expect(phone(page, DEE).locator(".bubble")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = phone(page, DEE).locator(".composer").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844


def test_page_works_by_keyboard(page: Page, bot: RecordingBot) -> None:
    page.locator("#open-faults").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#open-faults")).to_be_focused()
    area = phone(page, ANA).get_by_label("Text as Ana")
    area.focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    assert bot.wait_for(INBOUND)[0].fields["Body"] == "one\ntwo"


def test_counter_agrees_with_the_carrier(page: Page) -> None:
    area, counter = (
        phone(page, ANA).get_by_label("Text as Ana"),
        phone(page, ANA).locator(".counter"),
    )
    rows = table("parts.yaml")
    for row in rows:
        area.fill("")
        expect(counter).to_contain_text("160 left")  # nothing of the row before
        area.fill(row["text"] * row.get("times", 1))
        noun = "part" if row["parts"] == 1 else "parts"
        expect(counter).to_contain_text(f"{row['parts']} {noun} · {row['encoding']} · ")
    assert len(rows) > 10
