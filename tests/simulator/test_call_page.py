"""Calls on the phones page in Chromium, as a person takes and makes them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.simulator.conftest import ANA, CY
from tests.simulator.recording_bot import RecordingBot
from tests.simulator.test_page import browser, page, phone
from tests.simulator_process import FROM, Simulator

__all__ = ["browser", "page"]
pytestmark = pytest.mark.browser
VOICE = "/twilio/voice"
GATHER = "<Response><Gather action='/keys' input='dtmf speech' timeout='600' numDigits='1'>"


def ring(simulator: Simulator, bot: RecordingBot, number: str = ANA) -> str:
    """The bot calls a phone, which rings."""
    bot.says(VOICE, f"{GATHER}<Say>Hola, presiona uno</Say></Gather></Response>")
    form = {"To": number, "From": FROM, "Url": bot.url + VOICE}
    sid: str = simulator.api("POST", "/Calls.json", form)[1]["sid"]
    simulator.wait_for("call", sid=sid, status="initiated")
    simulator.forward(1)
    simulator.wait_for("call", sid=sid, status="ringing")
    return sid


def test_phone_rings_is_answered_and_presses_a_key(
    page: Page, simulator: Simulator, bot: RecordingBot
) -> None:
    ring(simulator, bot)
    call = phone(page, ANA).get_by_role("region", name="Call on Ana’s phone")
    expect(call).to_contain_text("Call from +1 202 555 0100")
    expect(call.get_by_role("button", name="1", exact=True)).to_be_hidden()
    call.get_by_role("button", name="Answer").click()
    expect(call.locator("li")).to_have_text("Hola, presiona uno")
    bot.says("/keys", "<Response><Say>Gracias</Say><Pause length='600'/></Response>")
    call.get_by_role("button", name="1", exact=True).click()
    expect(call.locator("li")).to_have_text(["Hola, presiona uno", "pressed 1", "Gracias"])
    call.get_by_role("button", name="Hang up").click()
    expect(call.get_by_role("status")).to_contain_text("Call ended")
    call.get_by_role("button", name="Close").click()
    expect(call).to_be_hidden()
    assert bot.at("/keys")[0].fields["Digits"] == "1"


def test_call_is_declined(page: Page, simulator: Simulator, bot: RecordingBot) -> None:
    sid = ring(simulator, bot)
    phone(page, ANA).get_by_role("button", name="Decline").click()
    simulator.wait_for("call", sid=sid, status="busy")
    expect(phone(page, ANA).locator(".call-state")).to_have_text("Busy")


def test_phone_calls_us_and_speaks(page: Page, simulator: Simulator, bot: RecordingBot) -> None:
    simulator.set_webhook(bot.url + "/twilio/sms", VoiceUrl=bot.url + VOICE)
    bot.says(VOICE, f"{GATHER}<Say>Hello</Say></Gather></Response>")
    bot.says("/keys", "<Response><Say>A person reads it</Say></Response>")
    phone(page, CY).get_by_role("button", name="Call as Cy").click()
    call = phone(page, CY).locator(".call")
    expect(call.locator("li")).to_have_text("Hello")
    call.get_by_label("Say as Cy").fill("no me llamen")
    call.get_by_label("Say as Cy").press("Enter")
    expect(call.locator("li").nth(1)).to_have_text("said no me llamen")
    assert bot.wait_for("/keys")[0].fields["SpeechResult"] == "no me llamen"


def test_page_that_is_loaded_anew_still_rings(
    page: Page, simulator: Simulator, bot: RecordingBot
) -> None:
    ring(simulator, bot)
    page.reload()
    expect(phone(page, ANA).get_by_role("button", name="Answer")).to_be_visible()


def test_outcomes_of_other_numbers_and_faults_of_calls_are_set(
    page: Page, simulator: Simulator
) -> None:
    page.get_by_role("button", name="Faults").click()
    dialog = page.get_by_role("dialog", name="Make something go wrong")
    dialog.get_by_label("Connected, 4 minutes").fill("60")
    dialog.get_by_label("Busy").fill("40")
    dialog.get_by_role("button", name="Set", exact=True).click()
    simulator.wait_for("settings", detail={
        "sent_delay_ms": [2, 2], "delivered_delay_ms": [5, 5],
        "call_outcomes": {"connected:240": 60, "busy": 40},
    })  # fmt: skip
    dialog.get_by_label("What happens").select_option("call late_callback:5000")
    dialog.get_by_role("button", name="Switch on").click()
    expect(page.locator("#standing")).to_have_text("News of a call late · everyone · 1 more")
    [rule] = simulator.state()["faults"]
    assert (rule["do"], rule["when"]["call"]) == (["late_callback:5000"], "call")


def test_call_fits_a_small_screen(
    browser: Browser, page: Page, simulator: Simulator, bot: RecordingBot
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ring(simulator, bot)
    call = phone(page, ANA).locator(".call")
    call.get_by_role("button", name="Answer").click()
    expect(call.get_by_role("button", name="#", exact=True)).to_be_in_viewport()
    expect(call.get_by_role("button", name="Hang up")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
