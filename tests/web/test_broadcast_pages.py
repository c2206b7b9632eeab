"""Broadcasts in the console: nothing is sent unseen, nothing typed is lost, every act is noted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.broadcasts import broadcasts
from bot.carrier.statuses import ranks
from bot.clarion import Clarion
from bot.errors import RecordAway
from bot.organizers.organizers import Role
from bot.store.broadcasts.counts import OPEN_STATES
from bot.web.console import state_words
from tests.web.broadcasting import add_people
from tests.web.conftest import post

NEW = "/console/broadcasts/new"
ERRORS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "wrong_broadcasts.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    """Olga, an organizer, with three people on the list: Ana and Eva, and Bo who has stopped."""
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def typed(**changes: str) -> dict[str, str]:
    return {
        "title": "Kickoff", "segment": "all", "text_en": "It starts today. Call {line}.",
        "text_es": "Empieza hoy. Llama a {line}.", "when": "local", "at": "2027-03-01T10:00",
        "zone": "America/Chicago", "lateness": "60", **changes,
    }  # fmt: skip


def look(olga: FlaskClient, **changes: str) -> TestResponse:
    return post(olga, NEW, {**typed(**changes), "act": "preview"})


def confirm(olga: FlaskClient, count: str, **changes: str) -> TestResponse:
    return post(olga, NEW, {**typed(**changes), "act": "schedule", "confirm": count})


def count(record: str, what: str) -> int:
    with psycopg.connect(record) as connection:
        row = connection.execute(f"SELECT count(*) FROM {what}").fetchone()  # type: ignore[arg-type]  # noqa: S608 - our own words
    assert row
    return int(row[0])


def test_look_shows_who_gets_it_who_not_and_what_it_costs(olga: FlaskClient, record: str) -> None:
    page = look(olga).text
    assert "2 people" in page
    assert "has texted STOP" in page
    assert "It starts today. Call (866) 473-5915." in page
    assert "1 part" in page
    assert "$0.02" in page
    assert count(record, "broadcast") == 0


def test_typed_count_schedules_it(olga: FlaskClient, record: str) -> None:
    answer = confirm(olga, "2")
    assert answer.headers["Location"] == "/console/broadcasts/1"
    page = olga.get("/console/broadcasts/1").text
    assert "Kickoff" in page
    assert "Scheduled" in page
    assert count(record, "broadcast WHERE state = 'scheduled' AND created_by IS NOT NULL") == 1
    assert count(record, "audit WHERE act LIKE '%broadcast%' AND organizer_id IS NOT NULL") == 1


@pytest.mark.parametrize("number", ["", "3", "two", "-2", "2.5"])
def test_another_count_schedules_nothing(olga: FlaskClient, record: str, number: str) -> None:
    answer = confirm(olga, number)
    assert answer.status_code == 200
    assert "problem" in answer.text
    assert count(record, "broadcast") == 0


def test_change_something_keeps_what_was_typed(olga: FlaskClient) -> None:
    page = post(olga, NEW, {**typed(title="A “quoted” <title>"), "act": "edit"}).text
    assert "A “quoted” &lt;title&gt;" in page
    assert "It starts today. Call {line}." in page
    assert "2027-03-01T10:00" in page


@pytest.mark.parametrize("case", ERRORS, ids=[case["name"] for case in ERRORS])
def test_error_stands_beside_its_field_and_keeps_the_rest(
    olga: FlaskClient, record: str, case: dict[str, Any]
) -> None:
    changes = {
        name: "a" * 2000 if text == "{2000}" else text for name, text in case["typed"].items()
    }
    answer = look(olga, **changes)
    assert answer.status_code == 400
    for field, words in case["says"].items():
        place = answer.text.split(f'id="{field}-error">')
        assert len(place) == 2, f"nothing beside {field}: {answer.text}"
        assert words in place[1].split("</p>")[0].replace("&#34;", '"')
    assert case["typed"].get("text_en", "It starts today") in answer.text
    assert count(record, "broadcast") == 0


def test_now_and_at_one_moment_are_schedules_too(olga: FlaskClient) -> None:
    assert confirm(olga, "2", when="at").status_code == 302
    page = look(olga, when="now").text
    assert "Send it" in page


def test_parts_are_counted_by_the_engine_as_one_types(olga: FlaskClient) -> None:
    token = olga.get(NEW).text.split('csrf_token" type="hidden" value="')[1].split('"')[0]

    def ask(text: str) -> Any:
        answer = olga.post(
            "/console/broadcasts/parts",
            json={"text": text, "lang": "en"},
            headers={"X-CSRFToken": token},
        )
        return answer.json

    assert ask("Call {line}.")["says"] == "1 part · 20 characters · GSM-7"
    assert ask("a" * 161)["says"] == "2 parts · 161 characters · GSM-7"
    offered = ask("“" + "a" * 80)
    assert offered["because"] == "“"
    assert offered["plainer"].startswith('"aaa')
    assert ask("{nonsense}")["is_wrong"] is True
    assert ask("")["says"] == ""


def test_pause_go_on_and_cancel_are_for_organizers(
    olga: FlaskClient, clarion: Clarion, record: str
) -> None:
    confirm(olga, "2")
    with psycopg.connect(record, autocommit=True) as connection:
        connection.execute("UPDATE broadcast SET state = 'sending'")
    for act, state in (("pause", "paused"), ("resume", ""), ("cancel", "canceled")):
        page = olga.get("/console/broadcasts/1").text
        token = page.split('csrf_token" value="')[1].split('"')[0]
        answer = olga.post(f"/console/broadcasts/1/{act}", data={"csrf_token": token})
        assert answer.status_code == 302
        if state:
            assert broadcasts.progress(clarion, 1).state == state
    assert count(record, "audit WHERE object_id = 1 AND organizer_id IS NOT NULL") >= 4
    again = olga.post("/console/broadcasts/1/pause", data={"csrf_token": token})
    assert "cannot be paused" in olga.get(again.headers["Location"]).text


def test_numbers_move_and_add_up(olga: FlaskClient) -> None:
    confirm(olga, "2")
    answer = olga.get("/console/broadcasts/1/progress", headers={"Accept": "application/json"})
    assert answer.json
    assert answer.json["state"] == "scheduled"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", ["scheduled", "draft", "paused", "sending"])
def test_a_broadcast_whose_texts_cannot_be_opened_shows_its_state(
    olga: FlaskClient, record: str, state: str
) -> None:
    confirm(olga, "2")
    with psycopg.connect(record, autocommit=True) as connection:
        connection.execute("UPDATE broadcast SET texts_sealed = '\\x00', state = %s", [state])
    for page in ("/console/broadcasts/1", "/console/broadcasts/", "/console/"):
        assert olga.get(page).status_code == 200, page


def test_unknown_broadcast_is_not_found(olga: FlaskClient) -> None:
    assert olga.get("/console/broadcasts/999").status_code == 404
    assert olga.get(f"/console/broadcasts/{10**30}").status_code == 404


def test_stop_everything_shows_on_every_page_until_started_again(olga: FlaskClient) -> None:
    post_home = olga.get("/console/").text
    token = post_home.split('csrf_token" value="')[1].split('"')[0]
    olga.post("/console/stop", data={"csrf_token": token, "reason": "wrong number"})
    for path in ("/console/", "/console/broadcasts/", "/console/account/"):
        assert "Everything is stopped" in olga.get(path).text
    olga.post("/console/start", data={"csrf_token": token})
    page = olga.get("/console/broadcasts/").text
    assert "Everything is stopped" not in page


def test_texts_of_strangers_are_only_text(olga: FlaskClient) -> None:
    bad = "<img src=x onerror=alert(1)>"
    page = look(olga, title=bad, text_en=bad).text
    assert bad not in page
    assert "&lt;img" in page


def test_record_away_is_said_in_words(olga: FlaskClient) -> None:
    with patch.object(broadcasts, "list_recent", side_effect=RecordAway("away")):
        answer = olga.get("/console/broadcasts/")
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.text


def test_every_state_has_words() -> None:
    known = set(ranks()) | set(OPEN_STATES) | {"skipped", "canceled"}
    assert known - set(state_words.MESSAGE) - {"received", "read"} == set()
