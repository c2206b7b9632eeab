"""Two texts in the console: written, looked at, watched, decided; without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.organizers.organizers import Role
from tests.crowd import add_crowd
from tests.factories import rows
from tests.web.broadcasting import stand_still
from tests.web.conftest import LIBRARY_CHOICES, csrf_token, post

pytestmark = LIBRARY_CHOICES
SignIn = Callable[..., FlaskClient]
WRITTEN = {
    "title": "Which one", "segment": "all", "when": "now", "lateness": "60",
    "text_en": "Call now.", "text_es": "Llama ya.",
    "other_en": "Your call counts.", "other_es": "Tu llamada cuenta.",
    "share": "40", "hold_out": "10", "after_min": "60", "least": "10", "then": "ask",
}  # fmt: skip


@pytest.fixture
def crowd(clarion: Clarion) -> Clarion:
    stand_still(clarion)
    add_crowd(clarion, 60)
    return clarion


def begun(clarion: Clarion) -> int:
    """The broadcast that was written, planned."""
    [(broadcast_id,)] = rows(
        clarion, "UPDATE broadcast SET due_at = %s RETURNING id", clarion.clock.now()
    )
    assert planning.fire_due(clarion) == [broadcast_id]
    return int(broadcast_id)


def write(client: FlaskClient, **changes: str) -> str:
    return post(client, "/console/broadcasts/new", {**WRITTEN, **changes, "act": "preview"}).text


def test_both_texts_and_the_rule_are_seen_before_anything_is_sent(
    crowd: Clarion, sign_in: SignIn
) -> None:
    page = write(sign_in(role=Role.ORGANIZER))
    assert "Your call counts." in page
    assert "40 percent of the people try them, half each; 10 percent get nothing." in page
    assert "Decided 60 minutes after" in page


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("share", "lots", "Write a whole number."),
        ("share", "1", "from 2 to 100"),
        ("other_es", "", "in the same languages"),
        ("when", "local", "not by local time"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    crowd: Clarion, sign_in: SignIn, field: str, value: str, says: str
) -> None:
    at = f"{crowd.clock.now() + timedelta(days=2):%Y-%m-%dT12:00}"
    page = write(sign_in(role=Role.ORGANIZER), **{field: value, "at": at})
    assert says in page
    assert 'id="compare"' in page
    assert '<details class="more" open id="compare">' in page


def test_it_is_scheduled_watched_and_decided(crowd: Clarion, sign_in: SignIn) -> None:
    client = sign_in(role=Role.ORGANIZER)
    page = write(client)
    token = csrf_token(page)
    done = client.post(
        "/console/broadcasts/new",
        data={**WRITTEN, "act": "schedule", "confirm": "60", "csrf_token": token},
    )
    assert done.status_code == 302, done.text
    broadcast_id = begun(crowd)
    path = f"/console/broadcasts/{broadcast_id}"
    shown = client.get(path).text
    assert "Two texts" in shown
    assert "Send B to the rest" in shown

    chosen = client.post(f"{path}/choose", data={"arm": "b", "csrf_token": csrf_token(shown)})
    assert chosen.status_code == 302
    after = client.get(path).text
    assert "The rest gets B" in after
    assert "an organizer decided" in after
    held = rows(crowd, "SELECT count(*) FROM message WHERE state = 'held'")
    assert held == [(0,)]
    [(noted,)] = rows(
        crowd, "SELECT count(*) FROM audit WHERE act = 'decided between two texts'"
        " AND organizer_id IS NOT NULL",
    )  # fmt: skip
    assert noted == 1

    again = client.post(
        f"{path}/choose", data={"arm": "a", "csrf_token": csrf_token(after)}, follow_redirects=True
    )
    assert "has no two texts to choose from now" in again.text


def test_a_change_keeps_both_texts(crowd: Clarion, sign_in: SignIn) -> None:
    client = sign_in(role=Role.ORGANIZER)
    page = write(client)
    client.post(
        "/console/broadcasts/new",
        data={**WRITTEN, "act": "schedule", "confirm": "60", "csrf_token": csrf_token(page)},
    )
    [(broadcast_id,)] = rows(crowd, "SELECT max(id) FROM broadcast")
    page = client.get(f"/console/broadcasts/{broadcast_id}/edit").text
    assert "Tu llamada cuenta." in page
    assert 'value="40"' in page
    assert broadcasts.draft_of(crowd, broadcast_id).settings["compare"]["then"] == "ask"


def test_viewers_look_and_decide_nothing(crowd: Clarion, sign_in: SignIn) -> None:
    client = sign_in(role=Role.ORGANIZER)
    page = write(client)
    client.post(
        "/console/broadcasts/new",
        data={**WRITTEN, "act": "schedule", "confirm": "60", "csrf_token": csrf_token(page)},
    )
    broadcast_id = begun(crowd)
    viewer = sign_in("vi@clarion.test", Role.VIEWER)
    shown = viewer.get(f"/console/broadcasts/{broadcast_id}?lang=es").text
    assert "Dos mensajes" in shown
    assert "/choose" not in shown
