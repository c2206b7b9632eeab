"""Public pages, so many a minute; the counter on a wall, this machine and organizers are free."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from tests.web.conftest import browser

MOST = 12


@pytest.fixture
def stranger(app: Flask, clarion: Clarion) -> Callable[[str], FlaskClient]:
    object.__setattr__(clarion.settings, "pages_a_minute", MOST)

    def come(address: str) -> FlaskClient:
        client = browser(app)
        client.environ_base["REMOTE_ADDR"] = address
        return client

    return come


@pytest.mark.parametrize(
    "path", ["/", "/dj/ELM7", "/dj/ELM7/scan.svg", "/on-air/x", "/v/x", "/console/link?token=x"]
)
def test_one_address_is_stopped_and_others_are_not(
    stranger: Callable[[str], FlaskClient], path: str
) -> None:
    one = stranger("192.0.2.1")
    codes = [one.get(path).status_code for _ in range(MOST + 2)]
    assert 429 not in codes[:MOST]
    assert codes[MOST:] == [429, 429]
    answer = one.get(path)
    assert answer.headers["Retry-After"] == "60"
    assert "Too many tries" in answer.text
    assert stranger("192.0.2.2").get(path).status_code != 429


def test_a_network_of_ipv6_is_one_address(stranger: Callable[[str], FlaskClient]) -> None:
    codes = [stranger(f"2001:db8::{n:x}").get("/").status_code for n in range(1, MOST + 3)]
    assert codes[-2:] == [429, 429]


@pytest.mark.parametrize(
    ("address", "path"),
    [("192.0.2.1", "/live"), ("192.0.2.1", "/live.json"), ("127.0.0.1", "/"), ("::1", "/")],
)
def test_what_a_crowd_looks_at_and_this_machine_are_not_counted(
    stranger: Callable[[str], FlaskClient], address: str, path: str
) -> None:
    client = stranger(address)
    assert {client.get(path).status_code for _ in range(MOST + 5)} == {200}
