"""A broadcast to many waits for a second person, who did not write it and sees what it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.organizers.organizers import Role
from tests.web.broadcasting import act, add_people, press, rows, words

PAGE = "/console/broadcasts/1"


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    """Olga wrote a broadcast that needs a second person."""
    add_people(clarion)
    object.__setattr__(clarion.settings, "approval_above", 1)
    client = sign_in("olga@clarion.test", Role.ORGANIZER)
    assert act(client, "schedule", confirm="2").status_code == 302
    return client


@pytest.fixture
def rosa(olga: FlaskClient, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Another organizer."""
    return sign_in("rosa@clarion.test", Role.APPROVER)


def state(record: str) -> str:
    return str(rows(record, "SELECT state FROM broadcast")[0][0])


def test_author_sees_that_somebody_else_must_look(olga: FlaskClient, record: str) -> None:
    page = olga.get(PAGE).text
    assert "waits for a second organizer" in page
    assert "Approve it" not in page
    press(olga, PAGE, PAGE + "/approve", confirm="2")
    assert state(record) == "draft"


def test_second_organizer_sees_text_and_people_and_approves_by_the_count(
    rosa: FlaskClient, record: str
) -> None:
    page = words(rosa.get(PAGE).text)
    assert "2 people" in page
    assert "It starts today. Call (866) 473-5915." in page
    assert "has texted STOP" in page
    for wrong in ("", "3", "two"):
        press(rosa, PAGE, PAGE + "/approve", confirm=wrong)
        assert state(record) == "draft"
    answer = press(rosa, PAGE, PAGE + "/approve", confirm="2")
    assert "Approved. It goes out at its time." in rosa.get(answer.headers["Location"]).text
    assert state(record) == "approved"
    assert rows(record, "SELECT approved_by FROM broadcast") == [(2,)]


def test_whoever_changed_it_cannot_approve_it_either(
    olga: FlaskClient, rosa: FlaskClient, record: str
) -> None:
    act(rosa, "schedule", PAGE + "/edit", confirm="2", text_en="Other words. Call {line}.")
    press(rosa, PAGE, PAGE + "/approve", confirm="2")
    assert state(record) == "draft"
    assert "Approve it" not in rosa.get(PAGE).text


def test_viewer_sees_it_and_cannot_approve(
    olga: FlaskClient, sign_in: Callable[..., FlaskClient], record: str
) -> None:
    max_ = sign_in("max@clarion.test", Role.VIEWER)
    assert "Approve it" not in max_.get(PAGE).text
    assert press(max_, PAGE, PAGE + "/approve", confirm="2").status_code == 403
    assert state(record) == "draft"


def test_list_that_changed_meanwhile_is_not_approved_by_the_old_count(
    rosa: FlaskClient, record: str
) -> None:
    rows(record, "UPDATE contact SET opted_out_at = now() WHERE id = 1")
    answer = press(rosa, PAGE, PAGE + "/approve", confirm="2")
    assert "It goes to 1 person" in rosa.get(answer.headers["Location"]).text
    assert state(record) == "draft"


def test_segment_that_went_away_is_said_and_not_approved(rosa: FlaskClient, record: str) -> None:
    rows(record, "UPDATE broadcast SET segment = 'segment \"gone\"'")
    assert "no segment named" in rosa.get(PAGE).text
    press(rosa, PAGE, PAGE + "/approve", confirm="2")
    assert state(record) == "draft"


def test_home_and_calendar_say_that_it_waits(rosa: FlaskClient) -> None:
    home = words(rosa.get("/console/").text)
    assert "Approve Kickoff waits for a second organizer" in home
    assert "will not send before" in rosa.get("/console/calendar/").text


def test_viewer_sees_the_words_and_nobody_s_name(
    olga: FlaskClient, sign_in: Callable[..., FlaskClient], clarion: Clarion
) -> None:
    act(olga, "schedule", PAGE + "/edit", confirm="2", text_en="Hi {name}!", text_es="¡{name}!")
    assert "Hi Ana!" in olga.get(PAGE).text
    seen = sign_in("max@clarion.test", Role.VIEWER).get(PAGE).text
    assert "Hi {name}!" in seen
    assert "Ana" not in seen


def test_organizer_who_did_not_write_it_is_no_approver(
    olga: FlaskClient, sign_in: Callable[..., FlaskClient], record: str
) -> None:
    ana = sign_in("ana@clarion.test", Role.ORGANIZER)
    assert "Approve it" not in ana.get(PAGE).text
    assert press(ana, PAGE, PAGE + "/approve", confirm="2").status_code == 403
    assert state(record) == "draft"
