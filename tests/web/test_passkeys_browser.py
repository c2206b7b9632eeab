"""A passkey as a second factor, in a real browser with Chromium's virtual authenticator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.organizers import organizers
from bot.organizers.organizers import Role
from bot.web.sign_in import one_time_link
from tests.factories import rows
from tests.web.browsing import OLGA, Web, wrong_on

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "four plain words here"
# Where a link leads, and not the page before it, whose address names it as the next one.
FIRST_PASSWORD = re.compile(r"//[^/]+/console/account/first-password$")


@dataclass
class Key:
    """A page of a browser, and the authenticator plugged into it."""

    page: Any
    devtools: Any
    authenticator: str

    def unplug(self) -> None:
        self.devtools.send(
            "WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.authenticator}
        )


@pytest.fixture
def key(chromium: Any) -> Key:
    page = chromium.new_context().new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Key(page, devtools, made["authenticatorId"])


def begin(web: Web, page: Any, role: Role = Role.ADMIN) -> None:
    """Signed in for the first time, with a password."""
    organizers.ensure(web.clarion.record, OLGA, role)
    page.goto(one_time_link(web.clarion.settings, OLGA))
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/console/")


def add(web: Web, page: Any, name: str = "my phone") -> None:
    page.goto(f"{web.url}/console/passkeys")
    page.fill("input[name=name]", name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("#keys")).to_be_visible()
    expect(page.get_by_text(name, exact=True)).to_be_visible()


def sign_out(page: Any) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/console/sign-in")


def enter(web: Web, page: Any) -> None:
    page.goto(f"{web.url}/console/sign-in")
    page.fill("input[name=email]", OLGA)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()


def acts(web: Web) -> list[str]:
    like = "SELECT act FROM audit WHERE act LIKE %s ORDER BY id"
    found = rows(web.clarion, like, "passkey%")
    return [act for (act,) in found]


def test_passkey_is_the_second_factor_of_an_admin(web: Web, key: Key) -> None:
    page = key.page
    begin(web, page)
    wrong = wrong_on(page)
    add(web, page)
    assert wrong == []
    sign_out(page)
    enter(web, page)
    page.wait_for_url(re.compile(r"/console/passkey\?"))
    page.goto(f"{web.url}/console/audit/")  # the password alone opens nothing
    assert "/console/sign-in" in page.url
    enter(web, page)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/console/")
    rows(web.clarion, "UPDATE organizer SET factor_due_at = now() - interval '1 day' RETURNING id")
    page.goto(f"{web.url}/console/audit/")
    expect(page.get_by_role("heading", name="Audit")).to_be_visible()  # it counts as a factor
    assert acts(web) == ["passkey_added"]


def test_without_the_key_nobody_comes_in(web: Web, key: Key) -> None:
    page = key.page
    begin(web, page)
    add(web, page)
    sign_out(page)
    key.unplug()
    empty = key.devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True,
                     "automaticPresenceSimulation": True}},
    )  # fmt: skip
    assert empty
    enter(web, page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    page.goto(f"{web.url}/console/")
    assert "/console/sign-in" in page.url


def test_one_time_link_asks_for_it_too(web: Web, key: Key) -> None:
    page = key.page
    begin(web, page)
    add(web, page)
    sign_out(page)
    page.goto(one_time_link(web.clarion.settings, OLGA))
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(FIRST_PASSWORD)
    lost = one_time_link(web.clarion.settings, OLGA, forget_second_factor=True)
    assert rows(web.clarion, "SELECT count(*)::int FROM passkey") == [(0,)]
    sign_out(page)
    page.goto(lost)
    page.wait_for_url(FIRST_PASSWORD)


def test_last_factor_of_an_admin_stays_and_an_organizer_s_goes(web: Web, key: Key) -> None:
    page = key.page
    begin(web, page)
    add(web, page)
    page.get_by_role("button", name="Take my phone off").click()
    expect(page.get_by_text("Add another first")).to_be_visible()
    assert acts(web) == ["passkey_added"]
    organizers.ensure(web.clarion.record, "anna@clarion.test", Role.ADMIN)
    organizers.change_role(web.clarion.record, OLGA, Role.ORGANIZER)
    page.goto(f"{web.url}/console/passkeys")
    page.get_by_role("button", name="Take my phone off").click()
    expect(page.locator("#keys")).to_have_count(0)
    assert acts(web) == ["passkey_added", "passkey_removed"]
