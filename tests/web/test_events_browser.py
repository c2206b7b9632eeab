"""/events and an event's page in a browser: a cheap phone, both languages, no JavaScript."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.factories import rows
from tests.web.browsing import Web
from tests.web.eventing import make_event
from tests.web.test_accessible import faults_here

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def code(web: Web) -> str:
    make_event(web.clarion, what="Marcha por el voto", zip="90012", in_days=3)
    return make_event(
        web.clarion, what="Vigilia por las familias", langs=["es", "en"], is_accessible=True,
        ends_at="20:30",
    )  # fmt: skip


def open_page(chromium: Any, url: str, **context: Any) -> Any:
    page = chromium.new_context(**context).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda line: page.wrong.append(line.text) if line.type == "error" else None)
    page.goto(url)
    return page


def fits(page: Any) -> bool:
    return int(page.evaluate("document.documentElement.scrollWidth")) <= PHONE["width"]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("path", ["/events", "/events?zip=60608", "/events/embed", "/events/CODE"])
def test_pages_fit_a_phone_without_a_serious_fault(
    chromium: Any, web: Web, code: str, path: str, lang: str
) -> None:
    url = f"{web.url}{path.replace('CODE', code)}{'&' if '?' in path else '?'}lang={lang}"
    page = open_page(chromium, url, viewport=PHONE, is_mobile=True)
    assert page.locator("html").get_attribute("lang") == lang
    assert fits(page)
    assert faults_here(page) == []
    assert page.wrong == []


def test_found_by_zip_and_by_the_map_without_javascript(chromium: Any, web: Web, code: str) -> None:
    page = open_page(
        chromium, f"{web.url}/events?lang=es", viewport=PHONE, java_script_enabled=False
    )
    page.get_by_label("Cerca de un código postal").fill("60608")
    page.get_by_role("button", name="Buscar").click()
    assert page.locator(".event-line").count() == 1
    assert "a 0 millas" in page.locator(".event-line").inner_text()
    page.get_by_role("link", name="Ver todos").click()
    page.get_by_role("link", name="CA: 1 evento").click()
    assert page.locator(".event-line").all_inner_texts()[0].startswith("Marcha por el voto")
    page.get_by_role("link", name="English").click()
    assert "state=CA" in page.url
    page.get_by_role("link", name="Marcha por el voto").click()
    assert page.locator("h1").inner_text() == "Marcha por el voto"
    assert "Los Angeles, CA" in page.locator("main").inner_text()


@pytest.mark.slow
def test_signed_up_on_the_page_and_by_yes_without_javascript(
    chromium: Any, web: Web, senders: Any, code: str
) -> None:
    url = f"{web.url}/events/{code}?lang=es"
    page = open_page(chromium, url, viewport=PHONE, java_script_enabled=False)
    page.get_by_label("Tu número de celular").fill("(718) 555-0145")
    page.get_by_label("¿Cuántos son, contándote a ti?").fill("2")
    page.get_by_label("Quiero recibir mensajes sobre este evento.").check()
    page.get_by_role("button", name="Apuntarme por mensaje").click()
    assert page.get_by_role("status").inner_text().startswith("Mira tu celular.")
    assert "718" not in page.url
    asked = web.simulator.wait_for("accepted", to="+17185550145")[0]["body"]
    assert "responde SI para apuntarte a Vigilia por las familias" in asked
    web.simulator.set_webhook(f"{web.url}/twilio/sms")
    replies = web.simulator.inbound("+17185550145", "Sí")["replies"]
    assert "Ya estas en la lista con 2 en total! Vigilia por las" in replies[0]["body"]
    party = "SELECT party, state FROM rsvp"
    assert rows(web.clarion, party) == [(2, "going")]


class _Partner(BaseHTTPRequestHandler):
    """A site of somebody else, with our list in a frame, and the page that may be in none."""

    ours = ""

    def do_GET(self) -> None:
        path = self.path.removeprefix("/frame")
        shown = f'<!doctype html><title>partner</title><iframe src="{self.ours}{path}"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(shown.encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def partner(web: Web) -> Iterator[str]:
    handler = type("_Here", (_Partner,), {"ours": web.url})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_list_stands_in_a_frame_of_another_site_and_no_other_page_does(
    chromium: Any, code: str, partner: str
) -> None:
    page = open_page(chromium, f"{partner}/frame/events/embed?lang=en")
    framed = page.frame_locator("iframe")
    assert framed.get_by_role("link", name="Vigilia por las familias").is_visible()
    assert page.wrong == []
    page = open_page(chromium, f"{partner}/frame/events/{code}?lang=en")
    assert "frame-ancestors" in " ".join(page.wrong)
    assert page.frame_locator("iframe").get_by_text("Vigilia por las familias").count() == 0


def test_a_script_of_another_site_reads_the_data(
    chromium: Any, web: Web, code: str, partner: str
) -> None:
    page = open_page(chromium, f"{partner}/frame/events/embed")
    read = "async url => (await (await fetch(url)).json()).events.map(event => event.code)"
    assert code in page.evaluate(read, f"{web.url}/events.json")
