"""Actions, calendar, why, audit and the first page: what they say, to whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.organizers.organizers import Role
from bot.sentences import kept, say, say_many
from bot.texting.words import language_name
from tests.web.broadcasting import ANA, act, add_people, press, rows, words
from tests.web.conftest import post, with_password


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ADMIN)


# --- actions -----------------------------------------------------------------------------------


@pytest.fixture
def action(olga: FlaskClient, record: str) -> str:
    """A rally of Ana's that waits for an organizer."""
    rows(record, "INSERT INTO event (code, kind, host_id, state, day, starts_at, city, zone)"
                 " VALUES ('KTR47', 'rally', 1, 'pending', current_date + 3, '17:30', 'Chicago',"
                 " 'America/Chicago')")  # fmt: skip
    return "/console/actions/"


def test_action_that_waits_is_approved_or_called_off(
    olga: FlaskClient, action: str, record: str
) -> None:
    page = words(olga.get(action).text)
    assert "Waits for you KTR47 · 0 people are coming" in page
    assert "1 action waits for a look" in words(olga.get("/console/").text)
    press(olga, action, action + "decide", act="approve", code="ktr47")
    assert rows(record, "SELECT state, is_listed FROM event") == [("open", True)]
    press(olga, action, action + "decide", act="call_off", code="KTR47")
    assert rows(record, "SELECT state, is_listed FROM event") == [("called_off", False)]
    again = press(olga, "/console/segments/", action + "decide", act="approve", code="KTR47")
    assert "already" in olga.get(again.headers["Location"]).text


def test_guests_are_let_in_by_name_or_all_at_once(
    olga: FlaskClient, action: str, record: str, clarion: Clarion
) -> None:
    press(olga, action, action + "decide", act="approve", code="KTR47")
    rows(record, "INSERT INTO rsvp (event_id, contact_id, state)"
                 " SELECT 1, id, 'going' FROM contact WHERE id IN (2, 3)")  # fmt: skip
    assert "Let in (" not in olga.get(action).text
    olga.application.extensions["clarion"] = replace(
        clarion, settings=clarion.settings.model_copy(update={"let_in": True})
    )
    assert "Let in (2)" in olga.get(action).text
    press(olga, action, action + "let-in", act="some", code="KTR47", person="3")
    assert rows(record, "SELECT contact_id FROM rsvp WHERE let_in_at IS NOT NULL") == [(3,)]
    assert "Let in (1)" in olga.get(action).text
    press(olga, action, action + "let-in", act="all", code="KTR47")
    assert rows(record, "SELECT 1 FROM rsvp WHERE let_in_at IS NULL") == []
    press(olga, action, action + "let-in", act="all", code="NOPE9")
    assert "There is no open action NOPE9." in olga.get(action).text


@pytest.mark.parametrize("code", ["", "NOPE9", "'; --", "x" * 500])
def test_action_that_is_none_changes_nothing(
    olga: FlaskClient, action: str, record: str, code: str
) -> None:
    assert press(olga, action, action + "decide", act="approve", code=code).status_code == 302
    assert rows(record, "SELECT state FROM event") == [("pending",)]


# --- why ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [ANA, "312 555 0142", "(312) 555-0142", "1", "#1"])
def test_why_tells_the_trail_and_writes_down_who_asked(
    olga: FlaskClient, record: str, who: str
) -> None:
    act(olga, "schedule", confirm="2")
    page = words(post(olga, "/console/why/", {"who": who, "broadcast": ""}).text)
    assert "They will get it when the broadcast begins" in page or "They will not get it" in page
    assert "has not texted STOP" in page
    found = rows(record, "SELECT object, object_id, detail FROM audit WHERE act = 'asked why'")
    assert found == [("contact", 1, {})]


@pytest.mark.parametrize("who", ["", "nobody", "999999", "9" * 30, "+13125550199", "<b>"])
def test_why_of_nobody_is_said_beside_the_field_and_noted_too(
    olga: FlaskClient, record: str, who: str
) -> None:
    answer = post(olga, "/console/why/", {"who": who, "broadcast": ""})
    assert answer.status_code == 400
    found = rows(record, "SELECT object_id, detail FROM audit WHERE act = 'asked why'")
    assert found == [(None, {})]
    assert 'id="who-error"' in answer.text


def test_why_in_spanish_has_no_english_rule(olga: FlaskClient) -> None:
    act(olga, "schedule", confirm="2")
    page = words(post(olga, "/console/why/?lang=es", {"who": "3", "broadcast": "1"}).text)
    assert "mandó STOP el" in page
    assert "Tal como están las cosas no lo recibirá" in page


# --- audit, calendar, home ---------------------------------------------------------------------


def test_audit_says_who_did_what_and_can_be_narrowed(
    olga: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    act(olga, "schedule", confirm="2")
    sign_in("rosa@clarion.test", Role.VIEWER)
    page = words(olga.get("/console/audit/").text)
    assert "olga@clarion.test wrote it · broadcast 1" in page
    only = olga.get("/console/audit/?who=2").text
    assert "wrote it ·" not in words(only)
    for odd in ("?before=x&who=-1", f"?before={10**30}", "?who=99999999999999999999"):
        assert olga.get("/console/audit/" + odd).status_code == 200


def test_audit_goes_back_a_page_at_a_time(olga: FlaskClient, record: str) -> None:
    act_130_times = (
        "INSERT INTO audit (act, object, object_id, detail)"
        " SELECT 'signed_in', 'organizer', 1, '{}' FROM generate_series(1, 130)"
    )
    rows(record, act_130_times)
    first = olga.get("/console/audit/").text
    older = first.split('href="/console/audit/?before=')[1].split('"')[0]
    assert "Older" not in olga.get(f"/console/audit/?before={older}").text


def test_calendar_shows_the_series(olga: FlaskClient, record: str) -> None:
    rows(record, "INSERT INTO series_sent (contact_id, series, name, anchor, due_at)"
                 " VALUES (1, 'welcome', 'first_call', 'joined', now())")  # fmt: skip
    page = words(olga.get("/console/calendar/").text)
    assert "joined · reports.called = 0 and not dj" in page
    assert "1 day after at 10:00 · Your first call takes a minute" in page
    assert "word for word. · 1 sent" in page


def test_missed_broadcast_is_sent_now_or_dropped_by_a_person(
    olga: FlaskClient, record: str
) -> None:
    act(olga, "schedule", confirm="2")
    reason = say_many(
        "its time passed %(num)s minute ago while nothing could be sent; resume it if it is "
        "still useful",
        "its time passed %(num)s minutes ago while nothing could be sent; resume it if it is "
        "still useful",
        74,
    )
    rows(record, "UPDATE broadcast SET state = 'missed', state_reason = 'REASON',"
                 " due_at = now() - interval '74 minutes', local_at = NULL"
                 .replace("REASON", kept(reason)))  # fmt: skip
    page = olga.get("/console/broadcasts/1").text
    assert "Send it now" in page
    assert "Drop it" in page
    assert "Missed Kickoff its time passed 74 minutes ago" in words(olga.get("/console/").text)
    spanish = words(olga.get("/console/broadcasts/1?lang=es").text)
    assert "su hora pasó hace 74 minutos" in spanish
    press(olga, "/console/broadcasts/1", "/console/broadcasts/1/resume")
    assert rows(record, "SELECT state FROM broadcast") == [("scheduled",)]
    assert rows(record, "SELECT due_at > now() - interval '1 minute' FROM broadcast") == [(True,)]


def test_undo_window_counts_down_beside_its_cancel(olga: FlaskClient, record: str) -> None:
    act(olga, "schedule", confirm="2", when="at")
    rows(record, "UPDATE broadcast SET due_at = now() + interval '9 seconds'")
    page = olga.get("/console/broadcasts/1").text
    assert "Begins in" in page
    press(olga, "/console/broadcasts/1", "/console/broadcasts/1/cancel")
    assert rows(record, "SELECT state FROM broadcast") == [("canceled",)]
    assert rows(record, "SELECT count(*) FROM message") == [(0,)]


def test_brake_says_its_reason_in_plain_words(olga: FlaskClient, record: str) -> None:
    act(olga, "schedule", confirm="2")
    reason = say(
        "%(count)s of %(all)s texts were filtered by carriers as unwanted (the limit is "
        "%(limit)s percent), most of all the text in %(language)s: %(its)s of %(its_all)s. "
        "Carriers take its words, its links or our number for spam: change them before you "
        "resume.",
        count=12, all=300, limit="3", language=language_name("es"), its=11, its_all=100,
    )  # fmt: skip
    pausing = "UPDATE broadcast SET state = 'paused', state_reason = 'REASON'"
    rows(record, pausing.replace("REASON", kept(reason)))
    page = words(olga.get("/console/broadcasts/1").text)
    assert "12 of 300 texts were filtered by carriers as unwanted" in page
    spanish = words(olga.get("/console/broadcasts/1?lang=es").text)
    assert "Las operadoras filtraron 12 de 300 mensajes" in spanish
    assert "sobre todo el texto en español: 11 de 100" in spanish


def test_result_is_taken_out_as_csv_by_organizers_and_noted(
    olga: FlaskClient, sign_in: Callable[..., FlaskClient], record: str
) -> None:
    act(olga, "schedule", confirm="2")
    answer = olga.get("/console/broadcasts/1/results.csv")
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("contact,language,state")
    assert 'filename="broadcast-1.delete-by-20' in answer.headers["Content-Disposition"]
    assert rows(record, "SELECT count(*) FROM audit WHERE act = 'took out results'") == [(1,)]
    viewer = sign_in("max@clarion.test", Role.VIEWER)
    assert viewer.get("/console/broadcasts/1/results.csv").status_code == 403
    assert olga.get("/console/broadcasts/99/results.csv").status_code == 404


def test_quiet_day_says_that_nothing_needs_anybody(olga: FlaskClient) -> None:
    page = words(olga.get("/console/").text)
    assert "Nothing. All is well." in page
    assert "Joined 0 0" in page  # those added by a list did not join


def test_no_page_s_address_carries_a_person(olga: FlaskClient, app: Flask) -> None:
    act(olga, "schedule", confirm="2")
    for path in ("/console/", "/console/broadcasts/1", "/console/calendar/", "/console/why/"):
        page = olga.get(path).text
        for part in ("5550142", "555-0142", "Ana"):
            assert all(part not in link for link in re.findall(r'href="([^"]*)"', page)), path


def test_a_practice_week_is_marked_on_every_page(
    app: Flask, clarion: Clarion, olga: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = with_password(app, clarion)
    assert "This is a practice week." not in client.get("/console/").text
    practised = replace(clarion.campaign.current(), is_practice=True)
    monkeypatch.setattr(clarion.campaign, "_campaign", practised)
    assert "This is a practice week." in client.get("/console/").text
