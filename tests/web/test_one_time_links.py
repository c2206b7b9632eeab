"""Links that sign in: once, for fifteen minutes, forged by nobody, tried a few times only."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from bot.clarion import Clarion
from bot.config import Settings
from bot.config.keys import KeyUse
from bot.errors import NotFound
from bot.organizers import organizers
from bot.organizers.organizers import Role
from bot.people.contacts import NewContact, add_contact
from bot.store.sealing import Purpose
from bot.web.sign_in import LINK_LASTS_S, LINK_SALT, one_time_link
from bot.web.sign_in_limits import (
    LINK_TRIES,
)
from tests.web.broadcasting import press, rows
from tests.web.conftest import (
    OLGA,
    PASSWORD,
    browser,
    enter,
    follow,
    is_in,
    post,
    with_password,
)


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


# --- made for somebody else ----------------------------------------------------------------------


def _made(client: FlaskClient, email: str) -> str:
    """The link an admin makes in the console for somebody."""
    page = press(client, "/console/organizers/", "/console/organizers/change", email=email,
                 act="link").text  # fmt: skip
    found = re.search(r"https://clarion\.test/console/link\?token=[\w.~%-]+", page)
    assert found, page
    return found[0]


def test_a_link_for_somebody_else_is_audited_and_told_to_them(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    admin = with_password(app, clarion)
    organizers.ensure(clarion.record, "rosa@clarion.test", Role.ADMIN)
    with_password(app, clarion, "rosa@clarion.test")
    contact = add_contact(clarion, NewContact("+13125550142", name="Rosa", lang="en"))
    assert contact == 1
    rows(record, "UPDATE organizer SET contact_id = 1 WHERE id = 2")
    _made(admin, "rosa@clarion.test")
    noted = rows(record, "SELECT organizer_id, object_id FROM audit WHERE act = 'link_made'")
    assert (1, 2) in noted
    [(body,)] = rows(record, "SELECT body_sealed FROM message WHERE kind = 'notice'")
    assert "olga@clarion.test made a link" in clarion.sealer.open(body, Purpose.MESSAGE_BODY)
    rosa = browser(app)
    enter(rosa, "rosa@clarion.test")
    assert "olga@clarion.test made a link that signs in as you" in rosa.get("/console/").text
    again = browser(app)
    enter(again, "rosa@clarion.test")
    assert "made a link" not in again.get("/console/").text


def test_whoever_comes_in_by_it_is_kept_and_a_link_of_the_command_line_ends_it(
    app: Flask, clarion: Clarion, olga: str, record: str
) -> None:
    admin = with_password(app, clarion)
    organizers.ensure(clarion.record, "rosa@clarion.test", Role.ADMIN)
    asked = "SELECT let_in_by FROM organizer ORDER BY id"
    follow(browser(app), _made(admin, "rosa@clarion.test"))
    assert rows(record, asked) == [(None,), (1,)]
    follow(browser(app), _made(admin, olga))  # one's own says nothing
    assert rows(record, asked) == [(None,), (1,)]
    follow(browser(app), one_time_link(clarion.settings, "rosa@clarion.test"))
    assert rows(record, asked) == [(None,), (None,)]
