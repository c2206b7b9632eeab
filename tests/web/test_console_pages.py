"""Campaign, actions, calendar, why, audit and the first page: what they say, to whom."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.bootstrap import build
from bot.campaign import loading
from bot.clarion import Clarion
from bot.config import Settings
from bot.organizers.organizers import Role
from bot.sentences import kept, say, say_many
from bot.texting.words import language_name
from bot.web import create_app
from tests.web.broadcasting import ANA, act, add_people, press, rows, words
from tests.web.conftest import post, with_password

FLOWS = Path(__file__).resolve().parents[2] / "flows"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped campaign, to be changed."""
    return Path(shutil.copytree(FLOWS, tmp_path / "flows"))


@pytest.fixture
def clarion(
    record: str, redis_url: str, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clarion]:
    monkeypatch.setattr(loading, "SWEEP_S", 0.0)
    built = build(settings.model_copy(update={"campaign": folder}))
    yield built
    built.record.dispose()


@pytest.fixture
def app(clarion: Clarion) -> Flask:
    return create_app(clarion)


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ADMIN)


# --- the campaign ------------------------------------------------------------------------------


def test_campaign_page_says_what_runs_and_how_much_each_language_has(
    olga: FlaskClient, clarion: Clarion
) -> None:
    page = words(olga.get("/console/campaign/").text)
    assert clarion.campaign.current().hash[:12] in page
    assert "the files as they are" in page
    assert "English 100 %" in page
    assert "Spanish 100 %" in page
    assert "call, phone" in page


def test_broken_file_is_shown_with_place_and_mend_while_the_old_version_runs(
    olga: FlaskClient, clarion: Clarion, folder: Path
) -> None:
    before = clarion.campaign.current().hash
    (folder / "call.yaml").write_text(
        (folder / "call.yaml").read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8"
    )
    clarion.campaign.current()
    page = olga.get("/console/campaign/").text
    assert "an older version than the files" in page
    assert before[:12] in page
    assert "<code>call.yaml:" in page
    assert "nonsense" in page
    assert "It can have: flow" in page
    assert "problem" in words(olga.get("/console/").text)
    broken = olga.get("/console/campaign/flows/call")
    assert broken.status_code == 200
    assert "there is no picture" in broken.text


def test_problems_of_a_file_are_only_text(
    olga: FlaskClient, clarion: Clarion, folder: Path
) -> None:
    (folder / "menu.yaml").write_text("<script>alert(1)</script>: 1\n", encoding="utf-8")
    clarion.campaign.current()
    assert "<script>alert" not in olga.get("/console/campaign/").text


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_flow_has_a_page_and_the_same_picture_as_the_command(
    olga: FlaskClient, clarion: Clarion, lang: str
) -> None:
    from bot.campaign.graph import draw_svg, read_graph

    for name in clarion.campaign.current().flows:
        answer = olga.get(f"/console/campaign/flows/{name}?in={lang}")
        assert answer.status_code == 200, name
        picture = olga.get(f"/console/campaign/flows/{name}.svg?in={lang}")
        assert picture.mimetype == "image/svg+xml"
        assert picture.text == draw_svg(read_graph(clarion.campaign.path, name, lang))
        assert "script-src" not in picture.headers["Content-Security-Policy"]
        assert "sandbox" in picture.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["nope", "..%2fcampaign", "call.yaml", "%00"])
def test_flow_that_is_none_is_not_found(olga: FlaskClient, name: str) -> None:
    assert olga.get(f"/console/campaign/flows/{name}").status_code == 404
    assert olga.get(f"/console/campaign/flows/{name}.svg").status_code == 404


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
def test_why_of_nobody_is_said_beside_the_field(olga: FlaskClient, who: str) -> None:
    answer = post(olga, "/console/why/", {"who": who, "broadcast": ""})
    assert answer.status_code == 400
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
    assert "wrote it" not in only
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
    assert "1 day after at 10:00 · Your first call takes two minutes" in page
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
    assert 'filename="broadcast-1.csv"' in answer.headers["Content-Disposition"]
    assert rows(record, "SELECT count(*) FROM audit WHERE act = 'took out results'") == [(1,)]
    viewer = sign_in("max@clarion.test", Role.VIEWER)
    assert viewer.get("/console/broadcasts/1/results.csv").status_code == 403
    assert olga.get("/console/broadcasts/99/results.csv").status_code == 404


def test_quiet_day_says_that_nothing_needs_anybody(olga: FlaskClient) -> None:
    page = words(olga.get("/console/").text)
    assert "Nothing. All is well." in page
    assert "Joined 3" in page


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
