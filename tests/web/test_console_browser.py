"""A broadcast from its first word to its last text, in a browser, by two organizers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.broadcasts import broadcasts
from bot.campaign.graph import read_graph
from tests.web.browsing import PHONE, Web, people, write, wrong_on

pytestmark = pytest.mark.browser
ROSA = "rosa@clarion.test"


def sign_in(chromium: Any, web: Web, email: str = "olga@clarion.test", **options: Any) -> Any:
    page = chromium.new_context(**options).new_page()
    web.enter(page, email)
    return page


def confirm(page: Any, count: int, button: str) -> None:
    page.get_by_label("Type the number of people").fill(str(count))
    page.get_by_role("button", name=button).last.click()


def test_people_parts_and_cost_are_shown_as_one_types(chromium: Any, web: Web) -> None:
    people(web.clarion, 9)
    page = sign_in(chromium, web)
    wrong = wrong_on(page)
    write(page, web.url)
    expect(page.locator("#estimate")).to_contain_text("$")
    assert "9 people can be texted" in page.locator("#found .meter").inner_text()
    assert page.locator("#found li").count() == 3
    assert "$" in page.locator("#estimate").inner_text()

    page.fill("#segment", "lang is es")
    page.wait_for_selector("#found .problem")
    assert "lang →is es" in page.locator("#found .problem").inner_text()
    page.fill("#segment", "lang = es")
    expect(page.locator("#found p")).to_contain_text("3 people can be texted, of 3")

    page.fill("#text_en", "“Call” now — " + "a" * 70)
    plainly = page.locator("[data-lang=en] .plainer")
    plainly.wait_for(state="visible")
    assert "“" in plainly.locator(".offenders").inner_text()
    plainly.get_by_role("button").click()
    assert page.input_value("#text_en").startswith('"Call" now - ')
    expect(page.locator("[data-lang=en] .meter")).to_contain_text("GSM-7")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.usefixtures("senders")
def test_written_approved_by_another_and_sent_to_everybody(chromium: Any, web: Web) -> None:
    people(web.clarion, 70)
    olga = sign_in(chromium, web)
    write(olga, web.url)
    olga.get_by_role("button", name="Look at it").last.click()
    assert "a second organizer has to approve it" in olga.content()
    confirm(olga, 70, "Ask for approval")
    olga.wait_for_url(re.compile(r"/console/broadcasts/\d+$"))
    assert olga.get_by_role("button", name="Approve it").count() == 0

    rosa = sign_in(chromium, web, ROSA, viewport=PHONE)
    wrong = wrong_on(rosa)
    rosa.goto(web.url + "/console/")
    rosa.get_by_role("link", name="Kickoff").first.click()
    confirm(rosa, 70, "Approve it")
    rosa.wait_for_selector("#progress[data-state=sending]", timeout=20_000)
    assert rosa.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    rosa.get_by_role("button", name="Pause").click()
    rosa.wait_for_selector("#progress[data-state=paused]")
    assert "paused by an organizer" in rosa.content()
    rosa.get_by_role("button", name="Go on").click()
    rosa.wait_for_selector("#progress[data-state=done]", timeout=40_000)
    assert broadcasts.progress(web.clarion, 1).sent == 70
    acts = rosa.locator("[aria-labelledby=acts]").inner_text()
    assert f"{ROSA} · approved it" in acts
    assert "olga@clarion.test · wrote it" in acts
    with rosa.expect_download() as download:
        rosa.get_by_role("link", name="CSV").click()
    rows = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(rows) == 71
    assert not re.search(r"\+1|\d{10}", "\n".join(rows))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.usefixtures("senders")
def test_sent_now_can_be_taken_back_while_it_counts_down(chromium: Any, web: Web) -> None:
    people(web.clarion, 25)
    page = sign_in(chromium, web)
    write(page, web.url)
    page.get_by_role("button", name="Look at it").last.click()
    confirm(page, 25, "Send it")
    page.wait_for_selector("#progress .big")
    first = page.locator("#progress .big").inner_text()
    assert re.fullmatch(r"Begins in \d+ seconds", first)
    expect(page.locator("#progress .big")).not_to_have_text(first)
    page.get_by_role("button", name="Cancel it").click()
    page.wait_for_selector("#progress[data-state=canceled]")
    assert broadcasts.progress(web.clarion, 1).sent == 0


def test_nothing_moves_under_a_thumb_while_people_and_parts_are_counted(
    chromium: Any, web: Web
) -> None:
    people(web.clarion, 9)
    page = sign_in(chromium, web, viewport=PHONE)
    page.goto(f"{web.url}/console/broadcasts/new")
    now = page.locator("input[name=when][value=now]")
    before = now.evaluate("e => e.getBoundingClientRect().top + scrollY")
    page.fill("#text_en", "It starts today. Call {line} now.")
    expect(page.locator("#estimate")).to_contain_text("$")
    assert now.evaluate("e => e.getBoundingClientRect().top + scrollY") == before


@pytest.mark.slow
@pytest.mark.usefixtures("senders")
def test_own_phone_is_linked_by_a_texted_code_and_gets_a_test(chromium: Any, web: Web) -> None:
    people(web.clarion, 2)
    page = sign_in(chromium, web)
    page.goto(web.url + "/console/account/phone/")
    page.get_by_label("Your phone number").fill("312 555 0177")
    page.get_by_role("button", name="Text me a code").click()
    sent = web.simulator.wait_for("accepted", to="+13125550177")[0]
    page.get_by_label("The code we texted you").fill(re.findall(r"\d{6}", str(sent["body"]))[0])
    page.get_by_role("button", name="Link this phone").click()
    assert "Your phone is linked" in page.content()
    write(page, web.url)
    page.get_by_role("button", name="Look at it").last.click()
    page.get_by_role("button", name="Text me a test").click()
    assert "2 test texts are on their way" in page.content()
    assert "13125550" not in page.url


def test_whole_way_works_without_javascript(chromium: Any, web: Web) -> None:
    people(web.clarion, 2)
    page = sign_in(chromium, web, java_script_enabled=False, viewport=PHONE)
    write(page, web.url)
    page.fill("#segment", "lang is es")
    page.get_by_role("button", name="Look at it").last.click()
    assert "lang →is es" in page.locator("#segment-error").inner_text()
    page.fill("#segment", "lang = en")
    page.locator("details", has_text="Keep this segment").first.locator("summary").click()
    page.get_by_label("A name for it").fill("In English")
    page.get_by_role("button", name="Keep it").click()
    assert page.input_value("#segment") == 'segment "In English"'
    page.get_by_role("button", name="Look at it").last.click()
    confirm(page, 1, "Send it")
    page.goto(web.url + "/console/broadcasts/1")
    assert "In English" in page.content()


def test_enter_in_the_title_looks_and_never_keeps_or_sends(chromium: Any, web: Web) -> None:
    people(web.clarion, 2)
    page = sign_in(chromium, web)
    write(page, web.url)
    page.press("#title", "Enter")
    assert "This is what will happen" in page.content()


def test_flow_s_picture_is_drawn_with_its_colors(chromium: Any, web: Web) -> None:
    page = sign_in(chromium, web)
    wrong = wrong_on(page)
    page.goto(web.url + "/console/campaign/flows/call")
    picture = page.locator(".flow-picture img")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 300")
    page.goto(web.url + "/console/campaign/flows/call.svg?in=es")
    fill = "getComputedStyle(document.querySelector('.ask rect')).fill"
    assert page.evaluate(fill) == "rgb(231, 240, 253)"
    campaign = web.clarion.campaign.path
    assert len(read_graph(campaign, "call", "es").nodes) <= page.locator("g").count()
    assert wrong == []
