"""The audit's page, by person, act and day; what leaves or is looked at has a line in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.organizers.rights import Role
from tests.web.broadcasting import add_people, rows, words

PAGE = "/console/audit/"


@pytest.fixture
def admin(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ADMIN)


@pytest.mark.parametrize(
    ("path", "act", "about"),
    [
        ("/console/djs/run-sheet.csv", "took out a sheet", ("run sheet", None)),
        ("/console/djs/airings.csv", "took out a sheet", ("airings", None)),
        ("/console/people/1", "opened person", ("contact", 1)),
    ],
)
def test_what_leaves_and_what_is_opened_is_noted(
    admin: FlaskClient, record: str, path: str, act: str, about: tuple[str, int | None]
) -> None:
    assert admin.get(path).status_code == 200
    found = rows(record, "SELECT act, object, object_id, organizer_id FROM audit ORDER BY id")
    assert found[-1] == (act, *about, 1)


def test_it_is_read_by_person_act_and_day(
    admin: FlaskClient, sign_in: Callable[..., FlaskClient], record: str
) -> None:
    sign_in("rosa@clarion.test", Role.ORGANIZER).get("/console/djs/run-sheet.csv")
    rows(
        record,
        "INSERT INTO audit (organizer_id, act, object, at) VALUES"
        " (1, 'stopped all', 'sending', timestamptz '2026-03-01 12:00 America/Chicago')",
    )

    def seen(**asked: str) -> str:
        page = admin.get(PAGE, query_string=asked).text
        return words(page.split('<ul class="plain acts">')[1])

    assert "stopped everything" in seen(day="2026-03-01")
    assert "signed in" not in seen(day="2026-03-01")
    assert "stopped everything" not in seen(day="2026-03-02")
    assert "took out a list" in seen(who="2")
    assert "took out a list" not in seen(who="1")
    assert "took out a list" not in seen(act="signed_in")
    assert "signed in" in seen(act="signed_in")
    for odd in ("9999-12-31", "x", "' OR 1=1"):
        assert "took out a list" in seen(day=odd)
