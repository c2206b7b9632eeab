"""Signing in: links that work once, passwords, limits, sessions, a second factor."""

from __future__ import annotations

import psycopg
from flask import Flask

from bot.clarion import Clarion
from bot.organizers import organizers
from bot.web.sign_in import one_time_link
from bot.web.sign_in_limits import (
    TRIES_EVERYWHERE,
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    SignInLimits,
)
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
    with_password,
)

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


def test_guessing_from_many_addresses_is_slowed_and_locks_the_owner_out_nowhere(
    redis_url: str,
) -> None:
    limits = SignInLimits(Tally(redis_url), b"secret", b"devices")
    device = limits.device_cookie(OLGA)
    looked_at = sum(
        limits.may_try(OLGA, f"192.0.2.{address}", "") for address in range(12) for _ in range(10)
    )
    assert TRIES_EVERYWHERE <= looked_at <= TRIES_EVERYWHERE + 4
    assert limits.may_try(OLGA, "192.0.2.1", device)  # a browser that was in before
    assert limits.may_try("ana@clarion.test", "198.51.100.1", "")


def test_failures_are_audited_and_name_no_address(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    with_password(app, clarion)
    stranger = browser(app)
    for _ in range(TRIES_PER_ACCOUNT + 2):
        enter(stranger, OLGA, "a wrong guess")
    enter(browser(app), "nobody@clarion.test", "a wrong guess")
    with psycopg.connect(record) as connection:
        found = connection.execute(
            "SELECT act, object_id, detail FROM audit WHERE act LIKE 'sign_in_%' ORDER BY id"
        ).fetchall()
    failed = ("sign_in_failed", 1, {"by": "password"})
    assert found[:TRIES_PER_ACCOUNT] == [failed] * TRIES_PER_ACCOUNT
    assert found[TRIES_PER_ACCOUNT:] == [
        ("sign_in_limited", 1, {}),
        ("sign_in_failed", None, {"by": "password"}),
    ]


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
