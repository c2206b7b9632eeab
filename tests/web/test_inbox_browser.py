"""A question from a phone, answered in the console by one of two, and given back to the bot."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.crowd import until
from tests.web.browsing import Web, wrong_on

pytestmark = pytest.mark.browser
MARIA = "+13125550142"
PHONE = {"width": 360, "height": 740}


def ask(web: Web) -> None:
    web.simulator.set_webhook(f"{web.url}/twilio/sms")
    for text in ("JOIN", "QUESTION", "who helps with my papers?"):
        assert web.simulator.inbound(MARIA, text)["status"] == 200


def sign_in(chromium: Any, web: Web, email: str, **options: Any) -> Any:
    page = chromium.new_context(**options).new_page()
    web.enter(page, email)
    return page


@pytest.mark.slow
def test_two_race_for_a_question_and_one_answers_it(
    chromium: Any, web: Web, senders: object
) -> None:
    ask(web)
    olga = sign_in(chromium, web, "olga@clarion.test")
    rosa = sign_in(chromium, web, "rosa@clarion.test", viewport=PHONE)
    wrong = wrong_on(olga) + wrong_on(rosa)

    olga.goto(f"{web.url}/console/inbox/")
    rosa.goto(f"{web.url}/console/inbox/")
    olga.get_by_role("button", name="Give me the next ten").click()
    rosa.get_by_role("button", name="Give me the next ten").click()
    expect(olga.locator(".sms", has_text="who helps with my papers?")).to_be_visible()
    expect(rosa.get_by_text("Nothing more waits that nobody has.")).to_be_visible()
    assert rosa.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    # By keyboard alone: r goes to the answer, Tab to the button.
    olga.keyboard.press("r")
    olga.keyboard.type("We do. Come by on Friday at six.")
    expect(olga.locator("#meter")).to_contain_text("1 part")
    olga.keyboard.press("Tab")
    olga.keyboard.press("Enter")
    expect(olga.get_by_text("On its way.")).to_be_visible()
    until(lambda: any("Friday at six" in one for one in web.simulator.texts_to(MARIA)))

    web.simulator.inbound(MARIA, "at which door on friday please")
    olga.reload()
    expect(olga.get_by_text("at which door on friday please")).to_be_visible()
    olga.get_by_role("button", name="Give back to the bot").click()
    expect(olga.get_by_text("Given back to the bot.")).to_be_visible()
    assert "866" in str(web.simulator.inbound(MARIA, "CALL")["replies"])
    web.simulator.inbound(MARIA, "STOP")
    olga.goto(f"{web.url}/console/inbox/")
    expect(olga.get_by_text("Nobody waits for a person.")).to_be_visible()
    assert wrong == []


def test_all_of_it_works_without_javascript(chromium: Any, web: Web) -> None:
    ask(web)
    page = sign_in(chromium, web, "olga@clarion.test", java_script_enabled=False, viewport=PHONE)

    page.goto(f"{web.url}/console/inbox/")
    page.get_by_role("link", name="who helps with my papers?").click()
    page.get_by_label("Text to").fill("We do.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("On its way.")).to_be_visible()
    page.get_by_label("Only the team sees it").fill("Her cousin called, too.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("Her cousin called, too.")).to_be_visible()
