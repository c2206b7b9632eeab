"""On a phone no page of the console or of the public ones has a serious fault for axe-core, a field
without a name or anything at its side; whatever is asked of all pages is asked here, at one visit.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from bot.conversations import inbound
from bot.imports import imports, working
from bot.inbox import links
from bot.web import create_app
from tests.factories import make_form, rows
from tests.web.browsing import Web, people
from tests.web.eventing import make_event

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
# Pages that need something first, or are no pages.
_ASIDE = ("/console/link", "/console/account/first-password", "/console/logout")
_NO_PAGES = (".csv", ".json", ".pdf", ".svg", ".png", ".ics", "/rows")


def console_pages(web: Web) -> list[str]:
    """Every page of the console that needs no more than its address."""
    app = create_app(web.clarion)
    found = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console")
        and "GET" in (rule.methods or ())
        and not rule.arguments
        and not rule.rule.endswith(_NO_PAGES)
    }
    return sorted(found - set(_ASIDE))


def faults(page: Any, url: str) -> list[str]:
    page.goto(url)
    return faults_here(page)


# What is serious, without the rest of what axe tells: it goes through three processes as JSON.
_ASK_AXE = """
axe.run({resultTypes: ["violations"]}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => `${one.id} (${one.help}) at ${one.nodes[0].target}`))
"""


def faults_here(page: Any) -> list[str]:
    """Serious faults of the page that is open."""
    page.evaluate(AXE_SCRIPT)
    path = page.url.partition("://")[2].partition("/")[2]
    return [f"/{path}: {fault}" for fault in page.evaluate(_ASK_AXE)]


# What a phone hides is asked of too: it is seen on a wide screen.
_BARE = """
() => [
  ...[...document.querySelectorAll("input, select, textarea, button, a")]
    .filter(e => e.type !== "hidden")
    .filter(e => !(e.labels?.length || e.textContent.trim() || e.ariaLabel || e.value))
    .map(e => `nameless: ${e.outerHTML}`),
  ...document.querySelectorAll("h1").length === 1 ? [] : ["not one heading"],
  ...document.documentElement.lang ? [] : ["no language"],
  ...document.documentElement.scrollWidth <= innerWidth ? [] : ["scrolls sideways"],
]
"""


def bare_here(page: Any) -> list[str]:
    """What the open page lacks: names of fields, one heading, a language, room at its side."""
    path = page.url.partition("://")[2].partition("/")[2]
    return [f"/{path}: {fault}" for fault in page.evaluate(_BARE)]


@pytest.mark.slow
def test_no_page_has_a_serious_fault_or_scrolls_sideways(chromium: Any, web: Web) -> None:
    people(web.clarion, 6)
    for text in ("QUESTION", "who helps with papers?"):
        inbound.receive(web.clarion, make_form("+13125550101", text))
    [(ticket,)] = rows(web.clarion, "SELECT id FROM ticket")
    _, volunteer = links.make(web.clarion, "Rosa", "", 5, 8, None)
    data = b'Phone,Name,ZIP\n6465550101,Ana,2139\n6465550102,"Leo,60608\n'
    listed = imports.open_list(web.clarion, "march.csv", data, source="march", made_by=None)
    working.work(web.clarion, listed)
    script = web.clarion.campaign.current().scripts[0].id
    inside = [
        *console_pages(web),
        f"/console/inbox/{ticket}",
        f"/console/lists/{listed}",
        "/console/campaign/flows/call",
        f"/console/scripts/{script}",
        f"/console/actions/{make_event(web.clarion, capacity=20)}",
        "/console/people/1",
        "/nothing-here",
    ]
    public = [
        "/",
        "/live",
        "/events",
        "/events?zip=60608",
        "/events/embed",
        web.share().removeprefix(web.url),
        volunteer.partition("/v/")[1:],
    ]
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    web.enter(page)

    found = []
    for path in inside:
        found += faults(page, web.url + path) + bare_here(page)
    outside = chromium.new_context(viewport=PHONE).new_page()
    for path in public:
        found += faults(outside, web.url + ("".join(path) if isinstance(path, tuple) else path))
        found += bare_here(outside)
    assert "\n".join(found) == ""
