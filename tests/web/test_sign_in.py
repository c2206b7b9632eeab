"""Signing in: links that work once, passwords, limits, sessions, a second factor."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from bot.clarion import Clarion
from bot.config import Settings
from bot.config.keys import KeyUse
from bot.errors import NotFound
from bot.organizers import organizers
from bot.web.sign_in import LINK_LASTS_S, LINK_SALT, one_time_link
from bot.web.sign_in_limits import LINK_TRIES, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, SignInLimits
from bot.web.tally import Tally
from tests.web.broadcasting import words
from tests.web.conftest import (
    OLGA,
    PASSWORD,
    browser,
    csrf_token,
    enter,
    follow,
    is_in,
    post,
    with_password,
)

# --- links -------------------------------------------------------------------------------------


def test_link_signs_in_and_leads_to_a_password(app: Flask, clarion: Clarion, olga: str) -> None:
    client = browser(app)
    answer = follow(client, one_time_link(clarion.settings, olga))
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert "Set your password" in page.text
    assert is_in(client)


def test_link_works_once(app: Flask, clarion: Clarion, olga: str) -> None:
    link = one_time_link(clarion.settings, olga)
    follow(browser(app), link)
    again = browser(app)
    answer = follow(again, link)
    assert answer.status_code == 410
    assert "used already" in answer.text
    assert not is_in(again)


def test_link_followed_by_many_at_once_lets_one_in(app: Flask, clarion: Clarion, olga: str) -> None:
    link = one_time_link(clarion.settings, olga)
    codes: list[int] = []
    threads = [
        threading.Thread(target=lambda: codes.append(follow(browser(app), link).status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [302] + [410] * 7


def test_looking_at_a_link_does_not_spend_it(app: Flask, clarion: Clarion, olga: str) -> None:
    link = one_time_link(clarion.settings, olga)
    parts = urlsplit(link)
    assert browser(app).head(f"{parts.path}?{parts.query}").status_code == 204
    assert follow(browser(app), link).status_code == 302


def test_link_expires(app: Flask, clarion: Clarion, olga: str) -> None:
    link = one_time_link(clarion.settings, olga)
    later = datetime.now(UTC) + timedelta(seconds=LINK_LASTS_S + 2)
    with patch("itsdangerous.timed.time.time", return_value=later.timestamp()):
        answer = follow(browser(app), link)
    assert answer.status_code == 410
    assert "expired" in answer.text


@pytest.mark.parametrize("token", ["", "x", "WzEsMF0.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", "💥"])
def test_link_that_was_made_up_is_refused(app: Flask, olga: str, token: str) -> None:
    answer = browser(app).get("/console/link", query_string={"token": token})
    assert answer.status_code == 410


def test_link_of_another_key_is_refused(app: Flask, clarion: Clarion, olga: str) -> None:
    other = clarion.settings.model_copy(
        update={"secret_key": type(clarion.settings.secret_key)("another-key-" * 4)}
    )
    assert follow(browser(app), one_time_link(other, olga)).status_code == 410


def test_first_organizer_is_made_in_development_only(record: str, settings: Settings) -> None:
    with pytest.raises(NotFound, match="clarion organizers add"):
        one_time_link(settings, OLGA)
    development = settings.model_copy(update={"environment": "development"})
    assert "/console/link?token=" in one_time_link(development, OLGA)
    with pytest.raises(NotFound):
        one_time_link(development, "max@clarion.test")


def test_password_is_set_without_the_old_one_only_soon_after_a_link(
    app: Flask, clarion: Clarion, olga: str
) -> None:
    client = with_password(app, clarion)
    answer = client.get("/console/account/first-password")
    assert answer.headers["Location"] == "/console/password"


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("short", "short", "at least 12 characters"),
        (PASSWORD, PASSWORD + "x", "not the same"),
        ("", "", "Choose a password"),
    ],
)
def test_bad_password_is_refused_in_words(
    app: Flask, clarion: Clarion, olga: str, password: str, again: str, says: str
) -> None:
    client = browser(app)
    follow(client, one_time_link(clarion.settings, olga))
    data = {"password": password, "again": again}
    assert says in post(client, "/console/account/first-password", data).text


def test_links_are_not_tried_without_end(app: Flask, clarion: Clarion, olga: str) -> None:
    client = browser(app)
    client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    codes = [
        client.get("/console/link", query_string={"token": f"wrong{n}"}).status_code
        for n in range(LINK_TRIES + 1)
    ]
    assert codes == [410] * LINK_TRIES + [429]
    link = one_time_link(clarion.settings, olga)
    assert follow(client, link).status_code == 429
    assert client.get("/v/wrong").status_code == 429
    assert follow(browser(app), link).status_code == 302  # from elsewhere


def test_a_link_that_lets_in_begins_the_count_again(
    app: Flask, clarion: Clarion, olga: str
) -> None:
    for _ in range(LINK_TRIES + 1):
        assert follow(browser(app), one_time_link(clarion.settings, olga)).status_code == 302


@pytest.mark.parametrize("use", list(KeyUse))
def test_whoever_holds_the_key_of_another_use_forges_no_link(
    app: Flask, clarion: Clarion, olga: str, use: KeyUse
) -> None:
    """A service that checks our webhooks could once sign itself in."""
    for held in (clarion.settings.key_for(use), clarion.settings.key_for(use, "crm")):
        for key in (held, held.hex()):
            if (use, held) == (KeyUse.ONE_TIME_LINK, clarion.settings.key_for(use)) and key == held:
                continue
            forged = URLSafeTimedSerializer(key, salt=LINK_SALT).dumps([1, 0])
            answer = browser(app).get("/console/link", query_string={"token": forged})
            assert answer.status_code == 410


# --- passwords and limits ----------------------------------------------------------------------


def test_password_signs_in(app: Flask, clarion: Clarion, olga: str) -> None:
    with_password(app, clarion)
    client = browser(app)
    assert enter(client, OLGA.upper()).headers["Location"] == "/console/"
    assert is_in(client)


def test_wrong_password_and_unknown_account_look_the_same(
    app: Flask, clarion: Clarion, olga: str
) -> None:
    with_password(app, clarion)
    pages = [
        enter(browser(app), OLGA, "wrong wrong wrong").text,
        enter(browser(app), "max@clarion.test", "wrong wrong wrong").text,
    ]
    assert "Max" not in words(pages[1])
    assert len({page.count("problem") + page.count("notice-error") for page in pages}) == 1


def test_guessing_is_stopped_and_locks_out_nobody_else(
    app: Flask, clarion: Clarion, olga: str
) -> None:
    known = with_password(app, clarion)
    organizers.ensure(clarion.record, "ana@clarion.test")
    with_password(app, clarion, "ana@clarion.test")
    stranger = browser(app)
    for _ in range(TRIES_PER_ACCOUNT):
        enter(stranger, OLGA, "a wrong guess")
    assert "Too many tries" in enter(stranger).text  # the right password, too late
    assert not is_in(stranger)
    # Olga's own browser, from the same address, is counted apart; another account is not touched.
    known.delete_cookie("__Host-clarion")
    assert enter(known).status_code == 302
    assert enter(browser(app), "ana@clarion.test").status_code == 302


def test_limits_hold_while_redis_is_away() -> None:
    limits = SignInLimits(Tally("redis://127.0.0.1:1/0"), b"secret", b"devices")
    tries = [limits.may_try(OLGA, "192.0.2.1", "") for _ in range(TRIES_PER_ACCOUNT + 1)]
    assert tries == [True] * TRIES_PER_ACCOUNT + [False]
    assert limits.may_try(OLGA, "192.0.2.2", "")


def test_one_address_cannot_try_many_accounts(redis_url: str) -> None:
    limits = SignInLimits(Tally(redis_url), b"secret", b"devices")
    tries = [limits.may_try(f"a{i}@x.test", "192.0.2.1", "") for i in range(TRIES_PER_ADDRESS + 1)]
    assert tries[-2:] == [True, False]


def test_an_ipv6_customer_is_one_address(redis_url: str) -> None:
    limits = SignInLimits(Tally(redis_url), b"secret", b"devices")
    for i in range(TRIES_PER_ACCOUNT):
        assert limits.may_try(OLGA, f"2001:db8:1:2::{i + 1:x}", "")
    assert not limits.may_try(OLGA, "2001:db8:1:2:ffff::1", "")
    assert limits.may_try(OLGA, "2001:db8:1:3::1", "")


def test_device_cookie_of_somebody_else_counts_for_nothing(redis_url: str) -> None:
    limits = SignInLimits(Tally(redis_url), b"secret", b"devices")
    anas = limits.device_cookie("ana@clarion.test")
    for _ in range(TRIES_PER_ACCOUNT):
        limits.may_try(OLGA, "192.0.2.1", anas)
    assert not limits.may_try(OLGA, "192.0.2.1", anas)


# --- sessions ----------------------------------------------------------------------------------


def test_cookies_are_closed(app: Flask, clarion: Clarion, olga: str) -> None:
    client = browser(app)
    answer = follow(client, one_time_link(clarion.settings, olga))
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-clarion")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_session_is_new_after_sign_in(app: Flask, clarion: Clarion, olga: str) -> None:
    with_password(app, clarion)
    client = browser(app)
    before = csrf_token(client.get("/console/sign-in").text)
    enter(client)
    answer = client.post("/console/stop", data={"csrf_token": before})
    assert answer.status_code == 400


def test_sign_out_makes_a_copied_cookie_worthless(app: Flask, clarion: Clarion, olga: str) -> None:
    client = with_password(app, clarion)
    cookie = client.get_cookie("__Host-clarion")
    assert cookie
    token = csrf_token(client.get("/console/").text)
    answer = client.post("/console/sign-out", data={"csrf_token": token})
    assert answer.headers["Location"] == "/console/sign-in"
    thief = browser(app)
    thief.set_cookie("__Host-clarion", cookie.value)
    assert not is_in(thief)


def test_removed_organizer_is_out_at_once(app: Flask, clarion: Clarion, olga: str) -> None:
    client = with_password(app, clarion)
    organizers.ensure(clarion.record, "ana@clarion.test")
    organizers.remove(clarion.record, OLGA)
    assert not is_in(client)


def test_only_our_own_pages_follow_a_sign_in(app: Flask, clarion: Clarion, olga: str) -> None:
    with_password(app, clarion)
    client = browser(app)
    token = csrf_token(client.get("/console/sign-in").text)
    data = {"email": OLGA, "password": PASSWORD, "csrf_token": token}
    answer = client.post("/console/sign-in?next=https://evil.example/", data=data)
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert "problem" in answer.text


def test_sign_in_is_audited_without_addresses(app: Flask, clarion: Clarion, record: str) -> None:
    organizers.ensure(clarion.record, OLGA)
    with_password(app, clarion)
    enter(browser(app))
    with psycopg.connect(record) as connection:
        rows = connection.execute(
            "SELECT act, detail::text FROM audit WHERE act = 'signed_in'"
        ).fetchall()
        ips = connection.execute("SELECT current_login_ip, last_login_ip FROM organizer").fetchall()
    assert len(rows) >= 2
    assert "@" not in str(rows)
    assert ips == [(None, None)]
