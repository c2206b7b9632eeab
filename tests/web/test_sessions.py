"""How long a session lasts, what asks for the password again, and who must have a second factor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from bot.clarion import Clarion
from bot.clock import wall_time
from bot.organizers import organizers
from bot.organizers.organizers import Role
from bot.web import security
from bot.web.sign_in import one_time_link
from bot.web.sign_in_limits import CODE_TRIES
from tests.web.broadcasting import press, rows
from tests.web.conftest import (
    LIBRARY_CHOICES,
    OLGA,
    PASSWORD,
    browser,
    enter,
    follow,
    is_in,
    post,
    with_password,
)
from tests.web.test_second_factor import switch_on

pytestmark = LIBRARY_CHOICES
HOUR = 3600


def aged(client: FlaskClient, **seconds: float) -> None:
    """Make what a session remembers so many seconds older."""
    with client.session_transaction() as session:
        for name, older in seconds.items():
            session[name] = session[name] - older


def test_session_ends_after_its_hours_however_much_it_is_used(
    app: Flask, clarion: Clarion, olga: str
) -> None:
    client = with_password(app, clarion)
    for _ in range(11):
        aged(client, began_at=HOUR)
        assert is_in(client)
    aged(client, began_at=HOUR)
    assert not is_in(client)
    assert enter(client).headers["Location"] == "/console/"
    assert is_in(client)


def test_hours_of_a_session_are_a_setting(clarion: Clarion, olga: str) -> None:
    from bot.web import create_app

    object.__setattr__(clarion.settings, "session_hours", 0.5)
    client = with_password(create_app(clarion), clarion)
    aged(client, began_at=0.4 * HOUR)
    assert is_in(client)
    aged(client, began_at=0.2 * HOUR)
    assert not is_in(client)


# --- the password again --------------------------------------------------------------------------

EXPORTS = ("/console/djs/run-sheet.csv", "/console/djs/airings.csv")


@pytest.mark.parametrize("path", EXPORTS)
def test_a_list_leaves_only_soon_after_the_password(
    app: Flask, clarion: Clarion, olga: str, path: str
) -> None:
    client = with_password(app, clarion)
    assert client.get(path).status_code == 200
    aged(client, fs_paa=security.PASSWORD_LASTS.total_seconds())
    asked = client.get(path)
    assert asked.headers["Location"].startswith("/console/verify")
    again = post(client, asked.headers["Location"], {"password": PASSWORD})
    assert again.headers["Location"] == path
    assert client.get(path).status_code == 200


def test_roles_change_only_soon_after_the_password(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    organizers.ensure(clarion.record, "ana@clarion.test", Role.VIEWER)
    client = with_password(app, clarion)
    aged(client, fs_paa=security.PASSWORD_LASTS.total_seconds())
    page = "/console/organizers/"
    for path, data in (
        (page + "change", {"email": "ana@clarion.test", "act": "admin"}),
        (page + "change", {"email": "ana@clarion.test", "act": "remove"}),
        (page + "change", {"email": "ana@clarion.test", "act": "link"}),
        (page, {"email": "max@clarion.test", "role": "admin"}),
    ):
        assert "/console/verify" in press(client, page, path, **data).headers["Location"]
    found = rows(record, "SELECT email, r.name FROM organizer o JOIN organizer_role x ON"
                 " x.organizer_id = o.id JOIN role r ON r.id = x.role_id ORDER BY 1")  # fmt: skip
    assert found == [("ana@clarion.test", "viewer"), (OLGA, "admin")]


def test_second_factor_and_recovery_codes_are_touched_only_soon_after_the_password(
    app: Flask, clarion: Clarion, record: str
) -> None:
    organizers.ensure(clarion.record, OLGA, Role.ORGANIZER)
    client = with_password(app, clarion)
    switch_on(client)
    aged(client, fs_paa=security.PASSWORD_LASTS.total_seconds())
    for path, data in (
        ("/console/tf-setup", {"setup": "disable"}),
        ("/console/tf-setup", {"setup": "authenticator"}),
        ("/console/mf-recovery-codes", {"generate_new_codes": "1"}),
    ):
        assert "/console/verify" in press(client, "/console/account/", path, **data).location
    assert rows(record, "SELECT tf_primary_method FROM organizer") == [("authenticator",)]
    post(client, "/console/verify", {"password": PASSWORD})
    assert post(client, "/console/tf-setup", {"setup": "disable"}).status_code == 302
    assert rows(record, "SELECT tf_primary_method FROM organizer") == [(None,)]


def test_the_password_asked_for_again_cannot_be_guessed(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    client = with_password(app, clarion)
    for n in range(CODE_TRIES):
        assert "Invalid password" in post(client, "/console/verify", {"password": f"no {n}"}).text
    assert "Too many tries" in post(client, "/console/verify", {"password": PASSWORD}).text
    failed = rows(record, "SELECT object_id, detail FROM audit WHERE act = 'sign_in_failed'")
    assert failed == [(1, {"by": "password"})] * CODE_TRIES


def test_whoever_has_no_password_is_told_how_to_get_on(
    app: Flask, clarion: Clarion, olga: str
) -> None:
    client = browser(app)
    follow(client, one_time_link(clarion.settings, OLGA))
    aged(client, fs_paa=security.PASSWORD_LASTS.total_seconds())
    asked = client.get(EXPORTS[0], follow_redirects=True).text
    assert f"clarion organizers link {OLGA}" in asked
    follow(client, one_time_link(clarion.settings, OLGA))
    assert client.get(EXPORTS[0]).status_code == 200


# --- who must have a second factor ---------------------------------------------------------------


def test_admin_has_a_day_to_set_one_up_and_then_sees_nothing_else(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    client = with_password(app, clarion)
    assert "Your role takes a second factor." in client.get("/console/").text
    [(due,)] = rows(record, "SELECT factor_due_at FROM organizer")
    left = due - wall_time()
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    rows(record, "UPDATE organizer SET factor_due_at = timestamptz '2020-01-01'")
    for path in ("/console/", "/console/organizers/", "/console/broadcasts/", EXPORTS[0]):
        assert client.get(path).location == "/console/tf-setup", path
    assert client.get("/console/account/").status_code == 200
    switch_on(client)
    assert is_in(client)
    assert "Your role takes" not in client.get("/console/").text


def test_admin_cannot_take_it_off(app: Flask, clarion: Clarion, olga: str, record: str) -> None:
    client = with_password(app, clarion)
    switch_on(client)
    assert 'value="disable"' not in client.get("/console/tf-setup").text
    assert post(client, "/console/tf-setup", {"setup": "disable"}).status_code == 200
    assert rows(record, "SELECT tf_primary_method FROM organizer") == [("authenticator",)]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ORGANIZER])
def test_others_need_none(sign_in: Callable[..., FlaskClient], record: str, role: Role) -> None:
    client = sign_in("max@clarion.test", role)
    assert "Your role takes" not in client.get("/console/").text
    assert rows(record, "SELECT factor_due_at FROM organizer") == [(None,)]


def test_a_lost_one_begins_a_new_day(app: Flask, clarion: Clarion, olga: str, record: str) -> None:
    switch_on(with_password(app, clarion))
    rows(record, "UPDATE organizer SET factor_due_at = timestamptz '2020-01-01'")
    client = browser(app)
    follow(client, one_time_link(clarion.settings, OLGA, forget_second_factor=True))
    assert is_in(client)


# --- codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_code_is_valid_for_one_step_before_and_after(
    app: Flask, clarion: Clarion, olga: str, steps: int, is_taken: bool
) -> None:
    key = switch_on(with_password(app, clarion))
    with clarion.record.transaction() as connection:  # set up long ago, not with this minute's code
        connection.execute("UPDATE organizer SET code_step = NULL")
    client = browser(app)
    enter(client)
    at = datetime.now(UTC)
    code = TOTP(key).generate(time=at + timedelta(seconds=30 * steps)).token
    answer = post(client, "/console/tf-validate", {"code": code})
    assert (answer.status_code == 302) is is_taken


def test_recovery_codes_cannot_be_guessed_and_failures_are_noted(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    first = with_password(app, clarion)
    switch_on(first)
    page = post(first, "/console/mf-recovery-codes", {"generate_new_codes": "1"}).text
    right = page.split("<code>")[1].split("</code>")[0]
    client = browser(app)
    enter(client)
    for n in range(CODE_TRIES):
        post(client, "/console/mf-recovery", {"code": f"0000-0000-{n:04}"})
    assert "Too many tries" in post(client, "/console/mf-recovery", {"code": right}).text
    assert not is_in(client)
    failed = rows(record, "SELECT detail FROM audit WHERE act = 'sign_in_failed'")
    assert failed == [({"by": "recovery code"},)] * CODE_TRIES
