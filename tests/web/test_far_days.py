"""Days at the ends of the calendar, in everything that takes a day: said, and never an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.organizers.organizers import Role
from tests.web.broadcasting import act, add_people, ask, press

FAR = ("9999-12-31", "0001-01-01", "9999-01-01", "3000-01-01")


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ADMIN)


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("when", ["at", "local"])
def test_broadcast(olga: FlaskClient, day: str, when: str) -> None:
    for name in ("preview", "schedule"):
        answer = act(olga, name, when=when, at=f"{day}T23:59", confirm="2")
        assert answer.status_code == 400, answer.status_code


@pytest.mark.parametrize("day", FAR)
def test_broadcast_s_last_day(olga: FlaskClient, day: str) -> None:
    answer = act(olga, "preview", repeat="day", until=day)
    assert answer.status_code == 400
    assert "Choose its last day." in answer.text


@pytest.mark.parametrize("day", FAR)
def test_segment(olga: FlaskClient, day: str) -> None:
    for segment in (f"joined before {day}", f"joined after {day}", f"last_seen < {day}"):
        answer = olga.get("/console/segments/", query_string={"segment": segment})
        assert answer.status_code < 500, segment
        ask(olga, "/console/broadcasts/audience", segment=segment)


@pytest.mark.parametrize("day", FAR)
def test_task_of_a_person_and_of_many(olga: FlaskClient, clarion: Clarion, day: str) -> None:
    page = olga.application.url_map.bind("").build("contacts.show", {"contact_id": 1})
    answer = press(olga, page, page, act="task", what="Call her", due=day)
    assert answer.status_code == 409
    assert "Choose a day." in answer.text
    bulk = "/console/acts/"
    answer = press(olga, bulk, bulk + "look", kind="assign", segment="all", what="Call", due=day)
    assert "Choose a day." in answer.text


@pytest.mark.parametrize("day", FAR)
def test_day_beside_today(olga: FlaskClient, day: str) -> None:
    assert olga.get("/console/", query_string={"beside": day}).status_code == 200
