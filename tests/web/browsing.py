"""A real browser for tests, and the served web behind it with worker, clock and carrier.

conftest.py hands `chromium` and `web` to every test in this folder that asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.clock import wall_time
from bot.config import Settings
from bot.organizers import organizers
from bot.people.contacts import NewContact, add_contact
from bot.store.djs import djs
from bot.web.sign_in import one_time_link
from tests.crowd import carried_by, worker_and_clock
from tests.simulator_process import Simulator
from tests.web.web_process import served

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
OLGA = "olga@clarion.test"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Web:
    """The served web, and the services behind it."""

    def __init__(self, url: str, clarion: Clarion, simulator: Simulator) -> None:
        self.url, self.clarion, self.simulator = url, clarion, simulator

    def link(self, email: str = OLGA) -> str:
        organizers.ensure(self.clarion.record, email)
        return one_time_link(self.clarion.settings, email)

    def share(self, lang: str = "en") -> str:
        script = self.clarion.campaign.current().scripts[0]
        code = f"code-{lang}"
        with self.clarion.record.transaction() as connection:
            djs.add_share(
                connection, code=code, contact_id=None, script=script.id, version=1, length="30",
                lang=lang, message_id=None, expires_at=None, now=wall_time(),
            )  # fmt: skip
        return f"{self.url}/on-air/{code}"


@pytest.fixture
def web(
    settings: Settings, record: str, redis_url: str, free_port: int, tmp_path: Path
) -> Iterator[Web]:
    base = f"http://127.0.0.1:{free_port}"
    with Simulator() as simulator:
        simulator.settings(sent_delay_ms=0, delivered_delay_ms=50)
        here = carried_by(
            settings, simulator, public_url=base, send_rate_per_s=15.0, approval_above=60,
            ignore_texting_hours=True,
        )  # fmt: skip
        clarion = build(here)
        organizers.ensure(clarion.record, OLGA)
        with served(here, free_port) as url, worker_and_clock(here):
            yield Web(url, clarion, simulator)
        clarion.record.dispose()


def people(clarion: Clarion, count: int) -> None:
    for index in range(count):
        add_contact(
            clarion,
            NewContact(
                f"+13125550{100 + index}",
                lang="es" if index % 3 == 0 else "en",
                zip="60608",
                opted_in_at=wall_time(),
            ),
        )


def wrong_on(page: Any) -> list[str]:
    """Collects what the console of the browser complains about."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda line: (
            said.append(line.text)
            if line.type == "error" and "400 (BAD REQUEST)" not in line.text
            else None
        ),
    )
    return said


def write(page: Any, url: str, when: str = "now") -> None:
    page.goto(f"{url}/console/broadcasts/new")
    page.fill("#title", "Kickoff")
    page.fill("#text_en", "It starts today. Call {line} now.")
    page.fill("#text_es", "Empieza hoy. Llama a {line}.")
    page.check(f"input[name=when][value={when}]")
