"""The running copy as an attacker sees it: an address, texts, browsers; and the record beside it,
to see whether anything came of a try."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
from flask import Flask
from passlib.totp import TOTP
from werkzeug.datastructures import MultiDict

from bot.carrier.signature import sign
from bot.clarion import Clarion
from bot.config import Settings
from bot.organizers import organizers
from bot.organizers.rights import Role
from bot.web import create_app
from bot.web.sign_in import one_time_link
from tests.chaos.house import House, house
from tests.crowd import ROOT, number
from tests.factories import rows
from tests.simulator_process import Simulator

PEOPLE = 20
PASSWORD = "seven small plain words here"
_WAITS_S = 20.0
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser(requests.Session):
    """A browser at one address of the world, which a trusted proxy hands on."""

    def __init__(self, url: str, address: str) -> None:
        super().__init__()
        self.trust_env = False
        self.base = url
        self.headers["X-Forwarded-For"] = address

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask for a path without following redirects."""
        given = {"allow_redirects": False, "timeout": _WAITS_S, **more}
        return self.request(method, self.base + path, **given)

    def look(self, path: str) -> requests.Response:
        """GET a path."""
        return self.ask("GET", path)

    def fill(self, path: str, data: Mapping[str, Any], page: str = "") -> requests.Response:
        """Post a form with the token that `page` (or the path itself) carries."""
        token = csrf_token(self.look(page or path).text)
        return self.ask("POST", path, data={**data, "csrf_token": token})

    @property
    def is_in(self) -> bool:
        """Whether the console knows who this is."""
        return self.look("/console/account/").status_code == 200


class Target:
    """A running copy, and who attacks it."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.url: str = home.settings.public_url
        self.port = home.port
        self.app: Flask = create_app(home.clarion)
        self._addresses = (f"198.51.{a}.{b}" for a in range(100, 256) for b in range(1, 255))

    @property
    def settings(self) -> Settings:
        """Of the running copy."""
        return self.home.settings

    @property
    def clarion(self) -> Clarion:
        """Services on the same record."""
        return self.home.clarion

    @property
    def simulator(self) -> Simulator:
        """The carrier."""
        return self.home.simulator

    def address(self) -> str:
        """An address that nobody has come from."""
        return next(self._addresses)

    def browser(self, address: str = "") -> Browser:
        """A stranger's browser."""
        return Browser(self.url, address or self.address())

    def organizer(self, email: str, role: Role = Role.ORGANIZER) -> Browser:
        """Somebody signed in, by a link."""
        organizers.ensure(self.clarion.record, email, role)
        made = self.browser()
        answer = made.look(one_time_link(self.settings, email).removeprefix(self.url))
        assert answer.status_code == 302, answer.text
        return made

    def with_password(self, email: str) -> Browser:
        """Somebody signed in, who has set a password."""
        made = self.organizer(email)
        data = {"password": PASSWORD, "again": PASSWORD}
        answer = made.fill("/console/account/first-password", data)
        assert answer.headers.get("Location") == "/console/", answer.text
        return made

    def text(self, sender: str, body: str, **changes: str) -> requests.Response:
        """A text as the carrier posts it, signed."""
        return self.post(self.form(sender, body, **changes))

    def form(self, sender: str, body: str, **changes: str) -> dict[str, str]:
        """The form of a text; `changes` replace or add fields."""
        sid = changes.get("MessageSid") or f"SM{uuid.uuid4().hex}"
        return {
            "AccountSid": self.settings.twilio_account_sid, "ApiVersion": "2010-04-01",
            "Body": body, "From": sender, "FromCity": "CHICAGO", "FromCountry": "US",
            "FromState": "IL", "FromZip": "60608", "MessageSid": sid, "NumMedia": "0",
            "NumSegments": "1", "SmsMessageSid": sid, "SmsSid": sid, "SmsStatus": "received",
            "To": self.settings.twilio_from, "ToCity": "", "ToCountry": "US", "ToState": "DC",
            "ToZip": "", **changes,
        }  # fmt: skip

    def signature(self, fields: Mapping[str, Any], path: str = "/twilio/sms", at: str = "") -> str:
        """What the carrier would sign a form with, for our address unless said otherwise."""
        token = self.settings.twilio_auth_token.get_secret_value()
        return sign(token, (at or self.url) + path, MultiDict(fields))

    def post(
        self, fields: Mapping[str, Any], signature: str | None = "", path: str = "/twilio/sms",
        **headers: str,
    ) -> requests.Response:  # fmt: skip
        """Post a form under a signature: the right one, unless another or none is given."""
        given = self.signature(fields, path) if signature == "" else signature
        if given is not None:
            headers["X-Twilio-Signature"] = given
        with Browser(self.url, self.address()) as poster:
            return poster.ask("POST", path, data=fields, headers=headers)

    def count(self, what: str, *values: Any) -> int:
        """A count in the record: `count("message WHERE kind = 'inbound'")`."""
        found: int = rows(self.clarion, f"SELECT count(*)::int FROM {what}", *values)[0][0]  # noqa: S608 - our own words
        return found


def csrf_token(page: str) -> str:
    """The token a page carries; "" where it has none."""
    found = _TOKEN.search(page)
    return found[1] if found else ""


def second_factor(browser: Browser) -> TOTP:
    """Set an authenticator up, as somebody signed in; it."""
    page = browser.fill("/console/tf-setup", {"setup": "authenticator"}).text
    key = page.split("<code>")[1].split("</code>")[0].replace("-", "")
    action = page.split('action="/console/tf-setup/')[1].split('"')[0]
    data = {"code": TOTP(key).generate().token, "csrf_token": csrf_token(page)}
    answer = browser.ask("POST", f"/console/tf-setup/{action}", data=data)
    assert answer.status_code == 302, answer.text
    return TOTP(key)


def person(index: int) -> str:
    """The number of one of those who are on the list."""
    return number(index)


@contextmanager
def target() -> Iterator[Target]:
    """A running copy with the shipped campaign and twenty people, behind a trusted proxy."""
    changes = {"proxy_hops": 1, "replies_per_person": 30}
    with house(PEOPLE, 50.0, 1.0, changes, ROOT / "flows") as home:
        yield Target(home)
