"""The web as tests use it: the whole app on the real record, Twilio's forms, and the cast."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from bot.bootstrap import build
from bot.carrier.signature import sign
from bot.clarion import Clarion
from bot.config import Settings
from bot.organizers import organizers
from bot.organizers.organizers import Role
from bot.web import create_app
from bot.web.sign_in import one_time_link
from tests.conftest import AUTH_TOKEN
from tests.web.browsing import chromium as chromium
from tests.web.browsing import running_chromium as running_chromium
from tests.web.browsing import running_web as running_web
from tests.web.browsing import senders as senders
from tests.web.browsing import web as web

PUBLIC_URL = "https://clarion.test"
ANA = "+13125550142"
OLGA = "olga@clarion.test"
PASSWORD = "four plain words here"

_sids = itertools.count(1)


@pytest.fixture
def clarion(record: str, redis_url: str, settings: Settings) -> Iterator[Clarion]:
    built = build(settings)
    yield built
    built.record.dispose()


@pytest.fixture
def app(clarion: Clarion) -> Flask:
    return create_app(clarion)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return browser(app)


# The sign-in library still makes its own choices the old way (5.9.2 with WTForms 3.3).
LIBRARY_CHOICES = pytest.mark.filterwarnings(
    "ignore:Passing SelectField choices as tuples:DeprecationWarning"
)


def browser(app: Flask) -> FlaskClient:
    """A browser that reaches us over https, as its secure cookies need."""
    found = app.test_client()
    found.environ_base["wsgi.url_scheme"] = "https"
    found.environ_base["HTTP_HOST"] = "clarion.test"
    return found


@pytest.fixture
def sign_in(app: Flask, clarion: Clarion) -> Callable[..., FlaskClient]:
    """Signs somebody in by a one-time link: `sign_in("olga@clarion.test", Role.ORGANIZER)`."""

    def enter(email: str = "olga@clarion.test", role: Role = Role.ADMIN) -> FlaskClient:
        organizers.ensure(clarion.record, email, role)
        client = browser(app)
        answer = follow(client, one_time_link(clarion.settings, email))
        assert answer.status_code == 302, answer.text
        return client

    return enter


def follow(client: FlaskClient, link: str) -> TestResponse:
    parts = urlsplit(link)
    return client.get(f"{parts.path}?{parts.query}")


def post(client: FlaskClient, path: str, data: Mapping[str, Any], **more: Any) -> TestResponse:
    """Post a form of a page as a browser does: with the token that page carries."""
    token = csrf_token(client.get(path).text)
    return client.post(path, data={**data, "csrf_token": token}, **more)


def csrf_token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return str(found[1])


def new_sid() -> str:
    return f"SM{next(_sids):032x}"


def form(**changes: str) -> dict[str, str]:
    """A text from Ana as Twilio posts it; `changes` replace or add fields."""
    sid = changes.get("MessageSid") or new_sid()
    return {
        "ToCountry": "US", "ToState": "DC", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "",
        "FromZip": "60608", "SmsSid": sid, "FromState": "IL", "SmsStatus": "received",
        "FromCity": "CHICAGO", "Body": "MENU", "FromCountry": "US", "To": "+12025550100",
        "ToZip": "", "NumSegments": "1", "MessageSid": sid, "From": ANA,
        "AccountSid": "AC00000000000000000000000000000001", "ApiVersion": "2010-04-01", **changes,
    }  # fmt: skip


def send(
    client: FlaskClient, fields: Mapping[str, Any], path: str = "/twilio/sms", **more: Any
) -> TestResponse:
    """Post a form signed with the account's token, for the address we are known by."""
    many = MultiDict(fields)
    signature = sign(AUTH_TOKEN, PUBLIC_URL + path, many)
    return client.post(
        path,
        data=urlencode(list(many.items(multi=True))),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature, **more.get("headers", {})},
    )


@pytest.fixture
def olga(clarion: Clarion) -> str:
    organizers.ensure(clarion.record, OLGA)
    return OLGA


def with_password(app: Flask, clarion: Clarion, email: str = OLGA) -> FlaskClient:
    """Sign in by link and set a password, as a first-time organizer does."""
    client = browser(app)
    follow(client, one_time_link(clarion.settings, email))
    data = {"password": PASSWORD, "again": PASSWORD}
    answer = post(client, "/console/account/first-password", data)
    assert answer.headers["Location"] == "/console/"
    return client


def enter(client: FlaskClient, email: str = OLGA, password: str = PASSWORD) -> TestResponse:
    return post(client, "/console/sign-in", {"email": email, "password": password})


def is_in(client: FlaskClient) -> bool:
    return client.get("/console/").status_code == 200
