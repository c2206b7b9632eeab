"""Texts in doubt on a broadcast's page: why they wait, until when, and who decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from flask.testing import FlaskClient

from bot.broadcasts import broadcasts
from bot.clarion import Clarion
from bot.cli import broadcast_shown
from bot.organizers.organizers import Role
from tests.factories import rows
from tests.web.broadcasting import act, add_people


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    """Olga, an organizer, with three people on the list: Ana and Eva, and Bo who has stopped."""
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def _doubts(olga: FlaskClient, record: str) -> None:
    """Olga's broadcast under way, with both of its texts in doubt."""
    act(olga, "schedule", confirm="2")
    with psycopg.connect(record, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, reason, broadcast_id, looks,"
            " claimed_at) SELECT a.contact_id, a.id, 'broadcast', 'held', 'in_doubt', 1, 2, now()"
            " FROM address a JOIN contact c ON c.id = a.contact_id AND c.opted_out_at IS NULL"
        )
        connection.execute("UPDATE broadcast SET state = 'sending', recipients = 2,"
                           " planned_at = now()")  # fmt: skip


def test_texts_in_doubt_are_explained_in_both_languages(olga: FlaskClient, record: str) -> None:
    _doubts(olga, record)
    page = olga.get("/console/broadcasts/1").text
    assert "2 texts need your decision" in page
    assert "Waits for your decision" in page
    assert "whoever did get it gets it twice" in page
    assert "2 texts need your decision" in olga.get("/console/").text
    page = olga.get("/console/broadcasts/1?lang=es").text
    assert "2 mensajes necesitan tu decisión" in page
    assert "Enviarlos otra vez" in page
    assert 'data-source="/console/broadcasts/1/progress?lang=es"' in page
    moving = olga.get("/console/broadcasts/1/progress").json
    assert moving
    assert (moving["doubts"], moving["is_over"]) == (2, False)


@pytest.mark.parametrize(
    ("texts", "state", "then", "says", "dice"),
    [
        (1, "sending", "send", "is sent once more", "se envía una vez más"),
        (2, "sending", "ask", "you decide", "decides tú"),
        (2, "canceled", "send", "count as failed", "cuentan como fallidos"),
    ],
)
def test_page_says_why_and_until_when_a_doubt_waits(
    olga: FlaskClient, clarion: Clarion, record: str, monkeypatch: pytest.MonkeyPatch,
    texts: int, state: str, then: str, says: str, dice: str,
) -> None:  # fmt: skip
    """It is noon in Chicago. One is to be looked at in two minutes for the first time, and 300 s
    later for the last; the other for the last time now."""
    _doubts(olga, record)
    monkeypatch.setitem(clarion.settings.__dict__, "unknown_then", then)
    now = clarion.clock.now()
    with psycopg.connect(record) as connection:
        connection.execute(
            "UPDATE message SET state = 'unknown', reason = NULL, looks = 1, lease_until = %s",
            [now],
        )
        connection.execute(
            "UPDATE message SET looks = 0, lease_until = %s"
            " WHERE id = (SELECT min(id) FROM message)",
            [now + timedelta(minutes=2)],
        )
        connection.execute("UPDATE broadcast SET state = %s", [state])
        if texts == 1:
            connection.execute("UPDATE message SET state = 'delivered' WHERE looks = 1")
    page = olga.get("/console/broadcasts/1").text
    assert f"{texts} text{'s wait' if texts > 1 else ' waits'}: the carrier did not say" in page
    assert "We ask it until Wed, Nov 25, 1:07" in page
    assert says in page
    page = olga.get("/console/broadcasts/1?lang=es").text
    assert f"{texts} mensaje{'s esperan' if texts > 1 else ' espera'}: la operadora no dijo" in page
    assert dice in page
    shown = " ".join(broadcast_shown.lines(broadcasts.progress(clarion, 1)))
    assert "We ask it until 18:07 UTC; " in shown
    assert says in shown.replace("counts", "count")


@pytest.mark.parametrize(("then", "state", "says"), [
    ("send", "unknown", "They are looked up one last time"), ("leave", "failed", "Left."),
])  # fmt: skip
def test_texts_in_doubt_are_decided_once(
    olga: FlaskClient, clarion: Clarion, record: str, then: str, state: str, says: str
) -> None:
    _doubts(olga, record)
    page, path = "/console/broadcasts/1", "/console/broadcasts/1/doubts"
    token = olga.get(page).text.split('csrf_token" value="')[1].split('"')[0]
    assert olga.post(path, data={"then": then}).status_code == 400  # no token
    assert olga.post(path, data={"then": "perhaps", "csrf_token": token}).status_code == 400
    assert broadcasts.progress(clarion, 1).doubts == 2
    olga.post(path, data={"then": then, "csrf_token": token})
    shown = olga.get(page).text
    assert says in shown
    assert "need your decision" not in shown
    assert broadcasts.progress(clarion, 1).states[state] == 2
    olga.post(path, data={"then": "leave", "csrf_token": token})
    assert "No text waits for a decision any more." in olga.get(page).text
    assert broadcasts.progress(clarion, 1).states[state] == 2
    noted = "SELECT 1 FROM audit WHERE act LIKE %s AND organizer_id IS NOT NULL"
    assert len(rows(clarion, noted, "%doubts%")) == 1


def test_viewer_sees_doubts_and_cannot_decide(
    olga: FlaskClient, record: str, sign_in: Callable[..., FlaskClient]
) -> None:
    _doubts(olga, record)
    max_ = sign_in("max@clarion.test", Role.VIEWER)
    page = max_.get("/console/broadcasts/1").text
    assert "An organizer has to decide." in page
    assert "Send them again</button>" not in page
