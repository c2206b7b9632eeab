"""The second factor: asked for, once a code, also behind a link; and codes for a lost phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from bot.clarion import Clarion
from bot.web.sign_in import one_time_link
from bot.web.sign_in_limits import CODE_TRIES
from tests.web.conftest import (
    LIBRARY_CHOICES,
    browser,
    csrf_token,
    enter,
    follow,
    is_in,
    post,
    with_password,
)

pytestmark = LIBRARY_CHOICES


def switch_on(client: FlaskClient) -> str:
    """Set an authenticator up; its key."""
    page = post(client, "/console/tf-setup", {"setup": "authenticator"}).text
    key = page.split("<code>")[1].split("</code>")[0].replace("-", "")
    action = page.split('action="/console/tf-setup/')[1].split('"')[0]
    data = {"code": TOTP(key).generate().token, "csrf_token": csrf_token(page)}
    answer = client.post(f"/console/tf-setup/{action}", data=data)
    assert answer.status_code == 302, answer.text
    return key


def test_second_factor_is_asked_for_and_each_code_works_once(
    app: Flask, clarion: Clarion, olga: str
) -> None:
    first = with_password(app, clarion)
    key = switch_on(first)
    page = first.get("/console/mf-recovery-codes").text
    assert "Recovery" in page
    client = browser(app)
    assert "/console/tf-validate" in enter(client).headers["Location"] or not is_in(client)
    assert not is_in(client)
    code = TOTP(key).generate(time=datetime.now(UTC) + timedelta(seconds=30)).token
    answer = post(client, "/console/tf-validate", {"code": code})
    assert answer.status_code == 302, answer.text
    assert is_in(client)
    other = browser(app)
    enter(other)
    assert post(other, "/console/tf-validate", {"code": code}).status_code == 200
    assert not is_in(other)


def test_second_factor_guards_the_link_too(app: Flask, clarion: Clarion, olga: str) -> None:
    switch_on(with_password(app, clarion))
    client = browser(app)
    follow(client, one_time_link(clarion.settings, olga))
    assert not is_in(client)
    follow(client, one_time_link(clarion.settings, olga, forget_second_factor=True))
    assert is_in(client)


def test_recovery_code_lets_in_once_and_is_sealed(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    first = with_password(app, clarion)
    switch_on(first)
    page = post(first, "/console/mf-recovery-codes", {"generate_new_codes": "1"}).text
    code = re.findall(r"<code>([0-9a-f-]{14})</code>", page)[0]
    with psycopg.connect(record) as connection:
        stored = str(connection.execute("SELECT mf_recovery_codes FROM organizer").fetchall())
    assert code not in stored
    client = browser(app)
    enter(client)
    assert post(client, "/console/mf-recovery", {"code": code}).status_code == 302
    assert is_in(client)
    other = browser(app)
    enter(other)
    post(other, "/console/mf-recovery", {"code": code})
    assert not is_in(other)


def test_codes_cannot_be_guessed(app: Flask, clarion: Clarion, olga: str) -> None:
    switch_on(with_password(app, clarion))
    client = browser(app)
    enter(client)
    pages = [
        post(client, "/console/tf-validate", {"code": f"{guess:06d}"}).text
        for guess in range(CODE_TRIES + 1)
    ]
    assert "Too many tries" in pages[-1]
