"""A real browser for tests, and the served web behind it with its carrier.

conftest.py hands these to every test in this folder that asks for them:

`chromium`   a browser; what a test opens in it is closed after the test
`web`        the served web with nothing but Olga in its record. One for the whole process of
             tests: it takes seconds to come and go
`senders`    worker and clock of that web, for this test
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.clock import wall_time
from bot.organizers import organizers
from bot.people.contacts import NewContact, add_contact
from bot.store import migrate
from bot.store.djs import djs
from bot.web.sign_in import one_time_link
from tests import beginnings, servers
from tests.conftest import make_settings
from tests.crowd import Process, carried_by, worker_and_clock
from tests.lacking import give_up
from tests.ports import find_free_port
from tests.simulator_process import Simulator
from tests.web.web_process import served

# The first of these that is here. Debian's own build without windows takes a fifth less processor.
_BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = next((Path(path) for path in _BROWSERS if Path(path).exists()), Path(_BROWSERS[-1]))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Each new context is a window with two pages of its own for what is typed into its address:
    # 0.4 s of processor each, two thirds of what a test's browser took. A later list takes the
    # place of an earlier one, so what Playwright switches off is named too. A renderer kept in
    # reserve for a page that nobody opens, and one for each page of ours, took a fifth more.
    "--process-per-site",
    "--renderer-process-limit=1",
    "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,"
    "PreconnectToSearch",
]
PHONE = {"width": 390, "height": 844}
OLGA = "olga@clarion.test"


def need_chromium() -> None:
    """Skip the tests that ask for a browser where there is none; in CI they fail."""
    if not CHROMIUM.exists():
        give_up("Chromium is not installed.")


@pytest.fixture(scope="module")
def running_chromium() -> Iterator[Any]:
    """Not for longer than a module: Playwright keeps an event loop of its own in the thread."""
    need_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def chromium(running_chromium: Any) -> Iterator[Any]:
    yield running_chromium
    for context in running_chromium.contexts:
        context.close()


class Web:
    """The served web, and the services behind it."""

    def __init__(self, url: str, clarion: Clarion, simulator: Simulator) -> None:
        self.url, self.clarion, self.simulator = url, clarion, simulator

    def link(self, email: str = OLGA) -> str:
        organizers.ensure(self.clarion.record, email)
        return one_time_link(self.clarion.settings, email)

    def enter(self, page: Any, email: str = OLGA) -> None:
        """Sign somebody in, in the browser of this page, without a look at the page it leads to:
        where that is not what a test is about, it is a quarter of a second."""
        answer = page.request.get(self.link(email), max_redirects=0)
        assert answer.status == 302, answer.text()

    def share(self, lang: str = "en", length: str = "30", code: str = "") -> str:
        script = self.clarion.campaign.current().scripts[0]
        code = code or f"code-{lang}"
        with self.clarion.record.transaction() as connection:
            djs.add_share(
                connection, code=code, contact_id=None, script=script.id, version=1, length=length,
                lang=lang, message_id=None, expires_at=None, now=wall_time(),
            )  # fmt: skip
        return f"{self.url}/on-air/{code}"


@pytest.fixture(scope="session")
def running_web(
    databases: servers.Databases, server_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    """On a database and a Redis of its own, since it goes on while other tests empty theirs. By
    the machine's name: browsers give no passkeys to an address of numbers."""
    database_url, port = databases.create(), find_free_port()
    migrate.upgrade(database_url)
    own = server_folder / "web"
    own.mkdir()
    with servers.redis_database(own) as redis_url, Simulator() as simulator:
        settings = make_settings(
            data_dir=tmp_path_factory.mktemp("web"), database_url=database_url, redis_url=redis_url
        )
        here = carried_by(
            settings, simulator, public_url=f"http://localhost:{port}", send_rate_per_s=15.0,
            approval_above=60, ignore_texting_hours=True, undo_s=6.0,
        )  # fmt: skip
        clarion = build(here)
        with served(here, port):
            yield Web(here.public_url, clarion, simulator)
        clarion.record.dispose()


@pytest.fixture
def web(running_web: Web) -> Web:
    settings = running_web.clarion.settings
    beginnings.empty(settings.database_url.get_secret_value())
    servers.flush(settings.redis_url.get_secret_value())
    running_web.simulator.reset()
    running_web.simulator.settings(sent_delay_ms=0, delivered_delay_ms=50)
    organizers.ensure(running_web.clarion.record, OLGA)
    return running_web


@pytest.fixture
def senders(web: Web) -> Iterator[tuple[Process, Process]]:
    with worker_and_clock(web.clarion.settings, is_forked=True) as both:
        yield both


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
